"""The check digit of poster codes, references and receipts: Damm's quasigroup.

It finds every single wrong digit and every swap of two neighbours (H. M. Damm, 2004), which are
the mistakes people make when they copy a number from a poster or say it aloud.
"""

_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def with_check_digit(digits: str) -> str:
    """The digits followed by their check digit."""
    return digits + _interim(digits)


def is_valid(number: str) -> bool:
    """Whether a number ends with the right check digit."""
    return len(number) > 1 and number.isascii() and number.isdigit() and _interim(number) == "0"


def _interim(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _TABLE[int(interim)][int(digit)]
    return interim
