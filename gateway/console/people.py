"""Members as the coordination knows them: their committee, their role, their name."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.console.doors import Visit
from storage import journal, members


@dataclass(frozen=True, repr=False)
class Person:
    """A member. `name` is for pages of the coordination alone, and for no file."""

    member_id: str
    committee: str
    role: str
    name: str


def people(
    visit: Visit, member_ids: Iterable[uuid.UUID | None], *, named: bool = True
) -> Mapping[uuid.UUID, Person]:
    """Some members, whether they are active or not."""
    wanted = {each for each in member_ids if each is not None}
    return {
        member.id: Person(
            str(member.id),
            committee,
            str(visit.speech(f"role.{member.role}")),
            members.name_of(visit.session, member) if named else "",
        )
        for member, committee in journal.who(visit.session, wanted)
    }


def member_of(actor: str) -> uuid.UUID | None:
    """The member whom a line of a history names; None for the clock, a reporter, a command."""
    kind, _, member_id = actor.partition(":")
    return uuid.UUID(member_id) if kind == "member" else None
