"""No SMS arrives: the next level hears of it at once, and it says "not reached"."""

import pytest
from sqlalchemy import select

from gateway import sharing
from notifications import delivery_reports
from notifications.channels import SendFailed
from storage import members
from storage.models import Alert, Committee, MessageStatus, OutboundMessage
from tests.country import (
    COORDINATOR,
    DEPARTMENT_MEMBER,
    SECOND_VILLAGE_MEMBER,
    SOCIAL_WORKER,
    VILLAGE_MEMBER,
)

from .conftest import on_sqlite

CUT_OFF = SendFailed("InvalidPhoneNumber", retryable=False)
WOMEN = "+2250512340099"
UP = [("V-BADAYO", "first"), ("D-CI2604", "escalated")]


@pytest.fixture
def cut(channel):
    """Phones that no SMS reaches."""

    def do(*numbers):
        channel.failures.update(dict.fromkeys(numbers, CUT_OFF))

    return do


@pytest.fixture
def told_by_provider(house, time):
    """What the provider says became of every SMS to a phone."""

    def tell(recipient, status):
        index = house.database.keys.phone(recipient)
        with house.database.transaction() as session:
            sent = select(OutboundMessage).where(OutboundMessage.recipient_index == index)
            for message in session.scalars(sent.where(OutboundMessage.provider_id != "")).all():
                delivery_reports.take(session, message.provider_id, status, "", index, time())

    return tell


def rounds(strike, time, count=2):
    """The clock strikes a few times, ten seconds apart."""
    for _ in range(count):
        strike()
        time.passes(seconds=11)


@pytest.mark.parametrize("concern", ["agrochemicals", "sharp_tools", "out_of_school"])
def test_the_next_level_is_told_at_once_and_history_says_not_reached(
    area, strike, time, cut, concern
):
    cut(VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)
    area.files(concern)

    rounds(strike, time)

    assert area.told() == UP
    assert [kind for kind, _ in area.lines("not_reached", "reminded", "alerted")] == [
        "alerted", "not_reached", "alerted",
    ]  # fmt: skip
    village, department = area.alerts()
    assert (village.unreached, department.unreached) == (True, False)


def test_an_sms_that_the_network_gives_up_counts_as_lost(area, strike, time, told_by_provider):
    area.files("sharp_tools")
    rounds(strike, time)
    told_by_provider(VILLAGE_MEMBER, "Failed")
    rounds(strike, time)
    assert area.told() == UP[:1]

    told_by_provider(SECOND_VILLAGE_MEMBER, "AbsentSubscriber")
    rounds(strike, time)

    assert area.told() == UP


@on_sqlite
def test_an_sms_that_would_come_too_late_counts_as_lost(area, strike, time, channel):
    channel.outage = SendFailed("GatewayError", retryable=True)
    area.files("out_of_school")  # low: its reminder comes after three days
    strike()
    time.passes(hours=24, minutes=1)
    channel.outage = None

    rounds(strike, time)

    assert area.told() == UP


def test_one_sms_that_may_have_arrived_is_enough_to_wait(area, strike, time, cut):
    cut(VILLAGE_MEMBER)
    area.files("sharp_tools")

    rounds(strike, time, 3)

    assert area.told() == UP[:1]
    assert area.lines("not_reached") == []


def test_it_is_said_once_however_often_another_sms_is_lost(area, strike, time, cut):
    cut(VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)
    area.files("sharp_tools")
    for _ in range(4):
        rounds(strike, time)
        time.passes(hours=10)

    assert len(area.lines("not_reached")) == 1
    assert area.told() == UP


@pytest.fixture
def two_village_committees(house):
    """Badayo with a second committee."""
    with house.database.transaction() as session:
        (village,) = session.scalars(select(Committee).where(Committee.code == "V-BADAYO"))
        women = Committee(code="V-2", level="village", name="V-2", place_id=village.place_id)
        session.add(women)
        session.flush()
        members.add(session, women.id, "Adjoua B.", WOMEN, "focal_point", "fr")


@pytest.mark.usefixtures("two_village_committees")
def test_a_committee_beside_it_that_is_reached_has_its_time(area, strike, time, cut):
    cut(WOMEN)
    area.files("sharp_tools")
    rounds(strike, time)
    assert len(area.lines("not_reached")) == 1
    assert {code for code, _ in area.told()} == {"V-2", "V-BADAYO"}

    time.passes(hours=72)
    rounds(strike, time)

    assert ("D-CI2604", "escalated") in area.told()


