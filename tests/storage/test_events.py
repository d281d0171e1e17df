"""A report's history: whatever is changed, dropped, moved or slipped in is seen."""

import uuid
from datetime import timedelta, timezone

import pytest
from sqlalchemy import delete, update

from storage import events, reports
from storage.models import Event, Report


@pytest.fixture
def history(furnished, keep, now):
    """A report with four lines of history."""
    report_id = keep().id
    with furnished.transaction() as session:
        report = reports.locked(session, report_id)
        events.append(session, report, "received", "reporter", now)
        for hour, kind in enumerate(("acknowledged", "confirmed", "closed"), start=1):
            later = now + timedelta(hours=hour)
            events.append(
                session, report, kind, "member:1", later, {"step": hour, "à": [None, 1.5]}
            )
    return report_id


@pytest.fixture
def faults(furnished, history):
    """What the chain says is wrong with the history, after somebody did this to it."""

    def after(*tamperings):
        with furnished.transaction() as session:
            for tampering in tamperings:
                session.execute(tampering)
        with furnished.reading() as session:
            return list(events.faults(session, reports.get(session, history)))

    return after


def change(line, **values):
    """Somebody rewrites a line."""
    return update(Event).where(Event.number == line).values(**values)


def test_a_history_that_nobody_touched_has_no_fault(faults):
    assert faults() == []


def test_a_history_is_told_oldest_first(furnished, history):
    with furnished.reading() as session:
        told = events.of_report(session, reports.get(session, history))

    assert [line.kind for line in told] == ["received", "acknowledged", "confirmed", "closed"]
    assert [line.number for line in told] == [1, 2, 3, 4]
    assert told[1].detail == {"step": 1, "à": [None, 1.5]}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "values",
    [{"kind": "unfounded"}, {"actor": "clock"}, {"detail": {}}, {"hash": "0" * 64}],
    ids=lambda values: next(iter(values)),
)
def test_a_line_that_was_changed_is_seen(faults, number, values):
    if number == 1 and "detail" in values:
        values = {"detail": {"step": 9}}

    assert any(f"line {number} of report" in fault for fault in faults(change(number, **values)))


def test_a_line_that_was_moved_in_time_is_seen(faults, now):
    assert faults(change(2, at=now - timedelta(days=1)))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_line_that_was_dropped_is_seen(faults, number):
    assert faults(delete(Event).where(Event.number == number))


@pytest.mark.parametrize("left", [0, 1, 2, 3])
def test_last_lines_that_were_cut_off_are_seen(faults, left):
    found = faults(delete(Event).where(Event.number > left))

    assert len(found) == 1
    assert "the last lines of report" in found[0]


def test_last_lines_that_were_cut_off_are_seen_even_when_the_count_was_changed_too(faults):
    assert faults(delete(Event).where(Event.number == 4), update(Report).values(last_event=3))


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (3, 4)])
def test_two_lines_that_changed_places_are_seen(faults, one, other):
    assert faults(change(one, number=99), change(other, number=one), change(99, number=other))


def test_a_line_that_was_slipped_in_is_seen(furnished, history, faults, now):
    with furnished.transaction() as session:
        session.add(
            Event(
                id=uuid.uuid4(), report_id=history, number=5, kind="reopened", actor="clock",
                detail={}, at=now, hash="f" * 64,
            )
        )  # fmt: skip

    assert faults()
    assert faults(update(Report).values(last_event=5, last_hash="f" * 64))


def test_a_report_without_history_has_no_fault(furnished, keep):
    report = keep()

    with furnished.reading() as session:
        assert list(events.faults(session, report)) == []


def test_a_line_told_in_another_time_zone_is_the_same_line(furnished, history, faults, now):
    abroad = now.astimezone(timezone(timedelta(hours=2)))
    with furnished.transaction() as session:
        events.append(session, reports.locked(session, history), "reopened", "clock", abroad)

    assert faults() == []


def test_a_fault_names_the_report_by_its_harmless_number(furnished, history, faults):
    with furnished.reading() as session:
        reference = reports.get(session, history).reference

    assert all(f"report {reference} " in fault for fault in faults(change(2, kind="x")))
