"""Who asks to be rung, who rings them, and how often it takes."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from gateway.believable import people
from gateway.believable.chance import Lot, about, between, id_at
from gateway.believable.country import Person, Spot, Team
from gateway.believable.course import AWAKE, Times
from gateway.believable.delivering import deliver
from gateway.believable.dossier import Dossier, Sms
from gateway.call_backs import NEVER, NO_ANSWER, REACHED
from menus.flows.call_backs import TIMES
from notifications.alerts import ALERT_LIVES
from notifications.ringing import MAY_RING, MOST_TRIES, next_try
from storage import call_backs

WISHES, BY_SMS = 0.018, 0.2  # to one report
URGENCY = "high"  # whose times a wish goes by
SAID: Lot[str] = Lot({REACHED: 72, NO_ANSWER: 24, NEVER: 4})
OUTCOMES = {REACHED: call_backs.REACHED, NEVER: call_backs.UNWANTED}


@dataclass(slots=True, eq=False)
class Wish:
    """Somebody who asked to be rung, and what came of it."""

    id: uuid.UUID
    number: int
    phone: str
    spot: Spot
    team: Team
    channel: str
    safe_when: str
    at: datetime
    state: str = call_backs.OPEN
    reminded_at: datetime | None = None
    by: Person | None = None
    taken_at: datetime | None = None
    done_at: datetime | None = None
    outcome: str | None = None
    tries: int = 0
    try_at: datetime | None = None
    sms: list[Sms] = field(default_factory=list)
    said: list[tuple[Person, str, datetime]] = field(default_factory=list)
    unsealings: list[tuple[Person, datetime]] = field(default_factory=list)


def make(times: Times, rng: Random, dossiers: list[Dossier]) -> list[Wish]:
    """The wishes that come in beside some reports."""
    return [_wish(times, rng, dossier) for dossier in dossiers if rng.random() < WISHES]


def _wish(times: Times, rng: Random, beside: Dossier) -> Wish:
    number, at, spot = beside.told.number, beside.told.at, beside.told.spot
    phone = people.reporter(people.MOST_REPORTERS // 2 + number)
    by_sms = rng.random() < BY_SMS
    channel, safe_when = ("sms", TIMES[0]) if by_sms else ("ussd", rng.choice(TIMES))
    team = times.country.ringers(spot)
    wish = Wish(id_at(rng, at), number, phone, spot, team, channel, safe_when, at)
    _write(times, rng, wish, "alert", at)
    since = at
    while since <= times.until and _is_taken(times, rng, wish, since):
        if wish.try_at is None or wish.try_at > times.until or wish.state == call_backs.DONE:
            break
        since, wish.state = wish.try_at, call_backs.OPEN
        wish.by = wish.taken_at = wish.reminded_at = None
        _write(times, rng, wish, "reminder", since)
    return wish


def _is_taken(times: Times, rng: Random, wish: Wish, since: datetime) -> bool:
    """Whether somebody rings before the year is over; what nobody takes up, the coordination
    has."""
    spread = timedelta(hours=2.5) * wish.team.temper.ends
    taken_at = _by_day(times, rng, since + about(rng, spread, 1.0))
    climbs_at = since + times.rules.times[URGENCY].remind
    if climbs_at < min(taken_at, times.until):
        above = times.country.coordination
        kind = "reminder" if above is wish.team else "escalated"
        wish.reminded_at, wish.team = climbs_at, above
        _write(times, rng, wish, kind, climbs_at)
        taken_at = _by_day(times, rng, climbs_at + about(rng, timedelta(hours=4), 0.8))
    able = [person for person in wish.team.people if person.role in MAY_RING]
    if taken_at > times.until or not able:
        return False
    _ring(times, rng, wish, rng.choice(able), taken_at)
    return True


def _ring(times: Times, rng: Random, wish: Wish, person: Person, at: datetime) -> None:
    """Somebody who may opens the number, rings, and says what came of it."""
    wish.by, wish.taken_at, wish.state = person, at, call_backs.TAKEN
    wish.try_at = None if not wish.tries else wish.try_at
    wish.said.append((person, "took", at))
    wish.unsealings.append((person, at))
    rung_at = at + between(rng, timedelta(minutes=3), timedelta(hours=2))
    if rung_at > times.until:
        return
    said = SAID.draw(rng)
    wish.said.append((person, said, rung_at))
    wish.tries += said == NO_ANSWER
    if said == NO_ANSWER and wish.tries < MOST_TRIES:
        wish.state, wish.by, wish.taken_at, wish.reminded_at = call_backs.LATER, None, None, None
        wish.try_at = next_try(wish.safe_when, rung_at, times.rules.zone)
        return
    wish.state, wish.done_at = call_backs.DONE, rung_at
    wish.outcome = OUTCOMES.get(said, call_backs.NOT_REACHED)


def _write(times: Times, rng: Random, wish: Wish, kind: str, at: datetime) -> None:
    when = times.rules.by_day(at)
    for person in wish.team.people:
        sms = Sms(
            id_at(rng, at), kind, None, person.phone, person.phone_index, person.language, at, when,
            when + ALERT_LIVES, by_day=True,
        )  # fmt: skip
        deliver(rng, sms, person.off, times.until)
        wish.sms.append(sms)


def _by_day(times: Times, rng: Random, moment: datetime) -> datetime:
    morning = times.rules.by_day(moment)
    return moment if morning == moment else morning + AWAKE * rng.random()
