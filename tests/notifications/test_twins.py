"""Reports that may be about the same child are proposed; a second person makes them more urgent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from notifications import escalation
from storage import events, reports
from storage.models import Alert, Link, Report
from storage.models.report import RANKS

from .conftest import number, on_sqlite

HIGHER = RANKS["medium"] + 1


@pytest.fixture
def told_by(area):
    """Somebody tells of a child at work with a machete in Badayo; or of something else."""

    def tell(person, **more):
        said = {"child": "boy_12_14", **more}
        return area.files(phone_index=area.keys.phone(number(person)), **said).id

    return tell


@pytest.fixture
def now_is(house):
    """The reports as they are now, in the order in which they came."""

    def read(*report_ids):
        with house.database.reading() as session:
            return [session.get_one(Report, report_id) for report_id in report_ids]

    return read


@pytest.fixture
def links(house):
    """Which reports were proposed as one, by their place in the order of arrival."""

    def read(*report_ids):
        order = {report_id: place for place, report_id in enumerate(report_ids)}
        with house.database.reading() as session:
            found = session.scalars(select(Link)).all()
            return sorted((order[link.first_id], order[link.second_id]) for link in found)

    return read


def history(house, report_id, kind):
    with house.database.reading() as session:
        found = events.of_report(session, session.get_one(Report, report_id))
        return [event.detail for event in found if event.kind == kind]


def test_a_second_person_who_tells_of_the_same_moves_both_up(told_by, now_is, links, house):
    one, other = told_by(1), told_by(2)

    first, second = now_is(one, other)
    assert links(one, other) == [(0, 1)]
    assert (first.told_by, second.told_by) == (2, 2)
    assert (first.rank, second.rank) == (HIGHER, HIGHER)
    assert first.urgency == "medium"
    assert history(house, one, "told_again") == [{"reference": second.reference}]
    assert history(house, other, "told_again") == [{"reference": first.reference}]
    with house.database.reading() as session:
        assert set(session.scalars(select(Alert.rank))) == {HIGHER}
        for report in (first, second):
            assert list(events.faults(session, session.get_one(Report, report.id))) == []


def test_the_same_person_who_tells_it_again_moves_nothing(told_by, now_is, links, house):
    one, other = told_by(1), told_by(1)

    first, second = now_is(one, other)
    assert links(one, other) == [(0, 1)]
    assert (first.told_by, second.told_by) == (1, 1)
    assert (first.rank, second.rank) == (RANKS["medium"], RANKS["medium"])
    assert history(house, one, "told_again") == []


def test_people_are_counted_and_not_reports(told_by, now_is):
    told = [told_by(person) for person in (1, 2, 1, 2, 3)]

    assert [report.told_by for report in now_is(*told)] == [3, 3, 3, 3, 3]


def test_who_told_it_before_adds_no_line_to_the_others(told_by, now_is, house):
    one, other = told_by(1), told_by(2)
    again = told_by(1)

    assert len(history(house, one, "told_again")) == len(history(house, other, "told_again")) == 1
    assert history(house, again, "told_again") == []
    (last,) = now_is(again)
    assert (last.told_by, last.rank) == (2, HIGHER)  # it is about what two people told


def test_nothing_is_merged_and_nothing_is_taken_from_anybody(told_by, now_is, area):
    told = [told_by(person) for person in (1, 2, 3)]

    assert [report.status for report in now_is(*told)] == ["received"] * 3
    assert area.told() == [("V-BADAYO", "first")] * 3
    assert len({report.reference for report in now_is(*told)}) == 3


def test_no_urgency_is_above_critical(told_by, now_is):
    one, other = (told_by(person, concern="trafficking") for person in (1, 2))

    assert [report.rank for report in now_is(one, other)] == [RANKS["critical"]] * 2


@pytest.mark.parametrize(
    "different",
    [
        {"place": "CI260404-01"},
        {"child": "girl_12_14"},
        {"concern": "agrochemicals"},
        {"route": "not_village"},
    ],
)
def test_another_place_child_or_danger_is_another_report(told_by, now_is, links, different):
    one, other = told_by(1), told_by(2, **different)

    assert links(one, other) == []
    assert [report.told_by for report in now_is(one, other)] == [1, 1]


def test_the_village_learns_nothing_of_a_report_that_is_kept_from_it(told_by, house, links):
    seen = told_by(1)
    hidden = [told_by(person, route="not_village") for person in (2, 3)]

    assert links(*hidden) == [(0, 1)]
    assert history(house, seen, "told_again") == []


@on_sqlite
def test_what_lies_weeks_apart_or_is_finished_is_not_proposed(told_by, links, time, house):
    old = told_by(1)
    time.passes(days=15)
    finished = told_by(2)
    with house.database.transaction() as session:
        reports.locked(session, finished).status = "closed"

    new = told_by(3)

    assert links(old, finished, new) == []


@on_sqlite
def test_a_call_that_was_finished_later_is_compared_again_and_once(
    area, house, now_is, links, time
):
    told = {"child": "unknown", "phone_index": area.keys.phone(number(1))}
    with house.database.transaction() as session:
        draft = reports.keep(session, area.statement(**told), lambda digits: f"{digits}0", time())
    time.passes(minutes=11)
    with house.database.transaction() as session:
        escalation.send_incomplete(session, house.rules, time(), timedelta(minutes=10))
    told = {"child": "boy_12_14", "phone_index": area.keys.phone(number(2))}
    other = area.files(**told).id
    assert links(draft.id, other) == []

    area.count = 0  # the first call goes on
    area.files(child="boy_12_14", phone_index=area.keys.phone(number(1)))

    assert links(draft.id, other) in ([(0, 1)], [(1, 0)])
    assert [report.told_by for report in now_is(draft.id, other)] == [2, 2]
