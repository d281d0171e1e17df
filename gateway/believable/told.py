"""What a reporter tells: by USSD or SMS, whole or broken off, the first to say so or another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from gateway.believable import dangers, people
from gateway.believable.chance import about, between
from gateway.believable.country import Country, Spot
from gateway.believable.seasons import Calendar
from menus import triage

BY_SMS, BROKEN_OFF, TAKEN_UP, ELSEWHERE, RELAYS = 0.16, 0.08, 0.3, 0.04, 0.14
TOLD_AGAIN, SAME_PHONE, CALLS_AGAIN = 0.05, 0.2, 0.06
IDLE = timedelta(minutes=10)  # after which a call that broke off is told as incomplete
CLOSE = timedelta(days=13)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One report as it came in. `number` counts the reports of a year; `again` is the number of
    the one that told the same before, if there is one."""

    number: int
    at: datetime
    begun_at: datetime
    spot: Spot
    concern: str
    urgency: str
    phone: str
    channel: str = "ussd"
    language: str = "fr"
    child: str = "unknown"
    when: str = "unknown"
    route: str = "unknown"
    contact: str = "never"
    relay: bool = False
    words: str = ""
    landmark: str = ""
    incomplete: bool = False
    completed_at: datetime | None = None
    again: int | None = None

    @property
    def path(self) -> str:
        """The answers of a call that broke off, as they are kept to go on from."""
        concern = triage.CONCERNS[self.concern]
        kind = [["kind", self.concern]] if len(triage.kinds_of(concern.danger)) > 1 else []
        steps = [["home", "report"], ["danger", concern.danger], *kind]
        return json.dumps([*steps, ["where", "code"], ["village_code", str(self.spot.path[0])]])


def tell(
    country: Country, calendar: Calendar, rng: Random, first: int, end: int, base: int = 0
) -> Iterator[Told]:
    """What is told in a stretch of the year, in its order; `base` reports are there already."""
    before: list[Told] = []
    again: set[int] = set()
    for number, at in enumerate(calendar.moments(rng, first, end), base + first):
        told = _again(rng, before, again, number, at)
        told = told or _first(country, calendar, rng, number, at)
        if before and told.again is None and rng.random() < CALLS_AGAIN:
            told = replace(told, phone=rng.choice(before).phone)
        before.append(told)
        if told.again is not None:
            again |= {number, told.again}  # what is told a third time is told anew
        yield told


def _first(country: Country, calendar: Calendar, rng: Random, number: int, at: datetime) -> Told:
    concern = dangers.concerns(calendar.month(at)).draw(rng)
    spot, phone = country.spots.draw(rng), people.reporter(number)
    if rng.random() < BY_SMS:
        return _by_sms(rng, Told(number, at, at, spot, concern, "", phone))
    when = dangers.happens(concern).draw(rng)
    told = Told(
        number, at, at - between(rng, timedelta(seconds=40), timedelta(minutes=3)), spot, concern,
        triage.urgency_of(concern, when), phone,
        language=dangers.LANGUAGE.draw(rng),
        child=dangers.children(concern).draw(rng),
        when=when,
        route=dangers.routes(concern).draw(rng),
        contact=dangers.CONTACT.draw(rng),
        relay=rng.random() < RELAYS,
    )  # fmt: skip
    if rng.random() < ELSEWHERE:
        return replace(told, spot=country.around(spot), landmark=rng.choice(dangers.LANDMARKS))
    return _broken_off(rng, told, calendar.until) if rng.random() < BROKEN_OFF else told


def _by_sms(rng: Random, told: Told) -> Told:
    """A digit says a danger, not its kind; nothing else is asked."""
    danger = triage.CONCERNS[told.concern].danger
    concern = triage.concern_of(danger)
    where = told.spot.poster_code or told.spot.name
    if rng.random() < 0.4:
        where = told.spot.name
    said = f"SOS {where} {dangers.digit(danger)} {rng.choice(dangers.words(danger))}".strip()
    words = said if rng.random() < 0.5 else said.lower()
    urgency = triage.urgency_of(concern)
    return replace(told, concern=concern, urgency=urgency, channel="sms", words=words)


def _broken_off(rng: Random, told: Told, until: datetime) -> Told:
    """A call that ended after its place was known: told as incomplete, and perhaps taken up."""
    begun = told.at - IDLE - between(rng, timedelta(0), timedelta(seconds=30))
    completed = told.at + about(rng, timedelta(minutes=40))
    is_taken_up = rng.random() < TAKEN_UP and completed < min(until, begun + timedelta(hours=24))
    if is_taken_up:
        return replace(told, begun_at=begun, incomplete=True, completed_at=completed)
    return replace(
        told, begun_at=begun, incomplete=True, urgency=triage.urgency_of(told.concern),
        child="unknown", when="unknown", route="unknown", contact="never", relay=False,
    )  # fmt: skip


def _again(
    rng: Random, before: list[Told], again: set[int], number: int, at: datetime
) -> Told | None:
    """Somebody tells what was told a while ago: mostly another person."""
    if not before or rng.random() >= TOLD_AGAIN:
        return None
    other = before[rng.randrange(len(before))]
    is_whole = other.channel != "sms" and not other.incomplete
    if not is_whole or other.number in again or at - other.at > CLOSE:
        return None
    return replace(
        other, number=number, at=at, begun_at=at - timedelta(minutes=2), again=other.number,
        phone=other.phone if rng.random() < SAME_PHONE else people.reporter(number),
        contact=dangers.CONTACT.draw(rng), relay=rng.random() < RELAYS,
    )  # fmt: skip
