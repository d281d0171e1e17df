"""One person writes a campaign, another agrees to just that version, either may stop it."""

import pytest
from sqlalchemy import select

from gateway import campaigning
from gateway.campaigning import CampaignRefused, Desk, Draft
from storage import campaigns, gauges
from storage.audiences import Audience
from storage.models import CampaignStatus, Member, OutboundMessage

from .conftest import TEXT

DRAFT = Draft("Charges lourdes", "LOAD", {"a": {"fr": TEXT}})


class Office:
    """Two coordinators with a campaign between them."""

    def __init__(self, press):
        self.press = press
        with press.parts.database.reading() as session:
            self.writer, self.other = session.scalars(
                select(Member.id).order_by(Member.id).limit(2)
            )

    def does(self, who, act, *rest):
        """Somebody does something; what came of it."""
        parts = self.press.parts
        with parts.database.transaction() as session:
            desk = Desk(session, parts, session.get_one(Member, who), self.press.now())
            return act(desk, *rest)

    def writes(self, **changed):
        """The writer's campaign; its number."""
        draft = Draft(**{**vars(DRAFT), **changed})
        return self.does(self.writer, lambda desk: campaigning.write(desk, draft).number)

    def submitted(self, **changed):
        number = self.writes(**changed)
        self.does(self.writer, campaigning.submit, number)
        return number

    def sees(self, **changed):
        draft = Draft(**{**vars(DRAFT), **changed})
        return self.does(self.writer, campaigning.look, draft)


@pytest.fixture
def office(press):
    return Office(press)


def refused(office, who, act, *rest):
    with pytest.raises(CampaignRefused) as why:
        office.does(who, act, *rest)
    return why.value.faults


def test_what_one_writes_and_another_agrees_to_goes_out(office, press):
    phones = press.listens(3)
    number = office.submitted()
    assert refused(office, office.writer, campaigning.approve, number, 1) == {"": "own"}

    office.does(office.other, campaigning.approve, number, 1)
    press.goes()

    assert sorted(press.reached) == sorted(phones)
    assert press.campaign(number).estimate == 3 * 12 * 10_000


def test_nothing_goes_out_that_nobody_else_has_agreed_to(office, press):
    press.listens(1)
    office.submitted()

    press.goes()

    assert not press.channel.sent


def test_what_was_changed_since_is_agreed_to_anew(office, press):
    press.listens(1)
    number = office.submitted()
    office.does(office.other, campaigning.approve, number, 1)

    office.does(office.writer, campaigning.write, DRAFT, number)

    assert press.campaign(number).status == CampaignStatus.DRAFT
    office.does(office.writer, campaigning.submit, number)
    assert refused(office, office.other, campaigning.approve, number, 1) == {"": "changed"}
    office.does(office.other, campaigning.approve, number, 2)


def test_who_does_not_agree_says_why_and_the_writer_may_go_on(office, press):
    press.listens(1)
    number = office.submitted()
    assert refused(office, office.other, campaigning.send_back, number, " ") == {
        "reason": "missing"
    }

    office.does(office.other, campaigning.send_back, number, "Le prix est vieux.")

    assert press.campaign(number).status == CampaignStatus.DRAFT
    with press.parts.database.reading() as session:
        last = campaigns.history(session, press.campaign(number).id)[0]
        assert (last.what, last.details["reason"]) == ("sent_back", "Le prix est vieux.")


def test_all_that_has_to_be_mended_is_said_at_once(office, press, time):
    press.listens(2)
    late = time().replace(hour=22)
    faults = office.sees(
        texts={"a": {"en": "Hello {nom}"}}, name="", starts_at=late, ceiling=1,
    ).faults  # fmt: skip

    assert faults == {
        "name": "missing",
        "text_fr": "missing",
        "text_en": "unknown_blank",
        "starts_at": "outside_hours",
        "ceiling": "too_low",
    }


def test_an_audience_of_nobody_is_no_audience(office):
    assert office.sees().faults == {"audience": "nobody"}
    assert refused(office, office.writer, campaigning.submit, office.writes()) == {
        "audience": "nobody"
    }


def test_a_letter_that_makes_two_sms_of_one_is_named(office, press):
    press.listens(1)
    said = "Un sac trop lourd abîme le dos qui grandit. Les sacs de cacao, c'est pour l'adulte."
    (text,) = office.sees(texts={"a": {"fr": said}}).texts

    assert (text.parts, text.outsiders) == (2, "î")
    assert "abime" in text.folded
    (folded,) = office.sees(texts={"a": {"fr": text.folded}}).texts
    assert folded.parts == 1


