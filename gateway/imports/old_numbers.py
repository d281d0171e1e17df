"""Mobile numbers of Côte d'Ivoire from before 31 January 2021, made callable again.

On that day the regulator (ARTCI) went from 8 digits to 10: each company was given two digits that
all its mobile numbers now begin with, and the 8 old digits follow unchanged. Which company a number
belonged to was told by its two first digits.
"""

import re

from storage.operators import MOOV, MTN, ORANGE

NEW_DIGITS = {MOOV: "01", MTN: "05", ORANGE: "07"}
_BEGAN_WITH = {
    ORANGE: "07 08 09 47 48 49 57 58 59 67 68 69 77 78 79 87 88 89 97 98",
    MTN: "04 05 06 44 45 46 54 55 56 64 65 66 74 75 76 84 85 86 94 95 96",
    MOOV: "01 02 03 40 41 42 43 50 51 52 53 70 71 72 73",
}
_OPERATORS = {two: operator for operator, all_of in _BEGAN_WITH.items() for two in all_of.split()}
_OLD = re.compile(r"(?:\+?225|00225)?([0-9]{8})", re.ASCII)
_BETWEEN = re.compile(r"[\s.\-()/]")


def old_number(cell: str) -> str:
    """The 8 digits of a number as it was before; empty for one that is not."""
    found = _OLD.fullmatch(_BETWEEN.sub("", cell.removeprefix("'")))
    return found[1] if found else ""


def operator_before(digits: str) -> str:
    """Which company an old number belonged to; empty where it was no mobile's."""
    return _OPERATORS.get(digits[:2], "")
