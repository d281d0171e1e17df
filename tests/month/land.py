"""The country of the month: two departments, six sub-prefectures, eighteen villages.

A third of the villages and of the sub-prefectures have no committee, as in the field.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from storage import members, services, versions
from storage.database import Database
from storage.models import Committee, Place

DEPARTMENTS = ("A", "B")
HAVE_NONE = 3  # of three places of a kind, the third has no committee


@dataclass(frozen=True)
class Resident:
    """A member of a committee: which one, at which level, and their phone."""

    phone: str
    committee: str
    level: str
    member_id: uuid.UUID


def furnish(database: Database) -> tuple[list[Resident], list[str]]:
    """Put the country into an empty database: its members, and the codes of its villages."""
    residents: list[Resident] = []
    with database.transaction() as session:
        placed: dict[str, Place] = {}
        for code, level, parent in _places():
            above = placed[parent].id if parent else None
            placed[code] = Place(code=code, level=level, name=f"Lieu {code}", parent_id=above)
            session.add(placed[code])
            session.flush()
        for code, level, place, count, role in _committees():
            committee = Committee(code=code, level=level, name=code, place_id=placed[place].id)
            session.add(committee)
            session.flush()
            for _ in range(count):
                phone = f"+22507{len(residents) + 10_000_000:08d}"
                member = members.add(session, committee.id, "Awa K.", phone, role, "fr")
                residents.append(Resident(phone, code, level, member.id))
        for department in DEPARTMENTS:
            service = services.add(
                session, f"S-{department}", "Service", "social_centre", placed[department].id
            )
            service.phone = f"+22505{len(residents) + 20_000_000:08d}"
        versions.changed(session, versions.PLACES)
    return residents, [code for code, level, _ in _places() if level == "village"]


def _places() -> Iterator[tuple[str, str, str]]:
    yield "CI", "country", ""
    for department in DEPARTMENTS:
        yield department, "department", "CI"
        for town in range(1, 4):
            yield f"{department}{town}", "sub_prefecture", department
            for village in range(1, 4):
                yield f"{department}{town}-{village}", "village", f"{department}{town}"


def _committees() -> Iterator[tuple[str, str, str, int, str]]:
    """Code, level, place, how many members, their role."""
    yield "NAT", "national", "CI", 2, "coordinator"
    for department in DEPARTMENTS:
        yield f"D-{department}", "department", department, 2, "focal_point"
        yield f"CS-{department}", "social_centre", department, 2, "social_worker"
    for code, level, _ in _places():
        if level == "sub_prefecture" and not code.endswith(str(HAVE_NONE)):
            yield f"SP-{code}", level, code, 2, "focal_point"
        if level == "village" and not code.endswith(str(HAVE_NONE)):
            yield f"V-{code}", level, code, 2, "focal_point"
