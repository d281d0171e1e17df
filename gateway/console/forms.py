"""The questions of an action, on one page: choices, a date, a secret; and what was answered."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

_DAY = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}))")


@dataclass(frozen=True)
class Field:
    """One question. `options` are {code: words}; a field without any is typed into. One that
    goes with an answer of another field (`only_if`: its name and code) may stay empty."""

    name: str
    question: str
    options: Mapping[str, str] | None = None
    kind: str = "choice"  # choice, select, text, phone, date, code, secret, new_secret, file
    hint: str = ""
    value: str = ""
    only_if: tuple[str, str] | None = None
    is_needed: bool = True
    longest: int = 120


class Wrong(ValueError):
    """An answer that cannot be taken: the field, and the key of the words that say why."""

    def __init__(self, field: str, why: str, **blanks: object) -> None:
        super().__init__(why)
        self.field, self.why, self.blanks = field, why, blanks


def read(fields: list[Field], form: Mapping[str, str]) -> dict[str, str]:
    """The answers to the questions. Raises Wrong for the first that is missing or none of those
    offered."""
    answers: dict[str, str] = {}
    for field in fields:
        given = form.get(field.name, "").strip()
        if field.only_if and answers.get(field.only_if[0]) != field.only_if[1]:
            continue
        if field.options is not None and given and given not in field.options:
            given = ""
        if not given and field.is_needed:
            raise Wrong(field.name, f"missing_{field.kind}")
        answers[field.name] = given
    return answers


def day_of(field: str, typed: str, zone: tzinfo, first: datetime, now: datetime) -> datetime:
    """A day as people write it, at noon; today is now. Raises Wrong for what is no day, before
    the report or still to come."""
    found = _DAY.fullmatch(typed.strip())
    if found is None:
        raise Wrong(field, "not_a_day")
    iso = found.group(1) is not None
    year, month, day = (int(found.group(n)) for n in ((1, 2, 3) if iso else (6, 5, 4)))
    if not 1 <= month <= 12 or not 1900 < year < 3000:
        raise Wrong(field, "not_a_day")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Wrong(field, "no_such_day", month=date(year, month, 1), n=last)
    told, today = date(year, month, day), now.astimezone(zone).date()
    if told > today:
        raise Wrong(field, "day_to_come")
    if told < first.astimezone(zone).date():
        raise Wrong(field, "day_before_report")
    if told == today:
        return now
    return max(datetime.combine(told, time(12), zone).astimezone(UTC), first)
