"""The codes on village posters: a number and its check digit, given once for good."""

import re
from collections.abc import Collection, Iterator
from itertools import count

from gateway.imports.cells import BadRow
from gateway.imports.refusal import quoted
from gateway.imports.sheets import Row
from menus.check_digit import is_valid, with_check_digit

FIRST = 100  # so that the shortest have four digits: 900 of them, then 9,000 of five
_SHAPE = re.compile(r"[1-9][0-9]{3,7}")


def free_codes(taken: Collection[str]) -> Iterator[str]:
    """The codes that no poster bears yet, the shortest first."""
    codes = (with_check_digit(str(number)) for number in count(FIRST))
    return (code for code in codes if code not in taken)


def read_poster_code(row: Row, level: str) -> str:
    """The poster code a row gives to its village; empty when it gives none."""
    code = row.cells.get("poster_code", "")
    if code and level != "village":
        raise BadRow("poster_level", level=level)
    if code and not _SHAPE.fullmatch(code):
        raise BadRow("poster_shape", cell=quoted(code))
    if code and not is_valid(code):
        digit = with_check_digit(code[:-1])[-1]
        raise BadRow("poster_digit", cell=code, bare=code[:-1], digit=digit)
    return code
