"""Names as people mistype them: the slips of thumbs and of ears, made by a seed."""

import random
import re
import string
from collections.abc import Callable, Iterator, Sequence

from anyascii import anyascii

Slip = Callable[[str, random.Random], str]


def one_edit(name: str, chance: random.Random) -> str:
    """A letter more, less, other, or two the other way round."""
    at = chance.randrange(len(name))
    letter = chance.choice(string.ascii_lowercase)
    more, other = name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :]
    less = name[:at] + name[at + 1 :] if len(name) > 2 else other
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return chance.choice((more, less, other, swapped))


def two_edits(name: str, chance: random.Random) -> str:
    """Two of them, anywhere, in names of any length."""
    return one_edit(one_edit(name, chance), chance)


def no_accents(name: str, _chance: random.Random) -> str:
    """As on keys without accents."""
    return anyascii(name)


def ou_for_u(name: str, chance: random.Random) -> str:
    """ou for u, u for ou."""
    if "ou" in name:
        return name.replace("ou", "u")
    return name.replace("u", "ou") if "u" in name else one_edit(name, chance)


def k_for_c(name: str, chance: random.Random) -> str:
    """k for c, c for k."""
    swapped = name.translate(str.maketrans("kKcC", "cCkK"))
    return swapped if swapped != name else one_edit(name, chance)


def doubled(name: str, chance: random.Random) -> str:
    """A double letter made single, or a single one made double."""
    if found := re.search(r"(.)\1", name):
        return name[: found.start()] + name[found.start() + 1 :]
    at = chance.randrange(len(name))
    return name[: at + 1] + name[at] + name[at + 1 :]


SLIPS: Sequence[Slip] = (one_edit, two_edits, no_accents, ou_for_u, k_for_c, doubled)


def misspelled(names: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, str]]:
    """A name, and a slip of it; each kind of slip as often as any other."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    for number, name in enumerate(chance.choices(names, k=count)):
        yield name, SLIPS[number % len(SLIPS)](name, chance)
