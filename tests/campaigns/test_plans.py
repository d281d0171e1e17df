"""A course goes on week after week to the people who began it; what comes again comes, and ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gateway import campaigning
from gateway.campaigning import Desk
from notifications import campaign_plans
from notifications.campaign_plans import Plan
from storage import campaigns
from storage.models import CampaignStatus, Member

from .conftest import TEXT

CODES = ["LOAD", "MACH", "FIRE"]
COURSE = {"kind": "course", "every_days": 7, "messages": CODES}
AGAIN = {"kind": "recurring", "every_days": 7, "times": 3}


def plan(press, kept, **more):
    """A plan that two people agreed to, from now on; its number."""
    return press.approved(plan=kept, starts_at=press.now(), **more)


def comes(press, clock, count=1):
    """So many weeks, in each of which the clock turns and campaigns are sent."""
    for _ in range(count):
        clock.tick()
        press.goes()
        press.now.passes(days=7)


def times(press, number):
    """The campaigns that a plan became."""
    with press.parts.database.reading() as session:
        found = campaigns.times_of(session, campaigns.by_number(session, number).id)
        session.expunge_all()
        return found


def notes(press, number, what):
    """What the history of a campaign says of one kind of thing."""
    with press.parts.database.reading() as session:
        found = campaigns.history(session, campaigns.by_number(session, number).id)
        return [event.details for event in found if event.what == what]


def acts(press, act, number):
    """The one who wrote it does something about a campaign."""
    with press.parts.database.transaction() as session:
        member = session.scalars(select(Member).order_by(Member.id)).first()
        act(Desk(session, press.parts, member, press.now()), number)


def test_a_course_says_each_of_its_messages_a_week_apart_and_is_over(press, clock):
    (somebody,) = press.listens()
    number = plan(press, COURSE)

    comes(press, clock, 4)

    words = press.parts.words.voice("fr")
    assert press.reached == {somebody: 3}
    for (_, body), code in zip(press.channel.sent, CODES, strict=True):
        assert words.advice(code) in body
    assert [each.name for each in times(press, number)] == [
        "Charges lourdes (1/3)", "Charges lourdes (2/3)", "Charges lourdes (3/3)",
    ]  # fmt: skip
    over = press.campaign(number)
    assert (over.status, over.ended_for) == (CampaignStatus.ENDED, "done")


def test_who_joins_late_does_not_begin_in_the_middle_and_who_says_stop_hears_no_more(press, clock):
    stays, leaves = press.listens(2)
    plan(press, COURSE)
    comes(press, clock)
    (late,) = press.listens()
    press.stops(leaves)

    comes(press, clock, 2)

    assert press.reached == {stays: 3, leaves: 1}
    assert late not in press.reached


def test_a_campaign_that_comes_again_says_the_same_each_time_to_whoever_listens_then(press, clock):
    (first,) = press.listens()
    number = plan(press, AGAIN)
    comes(press, clock)
    (late,) = press.listens()

    comes(press, clock, 3)

    assert press.reached == {first: 3, late: 2}
    assert all(TEXT in body for _, body in press.channel.sent)
    assert press.campaign(number).status == CampaignStatus.ENDED


def test_each_time_is_agreed_to_by_who_agreed_to_the_plan(press, clock):
    number = plan(press, AGAIN)
    clock.tick()

    of, (made,) = press.campaign(number), times(press, number)
    assert (made.written_by, made.approved_by, made.approved_at, made.audience, made.step) == (
        of.written_by, of.approved_by, of.approved_at, of.audience, 1,
    )  # fmt: skip
    assert notes(press, number, "time") == [{"step": 1, "number": made.number}]


def test_a_plan_never_goes_out_itself_nor_before_its_time(press, clock, time):
    press.listens()
    number = plan(press, AGAIN)
    time.passes(minutes=-5)

    clock.tick()
    press.goes()

    assert not press.channel.sent
    assert not times(press, number)
    assert press.campaign(number).status == CampaignStatus.APPROVED


def test_two_clocks_make_each_time_once(press, clock, house, time):
    number = plan(press, AGAIN)
    turn = campaign_plans.go_on
    zone = ZoneInfo("Africa/Abidjan")
    for _ in range(2):
        with house.database.transaction() as session:
            turn(house.rules.texts, zone, session, time())

    assert [each.step for each in times(press, number)] == [1]
    of = press.campaign(number)
    with pytest.raises(IntegrityError), house.database.transaction() as session:
        campaigns.add(session, "Deux fois", of.written_by, time(), parent_id=of.id, step=1)


def test_a_clock_that_was_down_makes_the_time_that_is_due_and_leaves_out_the_others(press, clock):
    press.listens()
    number = plan(press, {**AGAIN, "times": 4})
    press.now.passes(days=14, hours=3)

    comes(press, clock)

    assert [each.step for each in times(press, number)] == [3]
    assert notes(press, number, "skipped") == [{"steps": [1, 2]}]
    assert press.campaign(number).status == CampaignStatus.APPROVED


def test_what_is_more_than_a_day_late_is_left_out_and_said_once(press, clock):
    number = plan(press, AGAIN)
    press.now.passes(days=2)

    clock.tick()
    press.now.passes(minutes=2)
    clock.tick()

    assert not times(press, number)
    assert notes(press, number, "skipped") == [{"steps": [1]}]


def test_a_plan_whose_last_time_was_missed_is_over(press, clock):
    number = plan(press, AGAIN)
    press.now.passes(days=30)

    clock.tick()

    assert press.campaign(number).status == CampaignStatus.ENDED
    assert not times(press, number)


def test_a_course_whose_first_week_was_missed_begins_with_the_second(press, clock):
    (somebody,) = press.listens()
    plan(press, COURSE)
    press.now.passes(days=7)

    comes(press, clock, 2)

    assert press.reached == {somebody: 2}


def test_a_plan_that_is_paused_waits_and_goes_on_when_it_is_let(press, clock):
    press.listens()
    number = plan(press, AGAIN)
    comes(press, clock)
    acts(press, campaigning.pause, number)
    comes(press, clock)
    assert [each.step for each in times(press, number)] == [1]

    acts(press, campaigning.resume, number)
    comes(press, clock)

    assert [each.step for each in times(press, number)] == [1, 3]


def test_a_plan_that_is_cancelled_stops(press, clock):
    (somebody,) = press.listens()
    number = plan(press, AGAIN)
    comes(press, clock)
    acts(press, campaigning.cancel, number)

    comes(press, clock, 2)

    assert press.reached == {somebody: 1}


def test_all_times_together_cost_no_more_than_the_plan_may(press, clock):
    press.listens(2)  # 20 F each, as the recording channel bills
    number = plan(press, {**AGAIN, "times": 5}, ceiling=100 * 10_000)

    comes(press, clock, 5)

    made = times(press, number)
    assert [each.ceiling // 10_000 for each in made] == [100, 60, 20]
    assert sum(each.spent for each in made) <= 100 * 10_000
    stopped = press.campaign(number)
    assert (stopped.status, stopped.paused_for) == (CampaignStatus.PAUSED, "ceiling")


def test_a_plan_keeps_its_local_hour_when_the_clocks_change():
    paris = ZoneInfo("Europe/Paris")
    first = datetime(2026, 3, 23, 9, tzinfo=paris).astimezone(UTC)
    of = Plan(first, 7, 3, ())

    assert [of.time(step, paris).astimezone(paris).hour for step in (1, 2, 3)] == [9, 9, 9]
    assert of.time(2, paris) - of.time(1, paris) == timedelta(days=7, hours=-1)
