"""A typed name -> the villages it may mean, the likeliest first.

A name that is written as typed is found in a dictionary. Otherwise the names nearest to it by
their letters, and those nearest by their sound, are compared closely; the look over the whole
country is the library's, in C.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from menus.spelling import heard, written

COMPARED = 30  # names looked at closely, of those near by letter and of those near by sound
MOST = 12  # names offered
FARTHEST = 0.45  # of a name's letters may be wrong
LETTERS, SOUND = 0.7, 0.3  # what each counts, where the sound is nearer than the letters
_OTHER_START = 0.02
_BEGUN = 0.27  # what it costs at most that only the beginning of a name was typed

T = TypeVar("T")


@dataclass(frozen=True)
class Match(Generic[T]):
    """One thing that a name may mean, and how far its name is from what was typed; 0 = as typed."""

    thing: T
    distance: float


class Finder(Generic[T]):
    """Things by their names, however these are typed."""

    def __init__(self, named: Iterable[tuple[str, T]]) -> None:
        self._things: dict[str, list[T]] = defaultdict(list)
        for name, thing in named:
            if (key := written(name)) and thing not in self._things[key]:
                self._things[key].append(thing)
        self._keys = sorted(self._things)
        self._sounds = [heard(key) for key in self._keys]

    def written(self, name: str) -> list[T]:
        """What has exactly this name."""
        return list(self._things.get(written(name), ()))

    def find(self, typed: str, most: int = MOST) -> list[Match[T]]:
        """What a typed name may mean, nearest first; names typed as written stand alone."""
        key = written(typed)
        if not key:
            return []
        if key in self._things:
            return [Match(thing, 0.0) for thing in self._things[key]]
        sound = heard(key)
        near = nsmallest(most, {self._distance(key, sound, n) for n in self._likely(key, sound)})
        return [
            Match(thing, max(distance, 0.01))
            for distance, number in near
            if distance <= FARTHEST
            for thing in self._things[self._keys[number]]
        ]

    def _likely(self, key: str, sound: str) -> set[int]:
        """The names worth comparing: near by letter, near by sound, or begun alike."""
        by_letter, by_sound = _nearest(key, self._keys), _nearest(sound, self._sounds)
        return {*by_letter, *by_sound, *self._begun(key)}

    def _begun(self, key: str) -> Sequence[int]:
        start = bisect_left(self._keys, key)
        end = bisect_left(self._keys, key + "\U0010ffff")
        return range(start, min(end, start + COMPARED)) if len(key) > 2 else ()

    def _distance(self, key: str, sound: str, number: int) -> tuple[float, int]:
        """0 for the same name, 1 for another; what is heard counts as much as what is written."""
        other, other_sound = self._keys[number], self._sounds[number]
        by_letter = OSA.normalized_distance(key, other)
        by_sound = OSA.normalized_distance(sound, other_sound)
        distance = by_letter if by_sound > by_letter else LETTERS * by_letter + SOUND * by_sound
        distance += _OTHER_START if key[0] != other[0] else 0.0
        if other.startswith(key) and len(key) > 2:
            distance = min(distance, _BEGUN + (len(other) - len(key)) / 1000)
        return distance, number


def _nearest(wanted: str, names: Sequence[str]) -> list[int]:
    """Where the names nearest to one stand."""
    found = process.extract(
        wanted, names, scorer=OSA.distance, limit=COMPARED, score_cutoff=len(wanted) // 2 + 1
    )
    return [number for _, _, number in found]
