"""Counts made ahead say the same as the reports themselves, however often they are made."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from storage import casework, figures
from storage.bins import NEVER, bin_of
from storage.ids import new_id
from storage.models import Alert, AlertState, Committee, Member, Place, Report, ReportStatus, Tally
from storage.tallies import (
    ANSWER,
    CONCERN,
    EVERYWHERE,
    FINISHED,
    IN_TIME,
    OUTCOME,
    RECEIVED,
    Span,
    added_by,
    in_month,
    weeks_of,
)

NOV = date(2026, 11, 1)
LIMIT = timedelta(hours=24)
ZONE = ZoneInfo("Africa/Abidjan")


def at(day, hour=10, month=11):
    return datetime(2026, month, day, hour, tzinfo=UTC)


LATE = at(28)


def rules(now):
    return Span(
        now, now, now, ZONE, frozenset({"sexual_abuse"}),
        lambda _urgency, since, then: then <= since + LIMIT,
    )  # fmt: skip


@pytest.fixture
def came(furnished):
    """A report comes, and committees are told: came(day, told={"V-BADAYO": hours or None})."""

    def do(received, told, *, closed=None, place="CI260401-02", **changed):
        key = str(new_id())
        with furnished.transaction() as session:
            village = session.scalars(select(Place).where(Place.code == place)).one()
            above = session.get_one(Place, village.parent_id)
            report = Report(
                **{
                    "reference": key[-12:], "session_key": key, "channel": "ussd",
                    "concern": "heavy_loads", "urgency": "medium", "place_id": village.id,
                    "language": "fr", "phone_index": key, "saved_at": received,
                    "received_at": received, "closed_at": closed,
                    "sub_prefecture_id": above.id, "department_id": above.parent_id,
                    "status": ReportStatus.CLOSED if closed else ReportStatus.ACKNOWLEDGED,
                    "outcome": "advice" if closed else None, **changed,
                }
            )  # fmt: skip
            session.add(report)
            session.flush()
            for code, hours in told.items():
                committee = session.scalars(select(Committee).where(Committee.code == code)).one()
                answered = None if hours is None else received + timedelta(hours=hours)
                state = AlertState.OPEN if hours is None else AlertState.ACKNOWLEDGED
                session.add(
                    Alert(
                        report_id=report.id, committee_id=committee.id, reason="first",
                        state=AlertState.CLOSED if closed else state, opened_at=received,
                        acknowledged_at=answered,
                    )
                )  # fmt: skip
            return report.id

    return do


@pytest.fixture
def count(furnished):
    def do(now=LATE, month=NOV):
        with furnished.transaction() as session:
            return figures.count_month(session, month, rules(now))

    return do


@pytest.fixture
def counts(furnished, known):
    """What is counted of somewhere or somebody: counts("CI2604", CONCERN)."""

    def read(code, kind, *, sensitive=True, month=NOV):
        subject = EVERYWHERE if code == "everywhere" else (known.places | known.committees)[code]
        with furnished.reading() as session:
            found = figures.counted(
                session, (kind,), [subject], month, month + timedelta(days=30), sensitive=sensitive
            )
        return {(period.day, key): n for (_, period, _, key), n in found.items()}

    return read


def everything(furnished):
    with furnished.reading() as session:
        rows = session.execute(
            select(
                Tally.kind, Tally.period, Tally.subject_id, Tally.key, Tally.sensitive, Tally.count
            )
        )
        return {tuple(row) for row in rows}


def test_a_report_is_counted_in_its_sub_prefecture_its_department_and_the_country(
    came, count, counts
):
    came(at(3), {"V-BADAYO": 2})
    came(at(9), {"V-BADAYO": 30})

    count()

    for code in ("CI260401", "CI2604", "everywhere", "V-BADAYO"):
        assert counts(code, RECEIVED) == {(1, ""): 1, (8, ""): 1}
        assert counts(code, IN_TIME) == {(1, ""): 1}
        assert counts(code, CONCERN) == {(1, "heavy_loads"): 2}
        assert counts(code, ANSWER) == {
            (1, str(bin_of(timedelta(hours=2)))): 1, (1, str(bin_of(timedelta(hours=30)))): 1,
        }  # fmt: skip
    assert counts("CI260404", RECEIVED) == {}


def test_counting_twice_is_the_same_and_writes_nothing(came, count, furnished):
    for day in range(1, 25):
        came(at(day), {"V-BADAYO": day, "NAT": None}, closed=at(day) + timedelta(days=3))
    assert count()
    first = everything(furnished)

    assert count() == 0
    assert everything(furnished) == first


def test_what_has_changed_since_replaces_what_was_counted(came, count, counts, furnished):
    report_id = came(at(3), {"V-BADAYO": 2}, closed=at(5))
    count()
    assert counts("V-BADAYO", FINISHED) == {(1, "2026-11"): 1}

    with furnished.transaction() as session:
        report = session.get_one(Report, report_id)
        report.status, report.closed_at, report.concern = ReportStatus.ACKNOWLEDGED, None, "mining"
    count()

    assert counts("V-BADAYO", FINISHED) == counts("V-BADAYO", OUTCOME) == {}
    assert counts("V-BADAYO", CONCERN) == {(1, "mining"): 1}


def test_the_weeks_of_a_month_add_up_to_it(came, count, counts):
    for day in range(1, 31):
        came(at(day, 0), {"V-BADAYO": 1})
    came(datetime(2026, 12, 1, 0, tzinfo=UTC), {"V-BADAYO": 1})
    came(datetime(2026, 10, 31, 23, 59, tzinfo=UTC), {"V-BADAYO": 1})

    count(now=datetime(2026, 12, 10, tzinfo=UTC))

    weeks = counts("everywhere", RECEIVED)
    assert weeks == {(1, ""): 7, (8, ""): 7, (15, ""): 7, (22, ""): 9}
    assert [day for day, _ in sorted(weeks)] == [week.day for week in weeks_of(NOV)]


def test_nobody_is_called_late_who_still_has_time(came, count, counts):
    came(at(3), {"V-BADAYO": None})

    count(now=at(4, 9))
    assert counts("V-BADAYO", RECEIVED) == counts("CI2604", RECEIVED) == {}

    count(now=at(4, 11))
    assert counts("V-BADAYO", RECEIVED) == counts("CI2604", RECEIVED) == {(1, ""): 1}
    assert counts("V-BADAYO", ANSWER) == {(1, NEVER): 1}
    assert counts("V-BADAYO", IN_TIME) == {}


def test_a_committee_has_not_failed_where_another_was_quicker_but_has_where_it_was_waited_for(
    came, count, counts
):
    came(at(3), {"V-BADAYO": 1, "D-CI2604": None})
    came(at(9), {"V-BADAYO": 40, "D-CI2604": None})

    count()

    assert counts("D-CI2604", RECEIVED) == {(8, ""): 1}
    assert counts("D-CI2604", ANSWER) == {(1, NEVER): 1}
    assert counts("CI2604", IN_TIME) == {(1, ""): 1}


def test_what_no_village_may_see_is_not_in_a_villages_counts(came, count, counts):
    came(at(3), {"V-BADAYO": 1, "D-CI2604": 2}, route="not_village", closed=at(6))
    came(at(3), {"V-BADAYO": 1, "CS-CI2604": 2}, concern="sexual_abuse", closed=at(6))

    count()

    for kind in (RECEIVED, IN_TIME, CONCERN, ANSWER, OUTCOME, FINISHED):
        assert counts("V-BADAYO", kind) == {}
    assert counts("D-CI2604", RECEIVED) == counts("CS-CI2604", RECEIVED) == {(1, ""): 1}


def test_the_sensitive_are_counted_apart(came, count, counts):
    came(at(3), {"CS-CI2604": 1}, concern="sexual_abuse")

    count()

    assert counts("CI2604", CONCERN) == {(1, "sexual_abuse"): 1}
    for kind in (RECEIVED, IN_TIME, CONCERN, ANSWER):
        assert counts("CI2604", kind, sensitive=False) == {}


def test_drafts_and_what_was_taken_back_are_not_counted(came, count, furnished):
    came(at(3), {}, status=ReportStatus.DRAFT)
    came(at(3), {}, status=ReportStatus.CANCELLED)

    count()

    assert everything(furnished) == set()


def test_an_outcome_counts_in_the_month_in_which_it_came(came, count, counts):
    came(at(20, month=10), {"V-BADAYO": 1}, closed=at(2))

    count(month=date(2026, 10, 1))
    count()

    assert counts("CI2604", RECEIVED) == {}
    assert counts("CI2604", FINISHED) == {(1, "2026-10"): 1}
    took = str(bin_of(at(2) - at(20, month=10)))
    assert counts("CI2604", OUTCOME) == counts("V-BADAYO", OUTCOME) == {(1, took): 1}


def test_a_month_begins_where_the_house_is(came, furnished, known):
    came(datetime(2026, 11, 1, 2, tzinfo=UTC), {"V-BADAYO": 1})
    west = replace(rules(at(28)), zone=ZoneInfo("America/New_York"))

    with furnished.transaction() as session:
        figures.count_month(session, NOV, west)
        figures.count_month(session, date(2026, 10, 1), west)

    assert {(kind, day) for kind, day, *_ in everything(furnished) if kind == RECEIVED} == {
        (RECEIVED, date(2026, 10, 22))
    }


def test_what_does_not_exist_for_a_member_can_be_taken_out_of_the_counts(
    came, count, furnished, known
):
    seen = [came(at(day), {"V-BADAYO": 2}, closed=at(day + 1)) for day in (2, 9)]
    unseen = came(at(16), {"V-BADAYO": None, "D-CI2604": 30}, closed=at(20))
    own = came(at(17), {"V-BADAYO": 3})
    with furnished.transaction() as session:
        member = session.get_one(Member, known.members[0])
        session.get_one(Report, own).phone_index = member.phone_index
        casework.recuse(session, unseen, member.id, at(17))
    count()
    before = everything(furnished)

    with furnished.reading() as session:
        hidden = figures.hidden_from(session, member.id, member.phone_index)
        others = figures.hidden_from(session, known.members[1], "nobody's")
    taken = Counter(
        (kind, period, subject, key, secret)
        for report in hidden
        for subject, lines in added_by(report, in_month(rules(at(28)), NOV))
        for kind, period, key, secret in lines
    )
    with furnished.transaction() as session:
        for report_id in (unseen, own):
            session.get_one(Report, report_id).status = ReportStatus.CANCELLED
    count()

    assert (len(hidden), len(others), len(seen)) == (2, 0, 2)
    left = Counter({tuple(key): n for *key, n in before}) - taken
    assert {(*key, n) for key, n in left.items()} == everything(furnished)


def test_it_is_kept_as_of_when_a_month_was_counted(came, count, furnished):
    came(at(3), {"V-BADAYO": 1})

    count(now=at(4))
    count(now=at(5))

    with furnished.reading() as session:
        assert figures.countings(session) == {NOV: at(5)}
        assert figures.first_report(session) == at(3)