@pytest.mark.usefixtures("two_village_committees")
def test_when_the_whole_level_is_lost_the_next_is_told_once(area, strike, time, cut):
    cut(WOMEN, VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)
    area.files("sharp_tools")

    rounds(strike, time, 4)

    assert len(area.lines("not_reached")) == 2
    assert [code for code, reason in area.told() if reason == "escalated"] == ["D-CI2604"]


@pytest.fixture
def two_levels(area):
    """A critical report, of which the village and the department hear together."""
    return area.files("agrochemicals", urgency="critical")


def test_where_the_level_above_was_told_with_it_nobody_else_need_be(
    area, strike, time, cut, two_levels
):
    cut(VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)

    rounds(strike, time, 3)

    assert area.told() == [("V-BADAYO", "first"), ("D-CI2604", "also")]
    assert len(area.lines("not_reached")) == 1


def test_where_the_level_outside_the_village_is_lost_the_one_above_it_is_told(
    area, strike, time, cut, two_levels
):
    cut(DEPARTMENT_MEMBER)

    rounds(strike, time, 3)

    assert area.told()[2:] == [("NAT", "escalated")]


@on_sqlite
def test_where_nobody_is_above_the_last_are_reminded_until_a_phone_is_on(
    area, strike, time, cut, channel
):
    cut(COORDINATOR, SOCIAL_WORKER)
    area.files("fgm")  # told to the social centre and the country; nobody is above them
    rounds(strike, time)
    channel.failures.clear()

    time.passes(minutes=15)
    rounds(strike, time)

    assert {recipient for recipient, _ in channel.sent} == {COORDINATOR, SOCIAL_WORKER}


def test_a_phone_that_is_on_again_is_within_reach(
    area, strike, time, cut, channel, told_by_provider
):
    cut(VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)
    area.files("sharp_tools")
    rounds(strike, time)
    channel.failures.clear()
    time.passes(hours=24)
    rounds(strike, time)

    told_by_provider(VILLAGE_MEMBER, "Success")

    village, _ = area.alerts()
    assert not village.unreached


def test_who_stepped_aside_is_not_the_one_who_was_reached(
    area, strike, time, cut, told_by_provider
):
    cut(SECOND_VILLAGE_MEMBER)
    area.files("sharp_tools")
    rounds(strike, time)
    told_by_provider(VILLAGE_MEMBER, "Success")
    area.takes(VILLAGE_MEMBER)

    area.works(VILLAGE_MEMBER, sharing.recuse)  # now it waits for the other member, who is cut off
    rounds(strike, time)

    assert area.told() == UP


def test_what_one_sms_told_of_together_is_lost_together(area, strike, time, cut, box):
    cut(VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)
    for _ in range(6):
        area.files("sharp_tools")
    rounds(strike, time)
    assert [code for code, _ in area.told()].count("D-CI2604") == 3

    time.passes(minutes=31)
    rounds(strike, time)

    assert box.text_kinds.count("gathered") >= 2
    assert [code for code, _ in area.told()].count("D-CI2604") == 6
    assert len(area.lines("not_reached")) == 6


@on_sqlite
def test_a_report_in_somebody_s_hands_does_not_climb_for_an_sms_that_is_lost(
    area, strike, time, told_by_provider
):
    area.files("sharp_tools")
    rounds(strike, time)
    area.takes(VILLAGE_MEMBER)

    for number in (VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER):
        told_by_provider(number, "Failed")
    rounds(strike, time)

    assert area.told() == UP[:1]
    assert area.lines("not_reached") == []


@on_sqlite
def test_a_number_that_nobody_can_open_reaches_nobody(area, strike, time, house):
    with house.database.transaction() as session:
        theirs = select(Committee.id).where(Committee.code == "SP-CI260404")
        for member in members.of_committee(session, session.scalars(theirs).one()):
            member.phone_sealed = b"\x02k1" + bytes(40)

    area.files("physical_violence", "CI260404-01")
    rounds(strike, time)

    assert area.told() == [("SP-CI260404", "first"), ("D-CI2604", "escalated")]


def test_a_clock_has_nothing_to_look_through_while_every_sms_arrives(area, strike, time, house):
    for _ in range(5):
        area.files("sharp_tools")
        time.passes(minutes=31)
    rounds(strike, time)

    with house.database.reading() as session:
        unheeded = session.scalars(select(OutboundMessage).where(OutboundMessage.unheeded)).all()
        lost = (MessageStatus.UNDELIVERED, MessageStatus.EXPIRED)
        assert unheeded == []
        assert all(row.status not in lost for row in session.scalars(select(OutboundMessage)))
        assert not any(alert.unreached for alert in session.scalars(select(Alert)))
