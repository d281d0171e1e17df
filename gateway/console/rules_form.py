"""The form of the times: a number and a unit each, and what is wrong with what was typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from gateway.console.speech import Speech
from gateway.house_rules import MOST_DIGITS, STEPS, Spans, clocks_of, in_one_unit, spans_of
from menus.triage import URGENCIES
from notifications.rules import Clocks
from notifications.settings import Night

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
SPOKEN = {"m": "minutes", "h": "hours", "d": "days"}
NIGHT = ("night_falls", "night_ends")
_TIME = re.compile(r"(\d{1,2})(?:\s*[:hH.]\s*(\d{2})?)?")


class Unreadable(ValueError):
    """Something typed that is no time; why, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Change:
    """One time, as it was and as it would be."""

    what: str
    before: str
    after: str


def filled(clocks: Clocks) -> dict[str, str]:
    """The fields of a form for some times: {"high_remind": "4", "high_remind_unit": "h", …}."""
    fields: dict[str, str] = {}
    for (urgency, step), span in spans_of(clocks).items():
        number, unit = in_one_unit(span)
        fields[f"{urgency}_{step}"], fields[f"{urgency}_{step}_unit"] = str(number), unit
    return {**fields, **dict(zip(NIGHT, (f"{t:%H:%M}" for t in clocks.night), strict=True))}


def read(form: Mapping[str, str]) -> Clocks:
    """The times in a form. Raises Unreadable."""
    faults: dict[str, str] = {}
    spans: dict[tuple[str, str], timedelta] = {}
    for urgency in URGENCIES:
        for step in STEPS:
            name = f"{urgency}_{step}"
            span = _span(form.get(name, ""), form.get(f"{name}_unit", ""))
            if span is None:
                faults[name] = "no_number"
            else:
                spans[urgency, step] = span
    night = [_time(form.get(name, "")) for name in NIGHT]
    faults |= {name: "no_time" for name, each in zip(NIGHT, night, strict=True) if each is None}
    if faults:
        raise Unreadable(faults)
    return clocks_of(spans, _night(night))


def said(say: Speech, span: timedelta) -> str:
    """A time exactly, in words: "15 min", "3 jours"."""
    number, unit = in_one_unit(span)
    return str(say(f"span.{SPOKEN[unit]}", n=number))


def changes(say: Speech, before: Clocks, after: Clocks) -> list[Change]:
    """What differs between two sets of times."""
    return [*_changed_spans(say, spans_of(before), spans_of(after)), *_night_change(
        say, before.night, after.night
    )]  # fmt: skip


def hours(say: Speech, night: Night) -> str:
    """A night: "21 h 00 à 6 h 00"."""
    return str(say("rules.hours", falls=clock_time(say, night[0]), ends=clock_time(say, night[1])))


def clock_time(say: Speech, moment: time) -> str:
    """A time of the day in words."""
    if say.language == "fr":
        return f"{moment.hour}\u00a0h" + (f"\u00a0{moment:%M}" if moment.minute else "")
    return f"{moment:%-I:%M}\u00a0{'am' if moment.hour < 12 else 'pm'}"


def _changed_spans(say: Speech, before: Spans, after: Spans) -> Iterator[Change]:
    for (urgency, step), span in before.items():
        new = after[urgency, step]
        if new != span:
            named = str(say(f"rules.step.{step}")).lower()
            what = say("rules.changed", urgency=say.urgency(urgency), step=named)
            yield Change(str(what), said(say, span), said(say, new))


def _night_change(say: Speech, before: Night, after: Night) -> Iterator[Change]:
    if before != after:
        yield Change(str(say("rules.night")), hours(say, before), hours(say, after))


def _span(number: str, unit: str) -> timedelta | None:
    digits = number.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
    return int(digits) * UNITS[unit] if is_number and int(digits) and unit in UNITS else None


def _time(typed: str) -> time | None:
    found = _TIME.fullmatch(typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def _night(both: list[time | None]) -> Night:
    falls, ends = both
    return falls or time(0), ends or time(0)
