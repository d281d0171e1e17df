"""How committees behave: how soon they answer, whether they do at all, how soon they end."""

from dataclasses import dataclass

from gateway.believable.chance import Lot, rng_of


@dataclass(frozen=True)
class Temper:
    """The habits of a committee."""

    pace: float  # its median answer, in parts of the time it has
    answers: float  # how likely it answers at all
    ends: float  # how long its work lasts, beside that of others
    off: float  # how likely one of its phones is off for good


_KINDS: Lot[Temper] = Lot(
    {
        Temper(0.05, 0.98, 0.6, 0.01): 3.5,  # quick
        Temper(0.15, 0.94, 1.0, 0.04): 4.0,  # steady
        Temper(0.7, 0.82, 1.6, 0.08): 1.7,  # slow
        Temper(1.1, 0.25, 2.0, 0.30): 0.6,  # asleep: set up once, and never called together again
    }
)
_NATIONAL = Temper(0.18, 1.0, 0.9, 0.0)  # the last who can answer always does
_SOCIAL: Lot[Temper] = Lot(
    {
        Temper(0.06, 0.98, 0.7, 0.01): 5,
        Temper(0.25, 0.95, 1.0, 0.03): 4,
        Temper(0.7, 0.9, 1.5, 0): 1,
    }
)


def temper_of(seed: int, code: str, level: str) -> Temper:
    """The temper of the committee with this code, in a year of this seed."""
    if level == "national":
        return _NATIONAL
    lot = _SOCIAL if level == "social_centre" else _KINDS
    return lot.draw(rng_of(seed, "temper", code))
