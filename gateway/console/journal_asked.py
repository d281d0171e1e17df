"""What a reader of the journal asked for: a tab, a committee, a person, a kind, a day."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from gateway.console.filters import key_of
from menus.spelling import written
from storage.audit import CHECKED, LISTED, OPENED
from storage.journal import Wanted, is_key

READS, NUMBERS, HOUSE, DOORS = "reads", "numbers", "house", "doors"
TABS = (READS, NUMBERS, HOUSE, DOORS)
LOOKS = (OPENED, LISTED, CHECKED)
# Doings that are about coming in; every other one is about the house.
AT_THE_DOOR = (
    "signed_in", "wrong_secret", "wrong_code", "wrong_pin", "locked_out", "invited",
    "chose_password", "new_recovery", "new_application",
)  # fmt: skip
MOST_COMMITTEES = 60  # that one name may stand for
_KIND = re.compile(r"[a-z_]{1,24}")
_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")


@dataclass(frozen=True)
class Asked:
    """The choices, as they stand in an address."""

    tab: str = READS
    committee: str = ""  # a part of its name, as it was typed
    member: str = ""
    kind: str = ""
    day: str = ""  # as it was typed
    after: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Asked":
        """The choices in an address or a form; what cannot be read is as if it were not there."""
        tab = asked.get("tab", "")
        member, kind = asked.get("member", ""), asked.get("kind", "")
        return cls(
            tab if tab in TABS else READS,
            asked.get("committee", "").strip()[:60],
            member if _is_id(member) else "",
            kind if _KIND.fullmatch(kind) else "",
            asked.get("day", "").strip()[:10],
            asked.get("after", ""),
        )

    @property
    def any(self) -> bool:
        """Whether something was chosen beside the tab."""
        return bool(self.committee or self.member or self.day or self.kind)

    @property
    def date(self) -> date | None:
        """The day that was chosen."""
        return a_date(self.day)

    def args(self, **other: str) -> dict[str, str]:
        """As parts of an address; what is empty is left out."""
        every = {**self.__dict__, "after": "", **other}
        return {name: value for name, value in every.items() if value}

    def wanted(self, committees: tuple[uuid.UUID, ...], zone: tzinfo, most: int) -> Wanted:
        """The page that was asked for."""
        since, until = day_of(self.date, zone) if self.date else (None, None)
        key = key_of(self.after) if self.after else ()
        return Wanted(
            member_id=uuid.UUID(self.member) if self.member else None,
            committees=committees,
            kinds=self._kinds(),
            but=AT_THE_DOOR if self.tab == HOUSE else (),
            since=since,
            until=until,
            after=key if is_key(key) else (),
            most=most,
        )

    def _kinds(self) -> tuple[str, ...]:
        if self.tab == READS:
            return (self.kind,) if self.kind in LOOKS else (OPENED,)
        if self.tab == DOORS:
            return (self.kind,) if self.kind in AT_THE_DOOR else AT_THE_DOOR
        return (self.kind,) if self.kind else ()


def a_date(text: str) -> date | None:
    """A day as browsers and people write it; None for what is none."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def day_of(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a day begins and ends here."""
    begins = datetime.combine(day, time(), zone)
    return begins, datetime.combine(day + timedelta(days=1), time(), zone)


def named(typed: str, names: Mapping[uuid.UUID, str]) -> tuple[uuid.UUID, ...]:
    """The committees whose name holds what was typed, accents and capitals forgiven."""
    looked_for = written(typed)
    found = [each for each, name in names.items() if looked_for and looked_for in written(name)]
    return tuple(found[:MOST_COMMITTEES])


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
