"""The page with the phones side by side."""

from collections.abc import Callable

from flask import Blueprint, Response, get_template_attribute, jsonify, redirect, request
from flask import render_template as render
from werkzeug.wrappers import Response as AnyResponse

from gateway.simulator import keys
from gateway.simulator.asking import Wrong, found, our_desk
from gateway.simulator.faces import Face, face, who
from gateway.simulator.journal import Entry
from gateway.simulator.language import spoken, words
from gateway.simulator.networks import NETWORKS
from gateway.simulator.phones import masked

bp = Blueprint("page", __name__)
ROWS = 40


@bp.get("/")
def desk() -> str:
    entries = our_desk().journal.after(0)
    return render(
        "desk.html",
        w=words(spoken()),
        language=spoken(),
        config=our_desk().config,
        faces=_faces(),
        rows=[_row(entry) for entry in _newest(entries)],
        last=entries[-1].n if entries else 0,
        digits=DIGITS,
        time=f"{our_desk().clock.now():%H:%M}",
        has_console=_has_console(),
        masked=masked,
        network_of=lambda card: NETWORKS[card.network],
    )


@bp.get("/api/state")
def state() -> Response:
    after = request.args.get("after", "0")
    if not after.isdecimal():
        raise Wrong(400, "bad_request", name="after")
    return jsonify(_state(int(after)))


@bp.post("/phones/<number>/key")
def key(number: str) -> AnyResponse:
    phone, form = found(number), request.form
    pressed = keys.Press(form.get("touche", ""), form.get("typed", ""), form.get("to", ""))
    keys.press(our_desk(), phone, pressed)
    if "json" in request.headers.get("Accept", ""):
        return jsonify(_state(int(form.get("after", "0"))))
    return redirect(f"/#tel{our_desk().place_of(phone.number)}", 303)


@bp.post("/reset")
def reset() -> AnyResponse:
    our_desk().clear()
    return redirect("/", 303)


DIGITS = (
    ("1", ""),
    ("2", "abc"),
    ("3", "def"),
    ("4", "ghi"),
    ("5", "jkl"),
    ("6", "mno"),
    ("7", "pqrs"),
    ("8", "tuv"),
    ("9", "wxyz"),
    ("*", "+"),
    ("0", ""),
    ("#", ""),
)


def _has_console() -> bool:
    """Tell a committee's inbox from the bare health page a gateway has before it has one."""
    url = our_desk().config.console_url
    return bool(url) and "/health" not in url


def _faces() -> list[Face]:
    desk, said = our_desk(), words(spoken())
    with desk.lock:
        return [face(desk, phone, said) for phone in desk.on_the_desk()]


def _state(after: int) -> dict[str, object]:
    """Give the script what changed, already drawn: one way to draw, with or without script."""
    entries = our_desk().journal.after(after)
    return {
        "time": f"{our_desk().clock.now():%H:%M}",
        "phones": [_drawn(one) for one in _faces()],
        "rows": [_row_drawn(entry) for entry in reversed(_newest(entries))],
        "last": entries[-1].n if entries else after,
    }


def _drawn(one: Face) -> dict[str, object]:
    said = words(spoken())
    return {
        "place": one.place,
        "mode": one.mode,
        "stamp": one.stamp,
        "left": one.left,
        "right": one.right,
        "glass": str(_macro("glass")(one, said)),
        "entry": str(_macro("entry")(one, said, our_desk().config)),
        "led": str(_macro("led")(one, said)),
    }


def _macro(name: str) -> Callable[..., str]:
    macro: Callable[..., str] = get_template_attribute("phone.html", name)
    return macro


def _newest(entries: list[Entry]) -> list[Entry]:
    """Keep the newest line about each SMS, newest first."""
    kept: dict[str, Entry] = {}
    for entry in reversed(entries):
        kept.setdefault(entry.subject or str(entry.n), entry)
    return list(kept.values())[:ROWS]


def _row(entry: Entry) -> dict[str, str]:
    said = words(spoken())
    return {
        "subject": entry.subject,
        "time": f"{entry.at:%H:%M:%S}",
        "what": said[f"what_{entry.what}"].format(**entry.values),
        "who": who(our_desk(), entry.number, spoken()),
        "state": entry.state,
        "did": said[f"did_{entry.words}"].format(**entry.values),
    }


def _row_drawn(entry: Entry) -> dict[str, str]:
    row = _row(entry)
    return {"subject": row["subject"], "html": str(_macro("log_row")(row, spoken()))}
