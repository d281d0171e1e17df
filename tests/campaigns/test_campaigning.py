"""Somebody writes a campaign and somebody else agrees to it, or it does not go out."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway import campaigning
from gateway.campaigning import Desk, Draft, Refused
from menus import advice, seasons
from notifications import campaign_start
from notifications.balance import NAME
from storage import campaigns, gauges
from storage.models import CampaignStatus, Member
from tests import country
from tests.campaigns.conftest import TEXT, on_sqlite

WRITER, OTHER = country.COORDINATOR, country.DEPARTMENT_MEMBER
DRAFT = Draft("Charges lourdes", {"a": {"fr": TEXT}})


class Office:
    """The people who send campaigns, each at their desk."""

    def __init__(self, press, house, time):
        self.press, self.house, self.time = press, house, time

    @contextmanager
    def desk(self, phone=WRITER, **terms):
        """Somebody at work, until the commit."""
        index = self.house.settings.keys.phone(phone)
        with self.house.database.transaction() as session:
            member = session.scalars(select(Member).where(Member.phone_index == index)).one()
            yield Desk(
                session, replace(self.house.settings.campaign_terms, **terms),
                self.house.rules.texts, "fr", member, self.time(),
            )  # fmt: skip

    def credit(self, amount=1_000_000.0):
        """The provider says what is left."""
        with self.house.database.transaction() as session:
            gauges.keep(session, NAME, amount, self.time(), "XOF")

    def writes(self, draft=DRAFT):
        """The writer keeps a draft; its number."""
        with self.desk() as desk:
            return campaigning.write(desk, draft).number

    def does(self, number, step, *said, by=WRITER, terms=(), **more):
        """Somebody takes a step."""
        with self.desk(by, **dict(terms)) as desk:
            step(desk, campaigns.held(desk.session, number), *said, **more)

    def refusal(self, number, step, *said, **more):
        """Why somebody may not take a step."""
        with pytest.raises(Refused) as refused:
            self.does(number, step, *said, **more)
        return dict(refused.value.faults)

    def agreed(self, draft=DRAFT):
        """A campaign that two people agree to; its number."""
        number = self.writes(draft)
        self.does(number, campaigning.submit)
        self.does(number, campaigning.approve, 1, by=OTHER)
        return number

    def begins(self, number):
        """Its recipients are written down, and nothing has gone yet."""
        campaign_start.begin_due(self.house.database, "fr", self.time())
        assert self.press.states(number) == {"queued": 3}

    def history(self, number):
        """What happened to it, the latest first."""
        with self.house.database.reading() as session:
            found = campaigns.by_number(session, number)
            return [event.what for event in campaigns.history(session, found.id)]


@pytest.fixture
def office(press, house, time):
    """A house with credit, and somebody who listens."""
    made = Office(press, house, time)
    made.credit()
    press.listens(3)
    return made


def test_what_one_writes_and_another_agrees_to_reaches_everybody(office, press):
    number = office.agreed()

    press.goes()

    assert press.reached.total() == 3
    assert office.history(number) == ["ended", "started", "approved", "submitted", "written"]


def test_the_writer_never_agrees_to_their_own_campaign(office, press):
    number = office.writes()
    office.does(number, campaigning.submit)

    assert office.refusal(number, campaigning.approve, 1) == {"approved_by": "own"}
    press.goes()
    assert not press.reached


def test_what_changed_since_it_was_shown_is_not_agreed_to(office):
    number = office.writes()
    office.does(number, campaigning.change, replace(DRAFT, texts={"a": {"fr": "Autre chose."}}))
    office.does(number, campaigning.submit)

    assert office.refusal(number, campaigning.approve, 1, by=OTHER) == {"version": "changed"}
    office.does(number, campaigning.approve, 2, by=OTHER)


def test_a_change_after_it_was_agreed_to_voids_that(office, press):
    number = office.agreed()

    office.does(number, campaigning.change, replace(DRAFT, name="Autre nom"))
    press.goes()

    campaign = press.campaign(number)
    assert (campaign.status, campaign.version) == (CampaignStatus.DRAFT, 2)
    assert campaign.approved_by is None
    assert not press.reached


@on_sqlite
def test_to_keep_it_as_it_is_changes_nothing(office, press):
    number = office.agreed()

    office.does(number, campaigning.change, DRAFT)

    assert press.campaign(number).status == CampaignStatus.APPROVED


@on_sqlite
def test_whoever_changed_it_last_cannot_agree_to_it(office):
    number = office.writes()
    office.does(number, campaigning.change, replace(DRAFT, name="Autre nom"), by=OTHER)
    office.does(number, campaigning.submit)

    assert office.refusal(number, campaigning.approve, 2, by=OTHER) == {"approved_by": "own"}
    office.does(number, campaigning.approve, 2, by=WRITER)


@on_sqlite
def test_it_is_sent_back_with_a_reason_or_not_at_all(office, press):
    number = office.writes()
    office.does(number, campaigning.submit)

    assert office.refusal(number, campaigning.send_back, "  ", by=OTHER) == {"reason": "missing"}
    office.does(number, campaigning.send_back, "Trop  long", by=OTHER)

    assert press.campaign(number).status == CampaignStatus.DRAFT
    assert office.history(number)[0] == "sent_back"


@on_sqlite
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"texts": {"a": {"en": TEXT}}}, {"text_a_fr": "missing", "audience": "nobody"}),
        ({"texts": {"a": {"fr": "Bonjour {nom}"}}}, {"text_a_fr": "blank"}),
        ({"texts": {"a": {"fr": "a" * 480}}}, {"text_a_fr": "long"}),
        ({"texts": {"a": {"fr": TEXT, "en": TEXT}, "b": {"fr": TEXT}}}, {"text_b_en": "missing"}),
        ({"ceiling": 1}, {"ceiling": "low"}),
    ],
)
def test_what_is_not_right_yet_is_said_beside_its_field(office, changed, why):
    number = office.writes(replace(DRAFT, **changed))

    assert office.refusal(number, campaigning.submit) == why


@on_sqlite
def test_an_audience_of_nobody_is_no_campaign(office, press):
    press.stops(*press.people)

    assert office.refusal(office.writes(), campaigning.submit) == {"audience": "nobody"}


@on_sqlite
def test_it_begins_in_the_time_to_come_and_in_the_hours_of_the_law(office, time):
    past = office.writes(replace(DRAFT, starts_at=time() - timedelta(minutes=1)))
    at_night = time().replace(hour=22) + timedelta(days=1)
    late = office.writes(replace(DRAFT, starts_at=at_night))

    assert office.refusal(past, campaigning.submit) == {"starts_at": "past"}
    assert office.refusal(late, campaigning.submit) == {"starts_at": "closed"}


@on_sqlite
def test_the_month_has_to_have_the_money(office):
    number = office.writes()

    assert office.refusal(number, campaigning.submit, terms={"budget": 1}) == {"price": "month"}


@on_sqlite
def test_the_provider_has_to_have_the_credit(office, time):
    number = office.writes()

    office.credit(1.0)
    assert office.refusal(number, campaigning.submit) == {"price": "balance"}
    time.passes(days=1)
    assert office.refusal(number, campaigning.submit) == {"price": "balance_unknown"}


@on_sqlite
@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ({"kind": "course", "every_days": 0, "messages": ["LOAD"]}, "days"),
        ({"kind": "course", "every_days": 7, "messages": []}, "messages"),
        ({"kind": "course", "every_days": 7, "messages": ["NONE"]}, "messages"),
        ({"kind": "course", "every_days": 7, "messages": list(advice.MESSAGES[:9])}, "messages"),
        ({"kind": "recurring", "every_days": 7, "times": 1}, "times"),
        ({"kind": "daily", "every_days": 7}, "kind"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(office, plan, why):
    with pytest.raises(Refused) as refused:
        office.writes(replace(DRAFT, plan=plan))

    assert refused.value.faults == {"plan": why}


def test_a_pause_holds_what_waits_and_going_on_sends_it_once(office, press):
    number = office.agreed()
    office.begins(number)

    office.does(number, campaigning.pause)
    press.goes()
    assert not press.reached

    office.does(number, campaigning.resume)
    press.goes()
    assert set(press.reached.values()) == {1}
    assert press.reached.total() == 3


def test_what_was_cancelled_while_it_went_out_sends_nothing_more(office, press):
    number = office.agreed()
    office.begins(number)

    office.does(number, campaigning.cancel)
    press.goes()

    assert not press.reached
    assert press.campaign(number).status == CampaignStatus.CANCELLED
    assert office.refusal(number, campaigning.cancel) == {"status": "over"}
    assert office.refusal(number, campaigning.resume) == {"status": "over"}


@on_sqlite
def test_a_higher_ceiling_is_for_another_person_than_the_writer(office, press):
    number = office.agreed(replace(DRAFT, ceiling=10**9))
    with office.house.database.transaction() as session:
        held = campaigns.held(session, number)
        held.status, held.paused_for, held.spent = CampaignStatus.PAUSED, "ceiling", 10**9

    assert office.refusal(number, campaigning.resume) == {"ceiling": "spent"}
    assert office.refusal(number, campaigning.resume, 2 * 10**9) == {"ceiling": "own"}
    office.does(number, campaigning.resume, 2 * 10**9, by=OTHER)

    assert press.campaign(number).ceiling == 2 * 10**9
    assert office.history(number)[0] == "resumed"


def test_a_trial_is_what_a_recipient_gets_and_goes_to_the_writer_alone(office, press):
    number = office.writes()

    office.does(number, campaigning.try_out)
    press.carrier.drain("alerts")
    tried = list(press.channel.sent)
    office.does(number, campaigning.submit)
    office.does(number, campaigning.approve, 1, by=OTHER)
    press.goes()

    assert [phone for phone, _ in tried] == [WRITER]
    assert {body for _, body in press.channel.sent} == {tried[0][1]}
    assert press.campaign(number).trial_id is not None


def test_each_month_has_messages_that_suit_it():
    assert set(seasons.MONTHS) == set(range(1, 13))
    assert {code for codes in seasons.MONTHS.values() for code in codes} <= set(advice.MESSAGES)
