"""Which action may start where, and where it leads: the table, read as a person reads it."""

import pytest
from sqlalchemy import select

from gateway import casework, closing, referring, sharing
from gateway.transitions import STANDS, TRANSITIONS
from storage import casework as kept
from storage import events
from storage.casework import Seen
from storage.models import AlertState, Report, ReportStatus
from tests.gateway.at_work import Village, member, service, work_of

STATUSES = ("received", "acknowledged", "confirmed", "in_care", "unfounded", "closed")
# One line an action: where it leads from each status, "·" where it may not start, "=" where the
# status stays; then the states of one's own alert in which it may start: Open, Acknowledged,
# Passed on, Closed.
TABLE = """
               received      acknowledged confirmed in_care   unfounded    closed       alert
  acknowledge  acknowledged  =            =         =         ·            ·            O
  assign       acknowledged  =            =         =         ·            ·            OA
  confirm      confirmed     confirmed    =         =         ·            ·            OA
  refer        in_care       in_care      in_care   =         ·            ·            OA
  answer       =             =            =         =         ·            ·            OA
  support      in_care       in_care      in_care   =         ·            ·            OA
  visit        acknowledged  =            =         =         ·            ·            OA
  ask          =             =            =         =         ·            ·            OA
  pass_up      =             =            =         =         ·            ·            OA
  recuse       =             =            =         =         =            =            OAPC
  link         =             =            =         =         =            =            OAPC
  close        closed        closed       closed    closed    ·            ·            OA
  dismiss      unfounded     unfounded    unfounded unfounded ·            ·            OA
  reopen       ·             ·            ·         ·         acknowledged acknowledged OAPC
  step_in      acknowledged  =            =         =         ·            ·            PC
"""
ROWS = {row[0]: row[1:] for row in (line.split() for line in TABLE.splitlines()[2:]) if row}
STATES = {state: state.value[0].upper() for state in AlertState}
# The line that each action writes, and those that take what nobody has: who works on it has it.
LINES = {
    "acknowledge": "acknowledged", "assign": "assigned", "confirm": "confirmed",
    "refer": "referred", "answer": "service_said", "support": "supported", "visit": "visited",
    "ask": "asked", "pass_up": "passed_up", "recuse": "recused", "link": "linked",
    "close": "closed", "dismiss": "closed", "reopen": "reopened",
}  # fmt: skip
TAKES = ("assign", "confirm", "refer", "support", "visit", "close", "dismiss")


def leads(action, status):
    """Where the table says that an action leads; None where it may not start."""
    if status not in STATUSES:
        return None
    word = ROWS[action][STATUSES.index(status)]
    return None if word == "·" else status if word == "=" else word


def may_stand(action, state):
    """Whether the table says that an action may start from an alert that stands so."""
    return STATES[state] in ROWS[action][-1]


@pytest.mark.parametrize("action", ROWS)
def test_the_code_holds_the_table_and_nothing_else(action):
    held = {str(start): str(end) for start, end in TRANSITIONS[action].items()}

    assert held == {s: leads(action, s) for s in STATUSES if leads(action, s)}
    assert {state for state in AlertState if may_stand(action, state)} == STANDS[action]


def test_every_action_of_the_code_stands_in_the_table():
    assert set(TRANSITIONS) == set(ROWS)


def test_what_is_final_is_left_only_by_taking_it_up_again():
    final = {ReportStatus.UNFOUNDED, ReportStatus.CLOSED}
    leaving = {
        action
        for action, ways in TRANSITIONS.items()
        for start, end in ways.items()
        if start in final and end != start
    }

    assert leaving == {"reopen"}


@pytest.fixture
def village(house, time):
    """Badayo with a report, one that may be its twin, and a service that was asked for another."""
    return Village(house, time)


