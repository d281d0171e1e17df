"""A conversation on the desk, told so that anybody can read it, and played again later."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

HEAD = (
    "# Conversation enregistrée. Les codes secrets, les reçus et les références sont des « … ».\n"
)
INDENT = "    "
_SECRETS = (
    (re.compile(r"\b\d{4} \d{4} \d{4}\b"), "…"),
    (re.compile(r"(R[ée]f )\d+"), r"\1…"),
    (re.compile(r"(code est |code is )\d+"), r"\1…"),
    (re.compile(r"\b\d+(min|h|j|d)\b"), r"…\1"),
)
_RECEIPT, _CODE = re.compile(r"\d{12}"), re.compile(r"\d{6}")


def told(lines: Iterable[str]) -> str:
    """What passed between the phones and the gateway, from the traffic, as a dialogue."""
    return HEAD + "".join(_lines(json.loads(line) for line in lines))


def veiled(text: str) -> str:
    """A text without what is another each time: receipts, references, codes, ages."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    typed: dict[str, str] = {}  # of each session
    for record in records:
        fields = record["fields"]
        if record["kind"] == "ussd":
            yield from _turn(fields, record["body"], typed)
        elif record["kind"] == "sms":
            yield f"{fields['from']} écrit « {fields['text']} »\n"
        elif record["kind"] in ("messaging", "sendsms"):
            for number in re.split(r"[, ]+", fields["to"]):
                words = fields.get("message") or fields.get("text", "")
                yield f"{number} reçoit « {veiled(words)} »\n"


def _turn(fields: dict[str, str], body: str, typed: dict[str, str]) -> Iterator[str]:
    session, text = fields["sessionId"], fields["text"]
    before = typed.get(session)
    typed[session] = text
    if before is None:
        yield f"{fields['phoneNumber']} compose {fields['serviceCode']}\n"
    else:
        key = text[len(before) :].removeprefix("*")
        yield f"{fields['phoneNumber']} tape {_unsaid(key, body)}\n"
    ended, shown = body.startswith("END "), veiled(body[4:])
    yield from (f"{INDENT}{line}\n" for line in shown.splitlines())
    if ended:
        yield f"{INDENT}(fin)\n"


def _unsaid(key: str, body: str) -> str:
    """What was typed; receipts and codes are told as what they are."""
    if _RECEIPT.fullmatch(key.replace(" ", "")):
        return "le code du signalement"
    return "le code du SMS" if _CODE.fullmatch(key) and "code secret" in body else key
