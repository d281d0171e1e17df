"""Two people do the same at the same instant: one of them did it, the other is told so."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from gateway import casework, closing, referring, sharing
from storage import casework as kept
from storage.casework import Seen
from storage.models import AlertState, Report
from tests.conftest import TOKEN
from tests.gateway.at_work import PHONES, Village, member, service

ROUNDS = 8


@pytest.fixture
def village(house, time):
    """Badayo, its committee and the levels above."""
    return Village(house, time)


@pytest.fixture
def both():
    """Do some things at the same instant; what each of them answered."""

    def at_once(*deeds):
        together = threading.Barrier(len(deeds))

        def do(deed):
            together.wait()
            return deed()

        with ThreadPoolExecutor(len(deeds)) as crowd:
            return list(crowd.map(do, deeds))

    return at_once


def acknowledge(work):
    return casework.acknowledge(work.session, work.rules, work.alert, work.member, work.now)


def one(village, name, reference, act):
    """Somebody opens the report, then acts: what they saw may have changed by then."""

    def deed():
        with village.work(name, reference) as work:
            assert work.session.get_one(Report, work.alert.report_id)
            return act(work)

    return deed


def test_of_two_who_say_i_have_it_at_once_one_has_it(village, both):
    for _ in range(ROUNDS):
        reference = village.reports()

        mine = both(*(one(village, name, reference, acknowledge) for name in ("awa", "koffi")))

        assert sorted(mine) == [False, True]
        assert village.lines(reference).count("acknowledged") == 1
        with village.database.reading() as session:
            winner = member(session, "awa" if mine[0] else "koffi")
        assert village.alert(reference).acknowledged_by == winner.id


def test_of_two_who_close_it_at_once_one_did_and_it_is_closed_once(village, both):
    for _ in range(ROUNDS):
        reference = village.reports()

        said = both(
            one(village, "awa", reference, lambda work: closing.close(work, "child_safe")),
            one(village, "koffi", reference, lambda work: closing.close(work, "moved")),
        )

        assert sorted(said) == ["closed", "gone"]
        assert village.lines(reference).count("closed") == 1
        assert village.report(reference).outcome == ("child_safe", "moved")[said.index("closed")]


def test_two_who_close_a_critical_one_at_once_are_the_first_and_the_second(village, both):
    for _ in range(ROUNDS):
        reference = village.reports("forced_labour")

        said = both(
            *(
                one(village, name, reference, lambda work: closing.close(work, "child_safe"))
                for name in ("dao", "sery")
            )
        )

        assert sorted(said) == ["closed", "second"]
        lines = village.lines(reference)
        assert (lines.count("closing"), lines.count("closed")) == (1, 1)


def test_one_person_on_two_lines_is_not_two_people(village, both):
    for _ in range(ROUNDS):
        reference = village.reports("forced_labour")
        close = one(village, "dao", reference, lambda work: closing.close(work, "child_safe"))

        assert both(close, close) == ["second", "second"]

        assert village.lines(reference).count("closing") == 1


def test_a_service_and_a_member_who_answer_at_once_leave_one_answer(village, both):
    village.has_a_service()
    for _ in range(ROUNDS):
        reference = village.reports()
        with village.work("awa", reference) as work:
            referring.refer(work, service(work.session).id)
        with village.database.reading() as session:
            report = village.report(reference)
            referral = kept.referrals_of(session, report.id)[0].id

        def by_itself(referral=referral):
            with village.database.transaction() as session:
                seen = session.get_one(kept.Referral, referral)
                rules, now = village.parts.rules, village.now()
                return referring.answer_by_itself(session, rules, seen, "accepted", "", now)

        revoke = one(
            village,
            "awa",
            reference,
            lambda work, referral=referral: referring.answer(work, referral, "revoked"),
        )
        taken, revoked = both(by_itself, revoke)

        lines = village.lines(reference).count("service_said")
        assert revoked == "answered"  # before the yes or after it
        assert lines == (2 if taken else 1)


def test_a_crowd_on_two_reports_that_may_be_one_never_waits_in_a_circle(village, both):
    village.has_a_service()
    first = village.reports("forced_labour", phone="+2250700000001")
    second = village.reports("forced_labour", phone="+2250700000002")
    chance = random.Random(7)  # noqa: S311 - the same crowd each time

    def deeds(name):
        own = [
            acknowledge,
            closing.confirm,
            lambda work: closing.close(work, "child_safe"),
            lambda work: closing.reopen(work, "again"),
            lambda work: sharing.pass_up(work, "no_means"),
            lambda work: referring.refer(work, service(work.session).id),
            lambda work: casework.link(
                work, second if seen(work) == first else first, same=chance.random() < 0.5
            ),
            lambda work: casework.visit(work, Seen("safe", "no"), f"{chance.random()}"),
        ]
        for _ in range(25):
            reference, act = chance.choice((first, second)), chance.choice(own)
            village.does(name, reference, act)

    def seen(work):
        return work.session.get_one(Report, work.alert.report_id).reference

    def steps_in():
        for _ in range(25):
            with village.database.transaction() as session:
                reference = chance.choice((first, second))
                found = session.scalars(select(Report).where(Report.reference == reference)).one()
                sery = member(session, "sery")
                sharing.step_in(session, village.parts.rules, found, sery, village.now())

    both(*(lambda name=name: deeds(name) for name in ("dao", "sery", "dao")), steps_in)

    for reference in (first, second):
        report = village.report(reference)
        assert village.lines(reference)  # the chain is whole
        is_open = report.status not in ("closed", "unfounded")
        assert (report.due_at is not None) == is_open


def test_on_two_phones_at_once_one_has_it_and_the_other_reads_who(people, house, both, client):
    people.village.enrols()
    koffi = people.person(PHONES["koffi"]).enrols()
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    people.village.signs_in().types("1")
    koffi.signs_in().types("1")

    def press(caller):
        caller.typed.append("1")  # "Je m'en occupe"
        form, test = caller.form, client.application.test_client()
        return lambda: test.post(f"/at/{TOKEN}/ussd", data=form).text

    screens = both(press(people.village), press(koffi))

    had = [screen for screen in screens if "C'est noté: vous vous en occupez" in screen]
    late = [screen for screen in screens if "pris par Awa K." in screen]
    assert (len(had), len(late)) == (1, 1)
    with house.database.reading() as session:
        report = session.scalars(select(Report)).one()
        assert report.status == AlertState.ACKNOWLEDGED