def acts(session, now):
    """How each action is done by Awa, and what it answers when it was done."""
    koffi, centre = member(session, "koffi"), service(session)
    asked = service(session, "CS-2")
    twin = session.scalars(select(Report.reference).order_by(Report.reference)).all()

    def other_than(work):
        own = session.get_one(Report, work.alert.report_id).reference
        return next(each for each in twin if each != own)

    def referral(work):
        found = kept.referrals_of(session, work.alert.report_id)
        return next(each.id for each in found if each.service_id == asked.id)

    def acknowledge(work):
        mine = casework.acknowledge(session, work.rules, work.alert, work.member, now)
        return "acknowledged" if mine else "gone"

    return {
        "acknowledge": acknowledge,
        "assign": lambda work: sharing.assign(work, koffi.id),
        "confirm": closing.confirm,
        "refer": lambda work: referring.refer(work, centre.id),
        "answer": lambda work: referring.answer(work, referral(work), "accepted"),
        "support": lambda work: casework.give(work, "school_kit", "gift"),
        "visit": lambda work: casework.visit(work, Seen("safe"), "visit"),
        "ask": lambda work: casework.ask(work, "where"),
        "pass_up": lambda work: sharing.pass_up(work, "beyond_us"),
        "recuse": sharing.recuse,
        "link": lambda work: casework.link(work, other_than(work), same=True),
        "close": lambda work: closing.close(work, "child_safe"),
        "dismiss": lambda work: closing.close(work, closing.UNFOUNDED, "nothing_found"),
        "reopen": lambda work: closing.reopen(work, "again"),
    }


def furnished(village):
    """One report with a twin and a referral; its reference."""
    village.has_a_service("CS-1")
    village.has_a_service("CS-2", "+2250709000002")
    reference = village.reports()
    village.reports(phone="+2250700000098")
    with village.database.transaction() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        asked, who = service(session, "CS-2"), member(session, "koffi")
        kept.refer(session, report.id, asked.id, who.id, village.now())
    return reference


@pytest.mark.parametrize("action", [action for action in ROWS if action != "step_in"])
def test_each_action_does_what_the_table_says_once_and_nothing_where_it_says_nothing(
    village, action
):
    reference = furnished(village)
    for status in ReportStatus:
        for state in AlertState:
            check(village, reference, action, status, state)


def check(village, reference, action, status, state):
    """Put the report and Awa's alert so, act twice, look, and take everything back."""
    where = f"{action} from {status}, alert {state}"
    with village.database.transaction() as session:
        work = work_of(session, village.parts, "awa", reference, village.now())
        report = session.get_one(Report, work.alert.report_id)
        report.status, work.alert.state = status, state
        if state == AlertState.ACKNOWLEDGED:
            work.alert.acknowledged_by = member(session, "koffi").id
        session.flush()
        act = acts(session, village.now())[action]
        before = written(session, report)

        act(work)
        once = seen(session, report, work.alert)
        first = written(session, report)[len(before) :]
        act(work)

        to = leads(action, status) if may_stand(action, state) else None
        lines = []
        if to is not None:
            taken = action in TAKES and state == AlertState.OPEN
            lines = ["acknowledged"] * taken + [LINES[action]]
        assert [line.kind for line in first] == lines, where
        assert all(line.actor == work.actor for line in first), where
        assert once[0] == (to or status), where
        if to is None:
            assert once[1] == state, where
        assert seen(session, report, work.alert) == once, f"{where}, told twice"
        assert len(written(session, report)) == len(before) + len(first), f"{where}, told twice"
        assert list(events.faults(session, report)) == [], where
        session.rollback()


def seen(session, report, alert):
    session.flush()
    return (
        report.status, alert.state, alert.acknowledged_by, alert.assigned_to, alert.due_at,
        alert.ask_at, report.due_at, report.outcome, report.closed_at,
    )  # fmt: skip


def written(session, report):
    """What people wrote into the history; the house adds who was told."""
    session.flush()
    return [e for e in events.of_report(session, report) if e.actor.startswith("member:")]


@pytest.mark.parametrize("status", [s for s in ReportStatus if s in STATUSES])
def test_a_level_above_steps_in_where_the_table_says_and_has_it_from_then_on(village, status):
    reference = village.reports()
    with village.database.transaction() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        report.status = status
        session.flush()
        dao, before = member(session, "dao"), len(written(session, report))

        for _ in range(2):
            alert = sharing.step_in(session, village.parts.rules, report, dao, village.now())

        to = leads("step_in", status)
        assert report.status == (to or status)
        assert alert.state == (AlertState.ACKNOWLEDGED if to else AlertState.CLOSED)
        lines = written(session, report)[before:]
        assert [line.kind for line in lines] == ["acknowledged"] * bool(to)
