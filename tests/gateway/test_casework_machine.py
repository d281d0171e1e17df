"""One report, worked on in any order by anybody, while the clock ticks: what always holds."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from gateway import access, casework, closing, intake, referring, sharing
from gateway.casework import Work
from menus.flows.casework import FOLLOWS
from menus.triage import CONCERNS
from notifications import escalation
from storage import caseload, events, members, services
from storage import casework as kept
from storage.caseload import Wanted
from storage.casework import Seen
from storage.database import Database
from storage.models import Alert, AlertState, Committee, Place, Report
from storage.models.alert import NOTHING, TURNS
from storage.reports import Statement
from tests import country
from tests.gateway.at_work import PHONES, member
from tests.gateway.test_casework_table import leads, may_stand

STARTS = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
COLLEAGUES = {"yao": "D-CI2604", "nina": "NAT", "iba": "CS-CI2604"}
NAMES = ("awa", "koffi", "dao", "yao", "ines", "iba", "sery", "nina")
OUTCOMES = ("child_safe", closing.OUT_OF_LABOUR, closing.UNFOUNDED)
FINAL = ("closed", "unfounded")
who = st.integers(0, 9)  # mostly somebody whose committee knows of it
_numbers = count()


class Casework(RuleBasedStateMachine):
    """A report in the hands of eight people on four levels, and what we think of it."""

    house, template = None, None

    @initialize(concern=st.sampled_from(("neglect", "forced_labour", "sexual_abuse")))
    def begin(self, concern):
        path = self.template.with_name(f"{next(_numbers)}.db")
        shutil.copy(self.template, path)
        self.database = Database(f"sqlite:///{path}", self.house.database.keys)
        self.now, self.rules, self.steps = STARTS, self.house.rules, count()
        self.twin = self._files("twin", concern)
        self.reference = self._files("first", concern)
        self.critical = CONCERNS[concern].urgency == "critical"
        # What we think of it.
        self.status, self.aside, self.wish = "received", set(), None
        self.visits, self.asked = [], None

    def teardown(self):
        self.database.close()

    def _files(self, key, concern):
        with self.database.transaction() as session:
            place = session.scalars(select(Place.id).where(Place.code == "CI260401-02")).one()
            phone = self.database.keys.phone(f"+22507{len(key):08}")
            said = Statement(
                key, "ussd", concern, CONCERNS[concern].urgency, str(place), "fr", phone
            )
            _, report_id = intake.file_report(session, self.rules, said, self.now)
            return session.get_one(Report, report_id).reference

    def person(self, number):
        """The name of somebody: of a committee that knows of the report, or of any."""
        with self.database.reading() as session:
            told = select(Alert.committee_id).join(Report, Alert.report_id == Report.id)
            know = set(session.scalars(told.where(Report.reference == self.reference)))
            crowd = [name for name in NAMES if member(session, name).committee_id in know]
        return crowd[number % len(crowd)] if number < len(NAMES) else NAMES[number % len(NAMES)]

    @contextmanager
    def at_work(self, name):
        """Somebody at the report; None where it does not exist for them, as it should be."""
        self.now += timedelta(seconds=1)
        with self.database.transaction() as session:
            person = member(session, name)
            alert = casework.by_reference(session, person, self.reference)
            own = session.scalar(
                select(Alert)
                .join(Report, Alert.report_id == Report.id)
                .where(
                    Report.reference == self.reference,
                    Alert.committee_id == person.committee_id,
                )
            )
            assert (alert is None) == (own is None or name in self.aside)
            yield Work(session, self.rules, alert, person, self.now) if alert else None

    def does(self, name, action, act, *, told="", stays=()):
        """Somebody acts; what came of it is what the table says. True when it was done."""
        name = self.person(name) if isinstance(name, int) else name
        with self.at_work(name) as work:
            if work is None:
                return False
            to = leads(action, self.status) if may_stand(action, work.alert.state) else None
            takes = work.alert.state == AlertState.OPEN and self.status == "received"
            result = act(work)
            if to is None:
                assert result in ("gone", "done", False), (action, result)
                return False
            if result in stays:
                waits = result in ("top", "gone", "date", "reason")
                self.status = "acknowledged" if takes and not waits else self.status
                return False
            assert result == told or not told, (action, result)
            self.status = to
            return True

    @rule(name=who)
    def acknowledge(self, name):
        def act(w):
            return casework.acknowledge(w.session, w.rules, w.alert, w.member, w.now)

        name = self.person(name)
        with self.at_work(name) as work:
            if work is None:
                return
            was_mine = (
                work.alert.state == AlertState.ACKNOWLEDGED
                and work.alert.acknowledged_by == work.member.id
            )
            to = leads("acknowledge", self.status)
            is_free = may_stand("acknowledge", work.alert.state) and to is not None
            assert act(work) == (is_free or was_mine)
            self.status = to if is_free else self.status

    @rule(name=who, reason=st.sampled_from(("no_means", "too_close")))
    def pass_up(self, name, reason):
        name = self.person(name)
        passed = self.does(
            name, "pass_up", lambda w: sharing.pass_up(w, reason), told="passed", stays=("top",)
        )
        if passed and reason == "too_close":
            self.steps_aside(name)

    @rule(name=who)
    def recuse(self, name):
        name = self.person(name)
        if self.does(name, "recuse", sharing.recuse):
            self.steps_aside(name)

    def steps_aside(self, name):
        self.aside.add(name)
        if self.wish and self.wish[0] == name:
            self.wish = None

    @rule(name=who, other=st.sampled_from(NAMES))
    def assign(self, name, other):
        self.does(
            name,
            "assign",
            lambda w: sharing.assign(w, member(w.session, other).id),
            told="assigned",
            stays=("gone",),  # to somebody else's committee, or to who stepped aside
        )

    @rule(name=who)
    def confirm(self, name):
        self.does(name, "confirm", closing.confirm, told="confirmed")

    @rule(name=who, works=st.sampled_from(("no", "no", "yes", "unknown")))
    def visit(self, name, works):
        mark = f"visit-{next(self.steps)}"
        act = lambda w: casework.visit(w, Seen("safe", works), mark)  # noqa: E731
        if self.does(name, "visit", act, told="visited"):
            self.visits.append((self.now.date(), works))

    @rule(name=who)
    def visit_of_tomorrow(self, name):
        seen = Seen("safe", "no", "no", self.now + timedelta(days=1))
        self.does(name, "visit", lambda w: casework.visit(w, seen, "never"), stays=("date",))

    @rule(name=who)
    def give(self, name):
        mark = f"gift-{next(self.steps)}"
        act = lambda w: casework.give(w, "school_kit", mark)  # noqa: E731
        self.does(name, "support", act, told="supported")

    @rule(name=who)
    def refer(self, name):
        before = self.status
        act = lambda w: referring.refer(w, self.service(w.session).id)  # noqa: E731
        if self.does(name, "refer", act, told="referred"):
            if self.asked in (None, "declined", "revoked"):
                self.asked = "sent"
            elif before != "received":
                self.status = before  # it has it already: nothing changed
            else:
                self.status = "acknowledged"

    @rule(name=who, said=st.sampled_from(referring.ANSWERS))
    def answer(self, name, said):
        def act(w):
            found = kept.referrals_of(w.session, w.alert.report_id)
            return referring.answer(w, found[0].id, said, "full") if found else "gone"

        may = self.asked == said or said in FOLLOWS.get(self.asked, ())
        done = self.does(name, "answer", act, stays=() if may else ("gone",))
        self.asked = said if done else self.asked

    @rule(said=st.sampled_from(("accepted", "declined", "done")))
    def answer_by_itself(self, said):
        self.now += timedelta(seconds=1)
        with self.database.transaction() as session:
            found = kept.referrals_of(session, self.report(session).id)
            if not found:
                return
            taken = referring.answer_by_itself(session, self.rules, found[0], said, "", self.now)
            late = said != "done" and self.status in FINAL
            may = said in referring.BY_LINK.get(self.asked, ()) and not late
            assert taken == (may or self.asked == said)
            self.asked = said if may else self.asked

    @rule(name=who, same=st.booleans())
    def link(self, name, same):
        self.does(name, "link", lambda w: casework.link(w, self.twin, same=same), stays=("gone",))

    @rule(name=who, outcome=st.sampled_from(OUTCOMES))
    def close(self, name, outcome):
        name = self.person(name) if isinstance(name, int) else name
        action = "dismiss" if outcome == closing.UNFOUNDED else "close"
        seconds = self.wish is not None and self.wish[1] == outcome and self.wish[0] != name
        results = []

        def act(work):
            results.append(closing.close(work, outcome, "a_mistake"))
            return results[0]

        done = self.does(name, action, act, told="closed", stays=("visits", "second"))
        if not results or results[0] == "gone":
            return
        if outcome == closing.OUT_OF_LABOUR and not self.works_no_more():
            assert results == ["visits"]
        elif self.critical and not seconds:
            assert results == ["second"]
            if self.wish is None or self.wish[1] != outcome:
                self.wish = (name, outcome)
        else:
            assert done
            self.wish = None

    @rule(people=st.sampled_from(((0, 0), (0, 1), (1, 2))), outcome=st.sampled_from(OUTCOMES))
    def close_twice(self, people, outcome):
        for number in people:
            self.close(number, outcome)

    @rule(name=who)
    def visits_on_two_days(self, name):
        for _ in range(2):
            self.now += timedelta(days=1)
            self.visit(name, "no")

    def works_no_more(self):
        days = dict(self.visits)  # the last of each day
        return len(days) >= 2 and list(days.values())[-2:] == ["no", "no"]

    @precondition(lambda self: self.status in FINAL)
    @rule(name=who)
    def reopen(self, name):
        if self.does(name, "reopen", lambda w: closing.reopen(w, "again"), told="reopened"):
            self.wish = None

    @rule(name=st.sampled_from(("dao", "yao", "sery", "nina", "awa")))
    def step_in(self, name):
        self.now += timedelta(seconds=1)
        with self.database.transaction() as session:
            person = member(session, name)
            viewer = access.viewer_of(session, person)
            found = access.report(session, viewer, self.reference, "step_in")
            if found is None:
                return
            assert name not in self.aside
            assert name != "awa"
            alert = sharing.step_in(session, self.rules, found[0], person, self.now)
            if self.status in FINAL:
                assert alert.state == AlertState.CLOSED
            else:
                assert alert.state == AlertState.ACKNOWLEDGED
                self.status = leads("step_in", self.status)

    @rule(hours=st.sampled_from((1, 5, 26, 80, 200)))
    def the_clock_ticks(self, hours):
        self.now += timedelta(hours=hours)
        duties = (
            escalation.remind, escalation.tell_next_levels, escalation.ask_outcomes,
            escalation.tell_somebody,
        )  # fmt: skip
        for duty in (*duties, *duties):  # two clocks, one after the other
            with self.database.transaction() as session:
                duty(session, self.rules, self.now)

    def report(self, session):
        return session.scalars(select(Report).where(Report.reference == self.reference)).one()

    def service(self, session):
        return services.by_code(session)["CS-1"]

    @invariant()
    def the_promises_hold(self):
        with self.database.reading() as session:
            report = self.report(session)
            told = session.scalars(select(Alert).where(Alert.report_id == report.id)).all()
            lines = events.of_report(session, report)
            self.its_history_is_whole_and_says_what_we_think(session, report)
            self.somebody_is_in_charge_or_it_is_finished(report, told)
            self.who_stepped_aside_finds_no_trace(session, told)
            self.a_critical_one_is_never_finished_by_one_person_alone(lines)

    def its_history_is_whole_and_says_what_we_think(self, session, report):
        assert list(events.faults(session, report)) == []
        assert report.status == self.status
        assert (report.outcome is not None) == (self.status in FINAL)
        assert (report.closed_at is not None) == (self.status in FINAL)

    def somebody_is_in_charge_or_it_is_finished(self, report, told):
        due = [alert.due_at for alert in told if alert.turn > NOTHING and alert.due_at]
        assert report.due_at == min(due, default=None)
        if self.status in FINAL:
            assert {alert.state for alert in told} == {AlertState.CLOSED}
        assert bool(due) == (self.status not in FINAL)
        for alert in told:
            assert alert.turn == TURNS[AlertState(alert.state)]
            if alert.state == AlertState.ACKNOWLEDGED:
                assert alert.acknowledged_by
                assert alert.ask_at
                assert alert.due_at
                assert alert.remind_at is None is alert.next_level_at
            else:
                assert alert.ask_at is None

    def who_stepped_aside_finds_no_trace(self, session, told):
        has_it = [
            alert.assigned_to or alert.acknowledged_by
            for alert in told
            if alert.state == AlertState.ACKNOWLEDGED
        ]
        for name in self.aside:
            person = member(session, name)
            viewer = access.viewer_of(session, person)
            assert person.id not in has_it
            assert access.report(session, viewer, self.reference) is None
            for tab in caseload.TABS:
                rows = caseload.page(session, viewer.sight, Wanted(tab=tab), self.now)
                assert self.reference not in [row.report.reference for row in rows]

    def a_critical_one_is_never_finished_by_one_person_alone(self, lines):
        if not self.critical or self.status not in FINAL:
            return
        closed = next(line for line in reversed(lines) if line.kind == "closed")
        since = max((line.number for line in lines if line.kind == "reopened"), default=0)
        said = {
            line.actor
            for line in lines
            if line.number > since
            and line.kind in ("closing", "closed")
            and line.detail["outcome"] == closed.detail["outcome"]
        }
        assert len(said) >= 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_is_done_in_whatever_order_these_promises_hold(
    house, migrated_file, tmp_path, monkeypatch
):
    template = tmp_path / "template" / "veille.db"
    template.parent.mkdir()
    shutil.copy(migrated_file, template)
    database = Database(f"sqlite:///{template}", house.database.keys)
    country.furnish(database)
    with database.transaction() as session:
        for number, (name, code) in enumerate(COLLEAGUES.items()):
            monkeypatch.setitem(PHONES, name, f"+225070000011{number}")
            committee = session.scalars(select(Committee).where(Committee.code == code)).one()
            role = country.ROLES.get(committee.level, "focal_point")
            members.add(session, committee.id, name, PHONES[name], role, "fr")
        place = session.scalars(select(Place.id).where(Place.code == "CI2604")).one()
        services.add(session, "CS-1", "Centre social", "social_centre", place)
    database.close()

    machine = type("Machine", (Casework,), {"house": house, "template": template})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=50, stateful_step_count=20, deadline=None)
    )
