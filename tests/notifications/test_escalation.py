"""Nobody answered: who is reminded, who is told next, and when it ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from gateway import casework
from menus.words import Words
from notifications import turns
from notifications.night import NIGHT
from notifications.rules import Clocks, Rules
from notifications.settings import NOTIFICATIONS, outcomes_of, times_of
from notifications.texts import Texts
from storage import events, members, reports
from storage.models import Alert, Committee, Member, Place, Report
from tests.country import (
    COORDINATOR,
    DEPARTMENT_MEMBER,
    SECOND_VILLAGE_MEMBER,
    VILLAGE_MEMBER,
)

from .conftest import on_sqlite

(TIMES,) = (setting.default for setting in NOTIFICATIONS if setting.name == "ANSWER_TIMES")
OUTCOMES = "critical=24h/24h high=72h/48h medium=14d/7d low=30d/14d"
CLOCKS = Clocks(times_of(TIMES), outcomes_of(OUTCOMES), NIGHT)
RULES = Rules(Texts(Words.load(), {}), lambda: CLOCKS, ZoneInfo("Africa/Abidjan"))


@pytest.fixture
def kinds(postman, box, clock):
    """The clock strikes; what was promised since the house was opened, by kind."""

    def strike():
        clock.tick()
        postman.drain("alerts")
        return sorted(box.text_kinds)

    return strike


def acknowledges(house, box, committee):
    """A member of a committee says "I have it"."""
    with house.database.transaction() as session:
        (alert,) = session.scalars(select(Alert).join(Committee).where(Committee.code == committee))
        member = session.scalars(
            select(Member).where(Member.committee_id == alert.committee_id)
        ).first()
        return casework.acknowledge(session, RULES, alert, member, box.now())


@pytest.fixture
def full_ladder(house):
    """Petit-Liliyo with a committee on every rung."""
    with house.database.transaction() as session:
        (village,) = session.scalars(select(Place).where(Place.code == "CI260404-01"))
        committee = Committee(code="V-LILIYO", level="village", name="V", place_id=village.id)
        session.add(committee)
        session.flush()
        members.add(session, committee.id, "Adjoua B.", "+2250512340099", "focal_point", "fr")


# -- reminders


@pytest.mark.parametrize(
    ("concern", "place", "remind", "told"),
    [
        ("trafficking", "CI260401-02", timedelta(minutes=15), 2),  # critical: two levels
        ("agrochemicals", "CI260401-02", timedelta(hours=4), 2),  # high: a village of two
        ("sharp_tools", "CI260401-02", timedelta(hours=24), 2),  # medium
        ("out_of_school", "CI260401-02", timedelta(hours=72), 2),  # low
    ],
)
def test_who_does_not_answer_is_reminded_once(area, kinds, time, concern, place, remind, told):
    area.files(concern, place)

    time.passes(seconds=remind.total_seconds() - 60)
    assert kinds() == ["alert"] * told
    time.passes(minutes=2)
    assert kinds() == ["alert"] * told + ["reminder"] * told
    time.passes(minutes=10)
    assert kinds() == ["alert"] * told + ["reminder"] * told


@on_sqlite
def test_the_reminder_says_that_it_is_one(area, kinds, time, channel):
    report = area.files("agrochemicals")
    time.passes(hours=4, minutes=1)
    kinds()

    recipient, body = channel.sent[-1]
    assert recipient in (VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER)
    assert body.startswith(f"VEILLE: le message Réf {report.reference} attend encore")


@on_sqlite
def test_a_reminder_that_would_come_half_a_day_late_is_not_sent(area, clock, box, postman, time):
    area.files("trafficking")
    postman.drain("alerts")
    time.passes(minutes=16)
    clock.tick()
    time.passes(hours=6, minutes=1)
    postman.drain("alerts")

    assert {(row.kind, row.status) for row in box.rows()} == {
        ("alert", "sent"),
        ("reminder", "expired"),
    }


@on_sqlite
def test_whoever_made_the_report_is_not_reminded_of_it_either(area, kinds, time, channel, house):
    area.files("agrochemicals", phone_index=house.database.keys.phone(VILLAGE_MEMBER))
    time.passes(hours=4, minutes=1)
    kinds()

    assert {recipient for recipient, _ in channel.sent} == {SECOND_VILLAGE_MEMBER}


# -- the next level


def test_who_does_not_answer_at_all_has_the_next_level_told_once(area, kinds, time, channel):
    area.files("agrochemicals")

    time.passes(hours=11, minutes=59)
    kinds()
    assert area.told() == [("V-BADAYO", "first")]
    time.passes(hours=8, minutes=2)  # twelve hours end at 22:00, so it is six in the morning
    for _ in range(3):
        kinds()
        time.passes(seconds=11)

    assert area.told() == [("V-BADAYO", "first"), ("D-CI2604", "escalated")]
    recipient, body = channel.sent[-1]
    assert recipient == DEPARTMENT_MEMBER
    assert "personne n'a encore répondu" in body


@pytest.mark.usefixtures("full_ladder")
def test_level_after_level_is_told_up_to_the_country_and_there_it_ends(area, kinds, time, house):
    report = area.files("sharp_tools", "CI260404-01")

    for _ in range(10):
        time.passes(days=1, hours=3)
        kinds()

    assert area.told() == [
        ("V-LILIYO", "first"),
        ("SP-CI260404", "escalated"),
        ("D-CI2604", "escalated"),
        ("NAT", "escalated"),
    ]
    assert kinds().count("reminder") == 4
    assert kinds().count("escalated") == 3
    with house.database.reading() as session:
        kept = session.get_one(Report, report.id)
        assert list(events.faults(session, kept)) == []


def test_nobody_is_above_the_country_and_nothing_breaks(area, kinds, time):
    area.files("fgm")
    told = area.told()

    for _ in range(5):
        time.passes(hours=2)
        kinds()

    assert area.told() == told == [("CS-CI2604", "first"), ("NAT", "also")]
    assert kinds()[:4] == ["alert", "alert", "reminder", "reminder"]


def test_the_last_who_were_told_are_reminded_until_one_of_them_answers(
    area, kinds, time, house, box
):
    area.files("fgm")
    time.passes(minutes=61)
    kinds()

    for hours in range(1, 4):
        time.passes(hours=1, minutes=1)
        assert kinds().count("reminder") == 2 + 2 * hours

    assert acknowledges(house, box, "NAT")
    before = kinds()
    time.passes(hours=3)
    assert kinds() == before


@pytest.mark.usefixtures("full_ladder")
def test_a_critical_report_that_nobody_answers_climbs_one_level_at_a_time(area, kinds, time):
    area.files("agrochemicals", "CI260404-01", urgency="critical")
    assert area.told() == [("V-LILIYO", "first"), ("SP-CI260404", "also")]

    time.passes(minutes=61)
    kinds()

    assert area.told()[2:] == [("D-CI2604", "escalated")]


@on_sqlite
def test_not_the_village_holds_when_nobody_answers(area, kinds, time):
    area.files("agrochemicals", route="not_village")

    for _ in range(4):
        time.passes(days=1)
        kinds()

    assert area.told() == [("D-CI2604", "first"), ("NAT", "escalated")]


@on_sqlite
@pytest.mark.usefixtures("full_ladder")
def test_a_committee_that_lost_its_members_is_passed_over_when_climbing(area, kinds, time, house):
    area.files("agrochemicals", "CI260404-01")
    with house.database.transaction() as session:
        liliyo = select(Committee.id).where(Committee.code == "SP-CI260404").scalar_subquery()
        session.execute(update(Member).where(Member.committee_id == liliyo).values(active=False))

    time.passes(hours=21)
    kinds()

    assert area.told() == [("V-LILIYO", "first"), ("D-CI2604", "escalated")]


# -- somebody answered


def test_an_acknowledged_report_is_neither_reminded_of_nor_passed_up(area, kinds, time, house, box):
    area.files("agrochemicals")
    assert acknowledges(house, box, "V-BADAYO")

    for _ in range(5):
        time.passes(days=2)
        assert set(kinds()) <= {"alert", "outcome"}

    assert area.told() == [("V-BADAYO", "first")]


def test_one_committee_that_answers_is_enough_for_all_that_were_told(area, kinds, time, house, box):
    area.files("trafficking")
    assert acknowledges(house, box, "NAT")

    for _ in range(5):
        time.passes(hours=2)
        assert kinds() == ["alert", "alert"]


def test_who_answers_after_the_reminder_stops_what_would_have_followed(
    area, kinds, time, house, box
):
    area.files("agrochemicals")
    time.passes(hours=4, minutes=1)
    kinds()
    assert acknowledges(house, box, "V-BADAYO")

    time.passes(days=2)

    assert kinds() == ["alert", "alert", "reminder", "reminder"]
    assert area.told() == [("V-BADAYO", "first")]


# -- the night


@pytest.mark.parametrize(
    ("urgency", "filed", "remind", "next_level"),
    [
        ("critical", "22:00", "22:15", "23:00"),
        ("critical", "03:00", "03:15", "04:00"),
        ("high", "10:00", "14:00", "+1 06:00"),
        ("high", "17:01", "+1 06:00", "+1 06:00"),
        ("high", "16:59", "20:59", "+1 06:00"),
        ("high", "02:00", "10:00", "18:00"),  # they hear of it at six
        ("high", "22:00", "+1 10:00", "+1 18:00"),
        ("medium", "22:00", "+2 06:00", "+4 06:00"),
        ("medium", "10:00", "+1 10:00", "+3 10:00"),
        ("low", "05:00", "+3 06:00", "+7 06:00"),
    ],
)
def test_only_what_is_critical_wakes_people_at_night(urgency, filed, remind, next_level):
    midnight = datetime(2026, 11, 22, tzinfo=UTC)

    def moment(text):
        days, _, hour = text.rpartition(" ")
        hours, minutes = hour.split(":")
        return midnight + timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))

    told = turns.answer_by(RULES, Report(urgency=urgency), moment(filed))

    assert told == (moment(remind), moment(next_level))


@on_sqlite
def test_nobody_is_reminded_at_night_of_what_can_wait(area, kinds, time):
    time.passes(hours=8)  # 18:00
    area.files("agrochemicals")

    time.passes(hours=4, minutes=30)  # 22:30
    assert kinds() == ["alert", "alert"]
    time.passes(hours=7, minutes=31)  # 06:01
    assert kinds()[:4] == ["alert", "alert", "escalated", "reminder"]


# -- nobody to tell yet, and calls that broke off


def test_a_report_nobody_could_be_told_of_is_told_when_a_committee_appears(
    area, kinds, time, house
):
    with house.database.transaction() as session:
        session.execute(update(Committee).values(active=False))
    area.files("trafficking")
    assert area.told() == []
    time.passes(minutes=2)
    assert kinds() == []

    with house.database.transaction() as session:
        session.execute(update(Committee).where(Committee.code == "NAT").values(active=True))
    time.passes(minutes=2)
    kinds()
    time.passes(minutes=2)

    assert kinds() == ["alert"]
    assert area.told() == [("NAT", "first")]


def test_what_was_told_to_somebody_is_not_routed_again(area, kinds, time):
    area.files()

    for _ in range(3):
        time.passes(minutes=2)
        assert kinds() == ["alert", "alert"]


@pytest.fixture
def draft(area, house, box):
    """Somebody's call so far: the danger and the place are known."""

    def keep(concern="sharp_tools", **more):
        statement = area.statement(concern, **more)
        with house.database.transaction() as session:
            return reports.keep(session, statement, lambda digits: f"{digits}0", box.now()).id

    return keep


