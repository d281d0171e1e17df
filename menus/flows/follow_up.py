"""Following a report by its receipt, from any phone."""

from collections.abc import Mapping

from menus import check_digit
from menus.screens import Effect, Refused, Scene, Show, Type

RECEIPT_DIGITS = 12


def receipt(typed: str, _scene: Scene) -> str:
    """The receipt's digits, however they were grouped; a slip is told before anyone is asked."""
    digits = "".join(letter for letter in typed if letter not in " .-/")
    if len(digits) != RECEIPT_DIGITS or not check_digit.is_valid(digits):
        raise Refused("receipt_shape")
    return digits


def status(scene: Scene) -> Mapping[str, str]:
    """The four neutral words a reporter may hear, and nothing more."""
    return {"status": scene.voice.label("status", str(scene.facts["status"]))}


FOLLOW_UP = (
    Type("receipt", then="find_receipt", check=receipt, back="home"),
    Effect(
        "find_receipt",
        then={"found": "status", "unknown": "receipt", "blocked": "receipt_blocked"},
        notices={"unknown": "receipt_unknown"},
    ),
    Show("status", fill=status, back="home"),
    Show("receipt_blocked", back="home"),
)
