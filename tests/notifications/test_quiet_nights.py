"""At night nobody is written to about what can wait; what is critical never waits."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from gateway import sharing
from gateway.settings import Settings
from gateway.wiring import wire
from notifications import ringing
from notifications.channels import SendFailed
from notifications.channels.recording import Recording
from notifications.delivery import Postman
from storage.models import CallBack
from tests import country
from tests.conftest import Time
from tests.country import SECOND_VILLAGE_MEMBER, VILLAGE_MEMBER

from .conftest import Country, on_sqlite

BUSY = SendFailed("GatewayError", retryable=True)


@pytest.fixture
def at_ten_in_the_evening(time):
    """The story begins at 22:00."""
    time.passes(hours=12)


@pytest.fixture
def hours(time, strike, channel):
    """Hours pass, with a strike every ten minutes; how many SMS went out in each of them."""

    def pass_by(count):
        sent = []
        for _ in range(count):
            before = len(channel.sent)
            for _ in range(6):
                strike()
                time.passes(minutes=10)
            sent.append(len(channel.sent) - before)
        return sent

    return pass_by


@pytest.mark.usefixtures("at_ten_in_the_evening")
@pytest.mark.parametrize("concern", ["agrochemicals", "sharp_tools", "out_of_school"])
def test_a_report_that_can_wait_is_told_at_six(area, hours, concern):
    area.files(concern)

    assert hours(9) == [0, 0, 0, 0, 0, 0, 0, 0, 2]


@pytest.mark.usefixtures("at_ten_in_the_evening")
def test_it_is_in_the_inbox_of_whoever_is_awake(area):
    area.files("sharp_tools")

    assert area.told() == [("V-BADAYO", "first")]
    assert area.takes(VILLAGE_MEMBER)


@pytest.mark.usefixtures("at_ten_in_the_evening")
def test_a_critical_report_is_told_reminded_of_and_passed_up_in_the_night(area, hours):
    area.files("agrochemicals", urgency="critical")

    # Two levels are told and reminded; then the country is, and reminded again and again.
    assert hours(4) == [6, 2, 0, 1]


@pytest.mark.usefixtures("at_ten_in_the_evening")
def test_the_time_to_answer_begins_when_the_committee_hears_of_it(area, time, strike):
    area.files("agrochemicals")  # high: a reminder after four hours, the next level after twelve

    for hour in range(1, 22):
        time.passes(hours=1)
        strike()
        assert len(area.lines("reminded")) == (hour >= 12), hour
        assert len(area.told()) == (2 if hour >= 20 else 1), hour


@pytest.mark.usefixtures("at_ten_in_the_evening")
def test_who_works_at_night_wakes_no_colleague(area, time, strike, channel):
    area.files("sharp_tools")
    area.takes(VILLAGE_MEMBER)

    area.works(VILLAGE_MEMBER, sharing.assign, area.member(SECOND_VILLAGE_MEMBER).id)
    strike()
    assert channel.sent == []
    time.passes(hours=8, minutes=1)
    strike()

    to_colleague = [body for recipient, body in channel.sent if recipient == SECOND_VILLAGE_MEMBER]
    assert any("vous est confiée" in body for body in to_colleague)


@on_sqlite
def test_the_question_what_was_done_waits_for_the_morning(area, time, strike, channel):
    time.passes(hours=14)  # midnight
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    time.passes(hours=72)  # midnight
    strike()
    assert area.lines("outcome_asked") == []

    time.passes(hours=6, minutes=1)
    strike()

    assert len(area.lines("outcome_asked")) == 1


def test_what_the_provider_kept_us_from_sending_by_day_is_not_sent_at_night(
    area, time, postman, channel
):
    time.passes(hours=10, minutes=50)  # 20:50
    channel.outage = BUSY
    area.files("sharp_tools")
    area.files("trafficking")
    postman.drain("alerts")
    channel.outage = None

    time.passes(hours=1)  # 21:50
    postman.drain("alerts")
    assert len(channel.sent) == 2  # the critical one, to the department and the country
    time.passes(hours=8, minutes=11)  # 06:01
    postman.drain("alerts")

    assert len(channel.sent) == 4


def test_in_the_morning_what_is_critical_goes_out_first(area, time, postman, channel):
    time.passes(hours=12)
    for _ in range(3):
        area.files("sharp_tools")
    time.passes(hours=8, minutes=1)
    critical = area.files("trafficking")
    postman.drain("alerts")

    bodies = [body for _, body in channel.sent]
    assert [critical.reference in body for body in bodies[:3]] == [True, True, False]


@on_sqlite
def test_a_wish_to_be_rung_waits_for_the_morning_too(house, time, strike, channel, box):
    time.passes(hours=12)
    with house.database.transaction() as session:
        committee_id = ringing.committee_for(session, None, "")
        wish = CallBack(
            reference="123455", phone_index="", phone_sealed=b"", committee_id=committee_id,
            language="fr", channel="sms", safe_when="anytime", requested_at=time(),
        )  # fmt: skip
        session.add(wish)
        ringing.tell(session, house.rules, wish, "alert", time())
    strike()
    assert channel.sent == []
    time.passes(hours=8, minutes=1)
    strike()

    assert channel.sent != []


# -- a country that changes its clocks


@pytest.fixture
def paris(variables, database_url):
    """A house in Paris."""
    parts = wire(Settings.from_env({**variables, "TIMEZONE": "Europe/Paris"}))
    country.furnish(parts.database)
    yield parts
    parts.redis.close()
    parts.database.close()


@on_sqlite
@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        ("2026-03-28 22:00", "2026-03-29 04:00"),  # the night that has an hour less
        ("2026-10-24 21:00", "2026-10-25 05:00"),  # the night that has an hour more
        ("2026-07-01 21:00", "2026-07-02 04:00"),
        ("2026-12-01 21:00", "2026-12-02 05:00"),
    ],
)
def test_six_in_the_morning_is_six_where_the_house_is(paris, evening, morning):
    begins, ends = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (evening, morning))
    channel = Recording()
    with time_machine.travel(begins, tick=False) as moment:
        time = Time()
        settings = paris.settings
        postman = Postman(
            paris.database, channel, settings.lease, settings.at_deadline, time, paris.rules.by_day
        )
        Country(paris, time).files("sharp_tools")
        moment.move_to(ends - timedelta(minutes=1))
        postman.drain("alerts")
        assert channel.sent == []
        moment.move_to(ends)
        postman.drain("alerts")

    assert len(channel.sent) == 2