def test_a_call_that_broke_off_is_told_after_ten_idle_minutes_and_once(
    draft, area, kinds, time, house
):
    report_id = draft()
    time.passes(minutes=9)
    assert kinds() == []

    time.passes(minutes=2)
    assert kinds() == ["alert", "alert"]
    time.passes(minutes=30)
    assert kinds() == ["alert", "alert"]

    with house.database.reading() as session:
        kept = reports.get(session, report_id)
        assert (kept.status, kept.incomplete) == ("received", True)
        assert [event.kind for event in events.of_report(session, kept)] == [
            "received_incomplete",
            "alerted",
        ]
    assert area.told() == [("V-BADAYO", "first")]


def test_a_call_that_goes_on_is_not_told_yet(draft, kinds, time, house, box):
    report_id = draft()
    time.passes(minutes=8)
    with house.database.transaction() as session:
        reports.locked(session, report_id).saved_at = box.now()
    time.passes(minutes=8)

    assert kinds() == []


@on_sqlite
def test_more_broken_calls_than_a_round_can_hold_are_all_told(draft, area, clock, time):
    for _ in range(105):
        draft("mining")
    time.passes(hours=9)

    for _ in range(2):
        clock.tick()
        time.passes(minutes=1)

    assert area.told() == [("D-CI2604", "first")] * 105


@on_sqlite
def test_a_call_that_broke_off_about_an_abuse_is_not_told_to_the_village(
    draft, kinds, time, area, channel
):
    draft("sexual_abuse")
    time.passes(minutes=11)
    kinds()

    assert area.told() == [("CS-CI2604", "first"), ("NAT", "also")]
    assert COORDINATOR in dict(channel.sent)
    assert VILLAGE_MEMBER not in dict(channel.sent)
