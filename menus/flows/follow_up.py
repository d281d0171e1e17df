"""Following a report by its receipt, from any phone: how far it is, and what can be added."""

from collections.abc import Mapping

from menus import check_digit
from menus.screens import Choose, Effect, Refused, Scene, Show, Type

RECEIPT_DIGITS = 12
LONGEST_ANSWER = 120


def receipt(typed: str, _scene: Scene) -> str:
    """The receipt's digits, however they were grouped; a slip is told before anyone is asked."""
    digits = "".join(letter for letter in typed if letter not in " .-/")
    if len(digits) != RECEIPT_DIGITS or not check_digit.is_valid(digits):
        raise Refused("receipt_shape")
    return digits


def grouped(digits: str) -> str:
    """A receipt in groups of four, which are easier to copy."""
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def status(scene: Scene) -> Mapping[str, str]:
    """The four neutral words a reporter may hear, and nothing more."""
    return {"status": scene.voice.label("status", str(scene.facts["status"]))}


def may_add(scene: Scene) -> tuple[str, ...]:
    """While nothing has come of it, a reporter may insist; a talk may be asked for at any time."""
    is_waiting = scene.facts["status"] in ("received", "checking")
    return ("nobody_came", "call_back") if is_waiting else ("call_back",)


def question(scene: Scene) -> Mapping[str, str]:
    """What the committee would like to know."""
    return {"question": scene.voice.label("question", str(scene.facts["question"]))}


def own_words(typed: str, _scene: Scene) -> str:
    """An answer as it was typed."""
    said = " ".join(typed.split())[:LONGEST_ANSWER]
    if not said:
        raise Refused("answer_shape")
    return said


FOLLOW_UP = (
    Type("receipt", then="find_receipt", check=receipt, back="home"),
    Effect(
        "find_receipt",
        then={
            "found": "status",
            "question": "question",
            "closed": "safe_now",
            "unknown": "receipt",
            "blocked": "receipt_blocked",
        },
        notices={"unknown": "receipt_unknown"},
    ),
    Type("question", then="answer_question", check=own_words, fill=question, back="home"),
    Effect(
        "answer_question",
        then={"kept": "status", "gone": "home"},
        notices={"kept": "answer_kept"},
    ),
    Choose("safe_now", ("yes", "no", "unknown"), then="tell_safe_now", back="home"),
    Effect("tell_safe_now", then={"safe": "safe_noted", "not_safe": "not_safe_noted"}),
    Show("safe_noted", back="home"),
    Show("not_safe_noted", back="home"),
    Choose(
        "status",
        may_add,
        then={"nobody_came": "nobody_came", "call_back": "call_back"},
        fill=status,
        back="home",
    ),
    Effect(
        "nobody_came",
        then={
            "pushed": "pushed",
            "soon": "push_soon",
            "already": "push_soon",
            "top": "pushed",
            "gone": "home",
        },
    ),
    Show("pushed", back="home"),
    Show("push_soon", back="home"),
    Show("receipt_blocked", back="home"),
)
