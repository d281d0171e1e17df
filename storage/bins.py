"""Spans of time in bins 15 % wide, so that medians can be told from counts."""

import math
from collections.abc import Mapping
from datetime import timedelta

FINENESS = 1.15  # a bin ends so many times later than the one before
NEVER = "never"  # the bin of what did not happen


def bin_of(span: timedelta) -> int:
    """The bin that a span falls into; the first one ends after a minute."""
    minutes = span.total_seconds() / 60
    return max(math.ceil(math.log(minutes, FINENESS) - 1e-9), 0) if minutes > 1 else 0


def minutes_of(number: int) -> float:
    """The middle of a bin, in minutes."""
    return FINENESS ** (number - 0.5) if number else 1.0


def within(bins: Mapping[str, int], part: float) -> float | None:
    """Within how many minutes a part (0.5: half) of what was counted happened, at most 8 % off;
    None when so much of it never did."""
    total, passed = sum(bins.values()), 0
    for number in sorted(int(each) for each in bins if each != NEVER):
        passed += bins[str(number)]
        if passed and passed >= total * part:
            return minutes_of(number)
    return None
