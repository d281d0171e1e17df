"""What a call of a campaign brought: for each phone, for the campaign, for its money."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications import campaign_money, delivery_reports
from notifications.campaign_money import Terms
from notifications.channels import Handed, Outcomes, SendFailed
from notifications.prices import read_cost
from storage import campaign_calls, contacts
from storage import delivery_reports as kept_reports
from storage.campaign_calls import Ended, Settled
from storage.models import Campaign, RecipientStatus
from storage.recipients import Letter

log = structlog.get_logger()

TRIES = 3  # of one message, when the provider had trouble with its phone or a worker died
HOLD = timedelta(minutes=5)
PAUSES = (5, 15, 60, 300)  # seconds before the next call, after so many in a row that failed
WAIT_AGAIN = (RecipientStatus.QUEUED, RecipientStatus.LATER)
BLACKLISTED = "UserInBlacklist"


@dataclass(frozen=True, repr=False)
class Flight:
    """One call to the provider, noted and about to be made."""

    call_id: uuid.UUID
    campaign_id: uuid.UUID
    operator: str
    body: str
    letters: Sequence[Letter]
    price: int
    began: datetime
    until: float  # by the process's own clock: later, the call belongs to nobody

    @property
    def phones(self) -> list[str]:
        return [letter.phone for letter in self.letters]


Made = tuple[Flight, Outcomes | None]  # nothing = the call was not made


def land(session: Session, terms: Terms, made: Sequence[Made], carrier: str, now: datetime) -> None:
    """Record what the provider answered to the calls of a round, but for a call that somebody else
    has found out about by now. The campaign is held last: others take from it meanwhile."""
    ours = campaign_calls.end(
        session, {flight.call_id: _ended(said, carrier) for flight, said in made}, now
    )
    answered = [
        (flight, said) for flight, said in made if said is not None and flight.call_id in ours
    ]
    settled = [
        _settled(terms, flight, letter, outcomes[letter.phone])
        for flight, outcomes in answered
        for letter in flight.letters
    ]
    kept = [each for each in settled if each.status != RecipientStatus.QUEUED]
    campaign_id = made[0][0].campaign_id
    campaign_calls.settle(session, campaign_id, kept, carrier, now)
    taken = [each for each in kept if each.status == RecipientStatus.SENT]
    _note_people(session, terms, answered, taken, now)
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    campaign.handled -= sum(each.status in WAIT_AGAIN for each in settled)
    campaign.handled -= sum(
        len(flight.letters) for flight, said in made if said is None and flight.call_id in ours
    )
    for _, outcomes in answered:
        _heed(campaign, outcomes, now)
    price, parts = sum(e.price or 0 for e in taken), sum(e.segments or 0 for e in taken)
    price -= sum(flight.price for flight, _ in made if flight.call_id in ours)
    campaign_money.spend(session, terms, campaign, now, price, parts, len(taken))
    if taken and taken[0].currency:
        campaign.currency = taken[0].currency


def _note_people(
    session: Session,
    terms: Terms,
    answered: Sequence[tuple[Flight, Outcomes]],
    taken: Sequence[Settled],
    now: datetime,
) -> None:
    """What follows for those who were written to, and for those who may not be."""
    for flight, outcomes in answered:
        _opt_out(session, flight, outcomes, now)
    if terms.suffix:  # whoever has had a first message from us has had the provider's words
        firsts = {
            letter.person_id for flight, _ in answered for letter in flight.letters
            if letter.is_first
        }  # fmt: skip
        ids = [each.person_id for each in taken if each.person_id in firsts]
        campaign_calls.written_to(session, ids, now)
    if answered and kept_reports.are_waiting(session, answered[0][0].began):
        known = [each.provider_id for each in taken if each.provider_id]
        delivery_reports.apply_early(session, known, now)


def _ended(outcomes: Outcomes | None, carrier: str) -> Ended:
    """How a call ended, and by which channel it went when it was one for all."""
    if outcomes is None:
        return "not_made", None
    carriers = {each.carrier or carrier for each in outcomes.values()}
    by = carriers.pop() if len(carriers) == 1 else None
    return "failed" if is_refused_whole(outcomes) else "answered", by


def _settled(terms: Terms, flight: Flight, letter: Letter, outcome: Handed | SendFailed) -> Settled:
    person = letter.person_id
    if isinstance(outcome, SendFailed):
        status = _status(outcome, letter.attempts + 1)
        return Settled(person, status, reason=outcome.reason[:40], carrier=outcome.carrier)
    parts = outcome.segments or campaign_money.parts_of(terms, flight.body, letter)
    cost = read_cost(outcome.cost)
    if cost is None:
        cost = terms.prices.of(flight.operator, parts), terms.prices.currency
    return Settled(
        person, RecipientStatus.SENT, outcome.provider_id or None, parts, *cost,
        carrier=outcome.carrier,
    )  # fmt: skip


def is_refused_whole(outcomes: Outcomes) -> bool:
    """Whether nobody of a call was taken, for a reason that is not the phones' own."""
    return all(
        isinstance(each, SendFailed) and (each.retryable or each.uncertain or each.holds_queue)
        for each in outcomes.values()
    )


def _opt_out(session: Session, flight: Flight, outcomes: Outcomes, now: datetime) -> None:
    """Whom the provider may not write to does not want to be written to."""
    for letter in flight.letters:
        outcome = outcomes[letter.phone]
        if isinstance(outcome, SendFailed) and outcome.reason == BLACKLISTED:
            contacts.opt_out(session, letter.phone_index, "provider", now)


def _heed(campaign: Campaign, outcomes: Outcomes, now: datetime) -> None:
    """Let a campaign wait a while when nothing of a call was taken."""
    failures = [each for each in outcomes.values() if isinstance(each, SendFailed)]
    holds = next((each for each in failures if each.holds_queue), None)
    if holds is None and len(failures) < len(outcomes):
        campaign.trouble, campaign.troubles, campaign.held_until = None, 0, None
        return
    failure = holds or failures[0]
    if holds is None and not is_refused_whole(outcomes):
        return
    wait = HOLD if holds else timedelta(seconds=PAUSES[min(campaign.troubles, len(PAUSES) - 1)])
    campaign.trouble, campaign.troubles = failure.reason[:40], min(campaign.troubles + 1, 99)
    campaign.held_until = now + wait
    if holds:
        log.error("the provider takes nothing until a person acts", reason=failure.reason)


def _status(failure: SendFailed, attempts: int) -> RecipientStatus:
    """What a failure means for one message. What may have gone is not sent again."""
    if failure.uncertain:
        return RecipientStatus.UNCERTAIN
    if not failure.retryable:
        return RecipientStatus.UNDELIVERED
    if failure.holds_queue or failure.reason.startswith("HTTP"):
        return RecipientStatus.QUEUED  # it is the provider's trouble, not this phone's
    most = 2 if failure.once else TRIES
    return RecipientStatus.LATER if attempts < most else RecipientStatus.UNDELIVERED
