"""Where: an area's places with their counts and its committees, as a table and as a map.

Reports are counted by sub-prefecture, or by department for the country: never by village.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.console.area_map import AreaMap, Spot, area_map
from gateway.console.overview_book import Book
from gateway.console.overview_counts import Table
from gateway.console.overview_scope import BELOW, COMMITTEE, COUNTRY, Figured
from gateway.console.overview_shown import Count, parts_of, total_of
from menus.places import Gazetteer, Place
from storage import areas
from storage.areas import Drawn
from storage.tallies import RECEIVED, month_after

MANY = 800  # villages; more of them make a blot, not a map


@dataclass(frozen=True)
class Part:
    """A place, how many reports came from it, how many of its villages have a committee."""

    name: str
    count: Count
    covered: int
    bare: int


@dataclass(frozen=True)
class Where:
    """The places of an area, what came from none of them, and where they lie."""

    level: str
    parts: Sequence[Part]
    elsewhere: Count
    map: AreaMap | None


def where_of(book: Book, about: Figured, month: date, table: Table) -> Where | None:
    """Where an area's reports came from; None for a committee, which counts no places."""
    if about.level == COMMITTEE:
        return None
    counts = _counts(book, about, month, table)
    shown = parts_of(counts) if total_of(table) is not None else (None,) * len(counts)
    within = None if about.level == COUNTRY else about.subject
    session = book.visit.session
    looked_after = {place for *_, place in areas.committees(session, within, "village")}
    places = book.visit.parts.conversation.shelf.menu.places
    is_blot = about.level == COUNTRY and len(places.at_level("village")) > MANY
    seats = "department" if about.level == COUNTRY else "sub_prefecture"
    drawn = areas.points(session, (seats,) if is_blot else (seats, "village"), within)
    villages = _villages(places, about, drawn)
    parts = [
        Part(place.name, count, *_covered(villages[place.id], looked_after))
        for place, count in zip(_parts(about), shown, strict=False)
    ]
    elsewhere = shown[len(parts)] if len(shown) > len(parts) else 0
    return Where(
        BELOW.get(about.level, about.level),
        parts,
        elsewhere,
        _map(drawn, about, parts, looked_after),
    )


def _parts(about: Figured) -> Sequence[Place]:
    """The places whose reports are counted: below the area's own, or itself where villages are."""
    return about.parts or ([about.place] if about.place else [])


def _counts(book: Book, about: Figured, month: date, table: Table) -> list[int]:
    """How many reports came from each part, and, if any, from none of them."""
    ids = [uuid.UUID(place.id) for place in _parts(about)]
    found = book.read((RECEIVED,), ids, month, month_after(month))
    by_place: Counter[uuid.UUID] = Counter()
    for (_, _, subject, _), n in found.items():
        by_place[subject] += n
    rest = table.own.total - by_place.total()
    return [*(by_place[place] for place in ids), *([rest] if rest > 0 else [])]


def _villages(
    places: Gazetteer, about: Figured, drawn: Sequence[Drawn]
) -> Mapping[str, list[uuid.UUID]]:
    """The villages of each part."""
    found: dict[str, list[uuid.UUID]] = defaultdict(list)
    if about.level != COUNTRY:
        for place_id, level, _, parent_id, *_ in drawn:
            if level == "village":
                found[str(parent_id)].append(place_id)
        return found
    for village in places.at_level("village"):
        for above in places.path(village.id):
            if above.level == "department":
                found[above.id].append(uuid.UUID(village.id))
    return found


def _covered(villages: Sequence[uuid.UUID], looked_after: set[uuid.UUID]) -> tuple[int, int]:
    covered = sum(village in looked_after for village in villages)
    return covered, len(villages) - covered


def _map(
    drawn: Sequence[Drawn], about: Figured, parts: Sequence[Part], looked_after: set[uuid.UUID]
) -> AreaMap | None:
    counts = {place.id: part.count for place, part in zip(_parts(about), parts, strict=True)}
    seats, villages = [], []
    for place_id, level, name, _, latitude, longitude in drawn:
        if latitude is None or longitude is None:
            continue
        if level == "village":
            villages.append(Spot(latitude, longitude, has_committee=place_id in looked_after))
        elif str(place_id) in counts:
            seats.append(Spot(latitude, longitude, name, counts[str(place_id)]))
    return area_map(seats, villages)
