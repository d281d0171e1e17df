"""A campaign reaches everybody it is for, once: nobody who said STOP, nobody at night."""

from datetime import timedelta

from notifications.channels import SendFailed
from storage.audiences import Audience
from storage.models import CampaignStatus

from .conftest import TEXT


def test_everybody_who_agreed_is_written_to_once_with_the_brand_and_the_way_to_stop(press):
    phones = press.listens(250)
    number = press.approved()

    press.goes()

    assert press.reached == dict.fromkeys(phones, 1)
    assert {body for _, body in press.channel.sent} == {f"VEILLE: {TEXT} STOP: répondez STOP"}
    assert max(len(call) for _, call in press.channel.calls) == 100
    campaign = press.campaign(number)
    assert (campaign.status, campaign.ended_for) == (CampaignStatus.ENDED, "done")
    assert (campaign.recipients, campaign.taken, campaign.handled) == (250, 250, 250)


def test_who_said_stop_before_or_while_it_waits_is_not_written_to(press, time):
    before, waiting, listening = press.listens(3)
    press.stops(before)
    number = press.approved(starts_at=time() + timedelta(days=1, hours=12))  # outside the window
    time.passes(days=1, hours=12)
    press.goes()
    press.stops(waiting)
    time.passes(hours=12)

    press.goes()

    assert press.reached == {listening: 1}
    assert press.states(number) == {"sent": 1, "stopped": 1}


def test_a_person_of_another_place_or_topic_or_language_is_not_written_to(press):
    here, elsewhere = press.place("CI260401-02"), press.place("CI260401-01")
    (wanted,) = press.listens(place_id=here, topics=["school"], language="fr")
    press.listens(place_id=elsewhere, topics=["school"])
    press.listens(place_id=here, topics=["work"])
    press.listens(place_id=here, topics=["school"], language="en")
    press.approved(audience=Audience(places=(here,), topic="school", languages=("fr",)))

    press.goes()

    assert press.reached == {wanted: 1}


def test_a_campaign_ends_its_spending_at_its_ceiling_and_says_so(press):
    press.listens(30)
    number = press.approved(ceiling=100 * 10_000)  # 12 F each: eight of them

    press.goes()

    campaign = press.campaign(number)
    assert len(press.channel.sent) == 8
    assert (campaign.status, campaign.paused_for) == (CampaignStatus.PAUSED, "ceiling")


def test_no_message_leaves_outside_the_hours_of_the_law(press, time):
    press.listens(3)
    number = press.approved()
    time.passes(hours=9)  # seven in the evening

    press.goes()
    assert not press.channel.sent
    time.passes(hours=13)  # eight in the morning
    press.goes()

    assert len(press.channel.sent) == 3
    assert press.campaign(number).status == CampaignStatus.ENDED


def test_what_the_provider_left_without_an_answer_is_not_sent_again(press, time):
    press.listens(5)
    number = press.approved()
    press.channel.outage = SendFailed("no answer in time", retryable=True, uncertain=True)
    press.goes()
    press.channel.outage = None
    time.passes(hours=1)

    press.goes()

    assert not press.channel.sent
    assert press.states(number) == {"uncertain": 5}
