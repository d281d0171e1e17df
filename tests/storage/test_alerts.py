"""What waits in a committee's inbox, and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import alerts, reports
from storage.ids import new_id
from storage.models import AlertState, Member, ReportStatus
from tests.storage.hands import at_once

VILLAGE, DEPARTMENT = "V-BADAYO", "D-CI2604"


@pytest.fixture
def tell(furnished, known, now):
    """Put a report into a committee's inbox."""

    def do(report, committee=VILLAGE, at=now, remind_at=None, next_level_at=None):
        with furnished.transaction() as session:
            return alerts.open_once(
                session, report, known.committees[committee], "first", at,
                remind_at, next_level_at,
            )  # fmt: skip

    return do


@pytest.fixture
def waiting(furnished, known):
    """The inbox of a committee."""

    def read(committee=VILLAGE, **limits):
        with furnished.reading() as session:
            return alerts.waiting(session, known.committees[committee], new_id(), **limits)

    return read


@pytest.fixture
def take(furnished):
    """A committee takes its alert."""

    def do(alert_id, state=AlertState.ACKNOWLEDGED):
        with furnished.transaction() as session:
            alerts.locked(session, alert_id).state = state

    return do


def test_the_most_urgent_comes_first_and_of_these_the_newest(keep, tell, waiting, now):
    for number, (urgency, ago) in enumerate(
        [("low", 0), ("high", 9), ("critical", 5), ("medium", 1), ("high", 2), ("odd", 0)]
    ):
        tell(keep(f"call-{number}", urgency=urgency), at=now - timedelta(minutes=ago))

    seen = [(line.urgency, (now - line.opened_at).seconds // 60) for line in waiting()]

    assert seen == [
        ("critical", 5),
        ("high", 2),
        ("high", 9),
        ("medium", 1),
        ("low", 0),
        ("odd", 0),
    ]


def test_a_line_says_where_and_since_when_and_of_which_report(keep, tell, waiting, now):
    report = keep()
    alert_id = tell(report)

    (line,) = waiting()

    assert (line.alert_id, line.report_id, line.place) == (alert_id, report.id, "Badayo")
    assert line.opened_at == now


def test_a_report_is_put_into_an_inbox_once(keep, tell, waiting):
    report = keep()

    assert tell(report) is not None
    assert tell(report) is None
    assert len(waiting()) == 1


def test_a_report_told_eight_times_at_once_is_one_line(keep, tell, waiting):
    report = keep()

    opened = at_once(8, lambda: tell(report))

    assert sum(alert_id is not None for alert_id in opened) == 1
    assert len(waiting()) == 1


def test_two_committees_have_each_their_own_alert(keep, tell, waiting):
    report = keep()

    assert tell(report) != tell(report, DEPARTMENT)
    assert len(waiting(VILLAGE)) == len(waiting(DEPARTMENT)) == 1


def test_another_committee_s_alert_does_not_exist(furnished, known, keep, tell, waiting):
    alert_id = tell(keep(), DEPARTMENT)

    assert waiting(VILLAGE) == []
    with furnished.reading() as session:
        village, department = known.committees[VILLAGE], known.committees[DEPARTMENT]
        assert alerts.of_committee(session, alert_id, village) is None
        assert alerts.of_committee(session, alert_id, department).id == alert_id


def test_what_was_taken_in_hand_stays_below_what_is_open_until_it_has_an_outcome(
    keep, tell, waiting, take
):
    taken, still_open = tell(keep("one", urgency="critical")), tell(keep("two", urgency="low"))

    take(taken, AlertState.ACKNOWLEDGED)

    assert [line.alert_id for line in waiting()] == [still_open, taken]


@pytest.mark.parametrize("state", [AlertState.PASSED_ON, AlertState.CLOSED])
def test_what_was_answered_waits_no_longer(keep, tell, waiting, take, state):
    alert_id = tell(keep())

    take(alert_id, state)

    assert waiting() == []


def test_an_inbox_shows_no_more_than_is_asked(keep, tell, waiting):
    for number in range(4):
        tell(keep(f"call-{number}"))

    assert len(waiting(most=3)) == 3


@pytest.mark.parametrize("name", ["remind", "escalate"])
def test_what_is_due_is_found_however_long_ago_and_once_answered_no_more(
    furnished, keep, tell, take, now, name
):
    moment = "remind_at" if name == "remind" else "next_level_at"
    due = getattr(alerts, f"to_{name}")
    late = tell(keep("call-1"), **{moment: now - timedelta(days=30)})
    just = tell(keep("call-2"), **{moment: now})
    tell(keep("call-3"), **{moment: now + timedelta(seconds=1)})
    tell(keep("call-4"))

    with furnished.reading() as session:
        assert [alert_id for alert_id, _ in due(session, now)] == [late, just]

    take(late)
    with furnished.reading() as session:
        assert [alert_id for alert_id, _ in due(session, now)] == [just]


@pytest.mark.parametrize(
    ("state", "minutes", "is_due"),
    [("open", -1, True), ("open", 0, True), ("open", 1, False), ("open", None, False),
     ("acknowledged", -1, False)],
)  # fmt: skip
def test_an_alert_is_due_while_it_is_open_and_its_moment_has_come(now, state, minutes, is_due):
    moment = None if minutes is None else now + timedelta(minutes=minutes)

    assert alerts.is_due(state, moment, now) is is_due


def test_a_report_of_which_nothing_is_awaited_of_anybody_is_found(furnished, keep, tell, now):
    unheard, heard, closed = keep("call-1"), keep("call-2"), keep("call-3")
    keep("call-4")  # a draft
    with furnished.transaction() as session:
        for report in (unheard, heard):
            reports.locked(session, report.id).status = ReportStatus.RECEIVED
        reports.locked(session, heard.id).due_at = now
        reports.locked(session, closed.id).status = ReportStatus.CLOSED

    with furnished.reading() as session:
        assert list(alerts.nobodys(session)) == [unheard.id]


def test_no_list_shows_a_member_what_their_own_phone_told(furnished, known, keep, tell, waiting):
    with furnished.reading() as session:
        member = session.scalars(
            select(Member).where(Member.committee_id == known.committees[VILLAGE])
        ).first()
    own, others = keep("call-1", phone_index=member.phone_index), keep("call-2")
    for report in (own, others):
        tell(report)

    with furnished.reading() as session:
        lines = alerts.waiting(session, known.committees[VILLAGE], member.id)
    assert [line.report_id for line in lines] == [others.id]


def test_every_alert_about_a_report_is_known(furnished, keep, tell):
    report = keep("call-1")
    told = {tell(report), tell(report, DEPARTMENT)}
    tell(keep("call-2"))

    with furnished.transaction() as session:
        assert {alert.id for alert in alerts.of_report(session, report.id)} == told