def test_a_campaign_stopped_in_the_middle_sends_no_more_and_never_goes_on(office, press, time):
    press.listens(5)
    number = office.submitted(spread=True)
    office.does(office.other, campaigning.approve, number, 1)
    press.goes()
    begun = len(press.channel.sent)
    assert 0 < begun < 5

    office.does(office.other, campaigning.cancel, number)
    time.passes(hours=8)
    press.goes()

    assert len(press.channel.sent) == begun
    assert refused(office, office.writer, campaigning.resume, number) == {"": "not_now"}


def test_a_paused_campaign_goes_on_with_the_rest(office, press, time):
    phones = press.listens(5)
    number = office.submitted(spread=True)
    office.does(office.other, campaigning.approve, number, 1)
    press.goes()
    office.does(office.writer, campaigning.pause, number)
    time.passes(hours=4)
    press.goes()
    begun = len(press.channel.sent)

    office.does(office.writer, campaigning.resume, number)
    time.passes(hours=4)
    press.goes()

    assert 0 < begun < 5
    assert press.reached == dict.fromkeys(phones, 1)


def test_its_writer_tries_it_on_their_own_phone_before_anybody_gets_it(office, press):
    press.listens(1)
    number = office.writes()

    trial = office.does(office.writer, campaigning.try_out, number, "fr")

    press.carrier.drain("alerts")
    ((recipient, body),) = press.channel.sent
    assert body == f"VEILLE: {TEXT} STOP: répondez STOP"
    assert recipient not in press.people
    assert press.campaign(number).trial_id == trial
    with press.parts.database.reading() as session:
        assert session.get_one(OutboundMessage, trial).status == "sent"


def test_an_audience_is_counted_as_it_is_now(office, press, time):
    here = press.place("CI260401-02")
    press.listens(3, place_id=here)
    press.stops(*press.listens(1, place_id=here))
    press.listens(2, operator="moov")

    seen = office.sees(audience=Audience(places=(here,)))
    everybody = office.sees()

    assert (seen.estimate.people, seen.stopped) == (3, 1)
    lines = {line.operator: (line.people, line.price) for line in everybody.estimate.lines}
    assert lines == {"orange": (3, 360_000), "moov": (2, 280_000)}


def test_a_balance_that_does_not_suffice_is_said_and_one_in_another_currency_says_nothing(
    office, press, time
):
    press.listens(2)
    for amount, currency, faults in (
        (10.0, "XOF", {"balance": "too_low"}),
        (24.0, "XOF", {}),
        (1.0, "KES", {}),
    ):
        with press.parts.database.transaction() as session:
            gauges.keep(session, "balance", amount, time(), currency)

        assert office.sees().faults == faults


@pytest.fixture
def stopped(office, press):
    """A campaign that reached its ceiling after eight of thirty phones: at 12 F each, billed 20."""
    press.listens(30)
    number = press.approved(ceiling=100 * 10_000)
    press.goes()
    return number


def test_at_its_ceiling_a_campaign_goes_on_when_a_second_person_allows_more(office, press, stopped):
    assert refused(office, office.writer, campaigning.resume, stopped) == {"": "ceiling_spent"}
    office.does(office.writer, campaigning.ask_more, stopped, 1_000 * 10_000)
    assert press.campaign(stopped).status == CampaignStatus.PAUSED

    office.does(office.other, campaigning.allow_more, stopped, 1_000 * 10_000)
    press.goes()

    assert len(press.channel.sent) == 30
    assert press.campaign(stopped).ended_for == "done"


def test_nobody_allows_themselves_more_money(office, press, stopped):
    office.does(office.writer, campaigning.ask_more, stopped, 360 * 10_000)

    faults = refused(office, office.writer, campaigning.allow_more, stopped, 360 * 10_000)

    assert faults == {"": "own_wish"}
    assert press.goes() == 0


def test_who_allows_more_allows_just_what_they_read(office, stopped):
    office.does(office.writer, campaigning.ask_more, stopped, 360 * 10_000)
    office.does(office.writer, campaigning.ask_more, stopped, 9_000 * 10_000)

    faults = refused(office, office.other, campaigning.allow_more, stopped, 360 * 10_000)

    assert faults == {"": "changed"}


@pytest.mark.parametrize("francs", [0, 100, 160])
def test_more_is_more_than_what_was_spent_and_than_the_ceiling(office, stopped, francs):
    asked = refused(office, office.writer, campaigning.ask_more, stopped, francs * 10_000)

    assert asked == {"ceiling": "too_low"}
