"""Each week a committee's head, and each month the department, hears how many; nothing else."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from gateway import closing, sharing, wiring
from menus.gsm7 import segments
from notifications import digests
from notifications.rules import Rules
from storage.models import Committee, Digest, Member
from tests.conftest import Time
from tests.country import (
    COORDINATOR,
    DEPARTMENT_MEMBER,
    SECOND_VILLAGE_MEMBER,
    SOCIAL_WORKER,
    VILLAGE_MEMBER,
)

from .conftest import on_sqlite

MONDAY = datetime(2027, 3, 1, 10, tzinfo=UTC)  # a Monday, and the first of a month


@pytest.fixture
def time():
    """The story begins on a Monday that is the first of its month, at ten."""
    return Time(MONDAY - datetime.now(UTC))


@pytest.fixture
def sent(channel):
    """What a phone was told in counts: "week: received, taken, closed, late"."""

    def read(number=VILLAGE_MEMBER):
        return [body for to, body in channel.sent if to == number and "en retard" in body]

    return read


@pytest.fixture
def a_week(area, strike, time):
    """Four reports to Badayo in a week: one taken, one closed, two that nobody answers."""
    strike()
    time.passes(days=1)
    area.files("sharp_tools")
    area.takes(VILLAGE_MEMBER)
    area.files("sharp_tools")
    area.takes(VILLAGE_MEMBER)
    area.works(VILLAGE_MEMBER, closing.close, "child_safe")
    area.files("sharp_tools")
    area.files("agrochemicals")  # late after twelve hours
    time.passes(days=5, hours=21, minutes=45)  # Monday, 07:45


def test_on_monday_at_eight_a_head_hears_the_counts_of_the_week(a_week, strike, time, sent):
    strike()
    assert sent() == sent(SECOND_VILLAGE_MEMBER) == []

    time.passes(minutes=16)
    strike()

    heads = sent() + sent(SECOND_VILLAGE_MEMBER)  # one of the two focal points, and only one
    assert heads == [
        "VEILLE, 7 jours: 4 recus, 2 pris, 1 clos, 2 en retard. Composez *384*225# puis 6."
    ]
    assert segments(heads[0]) == 1


def test_it_is_said_once_a_week(a_week, strike, time, sent):
    time.passes(minutes=16)
    for _ in range(20):
        strike()
        time.passes(hours=4)

    assert len(sent() + sent(SECOND_VILLAGE_MEMBER)) == 1


def test_two_clocks_say_it_once(a_week, house, clock, time, postman, sent):
    second = wiring.clock(house)
    second.now = time
    time.passes(minutes=16)
    for _ in range(3):
        threads = [threading.Thread(target=each.tick) for each in (clock, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.passes(minutes=1)
    postman.drain("alerts")

    assert len(sent() + sent(SECOND_VILLAGE_MEMBER)) == 1


@pytest.mark.parametrize("days", [1, 3, 6])
def test_a_clock_that_was_down_says_it_when_it_is_back(a_week, strike, time, sent, days):
    time.passes(days=days, hours=4)
    strike()

    (said,) = sent() + sent(SECOND_VILLAGE_MEMBER)
    assert said.startswith("VEILLE, 7 jours: 4 recus, 2 pris, 1 clos")


def test_a_clock_that_is_back_at_night_says_it_in_the_morning(a_week, strike, time, sent):
    time.passes(days=1, hours=15)  # 22:45
    strike()
    assert sent() + sent(SECOND_VILLAGE_MEMBER) == []
    time.passes(hours=8)
    strike()

    assert len(sent() + sent(SECOND_VILLAGE_MEMBER)) == 1


def test_whoever_has_nothing_to_count_is_left_in_peace(strike, time, channel):
    time.passes(days=7)
    strike()

    assert channel.sent == []


def test_a_president_hears_it_before_a_secretary_and_a_secretary_before_others(
    a_week, house, strike, time, sent
):
    with house.database.transaction() as session:
        for number, role in (
            (VILLAGE_MEMBER, "secretary"), (SECOND_VILLAGE_MEMBER, "president"),
        ):  # fmt: skip
            index = house.database.keys.phone(number)
            theirs = update(Member).where(Member.phone_index == index)
            session.execute(theirs.values(role=role))
    time.passes(minutes=16)
    strike()

    assert (len(sent()), len(sent(SECOND_VILLAGE_MEMBER))) == (0, 1)


def test_no_head_counts_what_they_stepped_aside_from_or_what_they_told_themselves(
    area, house, time, strike, sent
):
    with house.database.transaction() as session:
        index = house.database.keys.phone(VILLAGE_MEMBER)
        session.execute(update(Member).where(Member.phone_index == index).values(role="president"))
    area.files("sharp_tools")
    area.works(VILLAGE_MEMBER, sharing.recuse)
    area.files("sharp_tools", phone_index=house.database.keys.phone(VILLAGE_MEMBER))
    area.files("sharp_tools")
    time.passes(days=7)
    strike()

    (said,) = sent()
    assert said.startswith("VEILLE, 7 jours: 1 recus, 0 pris, 0 clos, 1 en retard.")


def test_a_number_that_cannot_be_opened_keeps_nobody_else_from_their_counts(
    area, house, time, strike, sent
):
    area.files("sharp_tools")  # Badayo
    area.files("mining")  # the department
    with house.database.transaction() as session:
        badayo = select(Committee.id).where(Committee.code == "V-BADAYO").scalar_subquery()
        session.execute(
            update(Member)
            .where(Member.committee_id == badayo)
            .values(phone_sealed=b"\x02k1" + bytes(40))
        )
    time.passes(days=7)
    strike()

    assert sent(DEPARTMENT_MEMBER) != []


# -- each month


def test_on_the_first_the_department_hears_the_counts_of_its_whole_area(area, strike, time, sent):
    area.files("sharp_tools")  # Badayo has it, and the department was not told
    area.takes(VILLAGE_MEMBER)
    area.works(VILLAGE_MEMBER, closing.close, "child_safe")
    area.files("domestic_work", "CI260404-01")  # Liliyo
    area.files("fgm")  # the social centre has it, and the department may not know
    time.passes(days=30, hours=22, minutes=1)  # 1 April, 08:01
    strike()

    said = [body for body in sent(DEPARTMENT_MEMBER) if "le mois" in body]
    assert said == [
        "VEILLE, le mois: 2 recus, 1 pris, 1 clos, 1 en retard. Composez *384*225# puis 6."
    ]


def test_the_country_counts_what_it_was_told_of_in_secret(area, strike, time, sent):
    area.files("sharp_tools")
    area.files("fgm")  # the country was told of it
    time.passes(days=31)
    strike()

    (said,) = (body for body in sent(COORDINATOR) if "le mois" in body)
    assert said.startswith("VEILLE, le mois: 2 recus, 0 pris, 0 clos, 2 en retard.")


def test_villages_and_social_centres_hear_no_month(area, strike, time, sent):
    area.files("sharp_tools")
    area.files("fgm")
    time.passes(days=31)
    strike()
    time.passes(minutes=31)
    strike()

    for number in (VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER, SOCIAL_WORKER):
        assert not any("le mois" in body for body in sent(number))


def test_each_committee_is_told_once_a_period(area, strike, time, house):
    area.files("sharp_tools")
    for _ in range(70):
        time.passes(hours=23)
        strike()

    with house.database.reading() as session:
        told = session.execute(select(Digest.committee_id, Digest.period)).all()
    periods = {period for _, period in told}
    assert len(told) == len({tuple(each) for each in told})
    assert {period for period in periods if "W" not in period} >= {"2027-02", "2027-03", "2027-04"}


# -- a week with a change of clocks is a week


@on_sqlite
@pytest.mark.parametrize(
    ("now", "name", "since", "until"),
    [
        # Paris goes from UTC+1 to UTC+2 on 28 March 2027, back on 31 October.
        ("2027-03-29 06:00", "2027-W12", "2027-03-21 23:00", "2027-03-28 22:00"),
        ("2027-11-01 07:00", "2027-W43", "2027-10-24 22:00", "2027-10-31 23:00"),
        ("2027-01-04 07:00", "2026-W53", "2026-12-27 23:00", "2027-01-03 23:00"),
    ],
)
def test_a_week_ends_at_midnight_where_the_house_is(house, monkeypatch, now, name, since, until):
    counted = []
    paris = Rules(house.rules.texts, house.rules.clocks, ZoneInfo("Europe/Paris"))
    told = digests.kept.of_committee

    def watch(session, head, period):
        counted.append(period)
        return told(session, head, period)

    monkeypatch.setattr(digests.kept, "of_committee", watch)
    at = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, since, until)]
    with house.database.transaction() as session:
        digests.send_weekly(session, paris, at[0] - timedelta(minutes=1))
        counted.clear()
        digests.send_weekly(session, paris, at[0])

    (period,) = {(each.name, each.since, each.until) for each in counted}
    assert period == (name, *at[1:])
