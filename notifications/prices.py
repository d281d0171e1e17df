"""What messages cost: asked of the settings before, read off the provider's answers after.

Money is counted in ten-thousandths of a currency, as providers write it ("XOF 12.0000"), in whole
numbers: sums come out to the last of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from storage.operators import OPERATORS, OTHER

UNIT = 10_000
_AMOUNT = re.compile(r"(?:([A-Z]{3})\s+)?([0-9]{1,9}(?:\.[0-9]{1,6})?)")


@dataclass(frozen=True)
class Prices:
    """What one part of an SMS costs with each company, in ten-thousandths of a currency."""

    currency: str
    per_part: Mapping[str, int]

    def of(self, operator: str, parts: int) -> int:
        """The price of a message."""
        return self.per_part.get(operator, self.per_part[OTHER]) * parts


def prices_of(text: str) -> Prices:
    """Read `XOF orange=12 mtn=12 moov=14 other=25`. Raises ValueError for anything else."""
    currency, *entries = text.split() or [""]
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValueError("starts with a currency of three letters, such as XOF")
    found: dict[str, int] = {}
    for entry in entries:
        operator, _, price = entry.partition("=")
        amount = _AMOUNT.fullmatch(price)
        if operator not in OPERATORS or amount is None or amount[1]:
            raise ValueError(f"{entry!r} is not a price such as orange=12 or moov=14.5")
        if operator in found:
            raise ValueError(f"{operator} is there twice")
        found[operator] = _whole(amount[2])
    if set(found) != set(OPERATORS):
        raise ValueError(f"needs a price for each of {', '.join(OPERATORS)}")
    return Prices(currency, found)


@lru_cache(maxsize=1024)
def read_cost(cost: str | None) -> tuple[int, str] | None:
    """The amount and the currency of what a provider wrote, such as "XOF 12.0000"; None where it
    wrote none."""
    found = _AMOUNT.fullmatch(cost.strip()) if cost else None
    return (_whole(found[2]), found[1] or "") if found else None


def written(amount: int) -> Decimal:
    """An amount as people write it."""
    return Decimal(amount) / UNIT


def _whole(amount: str) -> int:
    return int((Decimal(amount) * UNIT).to_integral_value())
