"""What was told is kept once, grows until it is filed, and then stays as it is."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from menus.check_digit import is_valid, with_check_digit
from storage import reports
from storage.models import Report, ReportStatus
from tests.storage.hands import at_once

PHONE = "+2250701020304"


@pytest.fixture
def opened(furnished, keys):
    """The sealed fields of a report, opened; None where nothing is kept."""

    def read(report_id):
        with furnished.reading() as session:
            report = reports.get(session, report_id)
            place = (reports.TABLE, str(report_id))
            return {
                "phone": report.phone_sealed and keys.open(report.phone_sealed, *place, "phone"),
                "words": report.words_sealed and keys.open(report.words_sealed, *place, "words"),
            }

    return read


@pytest.fixture
def filed(furnished, keep):
    """A report that was filed: it has its receipt."""

    def do(**told):
        report_id = keep(**told).id
        with furnished.transaction() as session:
            report = reports.locked(session, report_id)
            report.receipt_hash, report.status = "hash-of-a-receipt", ReportStatus.RECEIVED
        return report_id

    return do


def how_many(database):
    """How many reports are kept."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Report))


def test_what_was_told_is_kept_as_a_draft(keep, known, now):
    report = keep(child="girl_12_17", when="now", urgency="high")

    assert (report.status, report.incomplete, report.receipt_hash) == ("draft", False, None)
    assert (report.child, report.when, report.urgency) == ("girl_12_17", "now", "high")
    assert report.place_id == known.places["CI260401-02"]
    assert report.saved_at == now


def test_a_turn_told_twice_is_one_report(furnished, keep):
    assert keep().id == keep().id
    assert how_many(furnished) == 1


def test_two_calls_are_two_reports(furnished, keep):
    assert keep("call-1").reference != keep("call-2").reference
    assert how_many(furnished) == 2


def test_a_turn_told_twenty_times_at_once_is_one_report(furnished, keep):
    kept = at_once(20, keep)

    assert len({report.id for report in kept}) == 1
    assert how_many(furnished) == 1


def test_twenty_callers_at_once_have_twenty_references(furnished, keep):
    numbers = iter(range(20))

    kept = at_once(20, lambda: keep(f"call-{next(numbers)}"))

    assert len({report.reference for report in kept}) == 20
    assert how_many(furnished) == 20


def test_a_draft_takes_what_is_told_later(keep, known, now):
    first = keep()

    later = keep(child="several", place="CI260401-01", at=now + timedelta(minutes=1))

    assert later.id == first.id
    assert (later.child, later.place_id) == ("several", known.places["CI260401-01"])
    assert later.saved_at == now + timedelta(minutes=1)
    assert later.reference == first.reference


def test_a_filed_report_is_not_changed_by_a_late_turn(furnished, keep, filed, now):
    report_id = filed(child="several")

    keep(child="unknown", urgency="low", place="CI260401-01", at=now + timedelta(minutes=1))

    with furnished.reading() as session:
        report = reports.get(session, report_id)
    assert (report.child, report.urgency, report.saved_at) == ("several", "medium", now)


def test_a_late_turn_adds_no_number_to_a_filed_report_that_is_anonymous(keep, filed, opened):
    report_id = filed()

    keep(contact="text", phone=PHONE, words="plus tard")

    assert opened(report_id) == {"phone": None, "words": None}


def test_a_number_is_kept_only_where_the_reporter_agreed(keep, opened):
    assert opened(keep("call-1").id)["phone"] is None
    assert opened(keep("call-2", contact="text", phone=PHONE).id)["phone"] == PHONE


def test_who_goes_back_to_being_anonymous_before_sending_leaves_no_number(keep, opened):
    report_id = keep(contact="text", phone=PHONE).id

    keep(contact="never", phone="")

    assert opened(report_id)["phone"] is None


def test_the_words_of_an_sms_are_sealed_and_open_in_their_place_only(keep, opened):
    report = keep(channel="sms", words="On frappe un enfant")

    assert opened(report.id)["words"] == "On frappe un enfant"
    assert b"frappe" not in report.words_sealed


def test_a_reference_is_six_digits_that_find_a_slip(keep):
    references = [keep(f"call-{number}").reference for number in range(30)]

    assert all(len(reference) == 6 and is_valid(reference) for reference in references)
    assert len(set(references)) == 30


def test_a_reference_that_is_taken_is_never_given_twice(furnished, told, now):
    given = iter(["482319", "482319", "482319", "550019"])

    with furnished.transaction() as session:
        one = reports.keep(session, told("call-1"), lambda _: next(given), now)
        other = reports.keep(session, told("call-2"), lambda _: next(given), now)

    assert (one.reference, other.reference) == ("482319", "550019")


def test_when_six_digits_run_short_a_reference_has_one_more(furnished, told, now):
    def finish(digits):
        return "482319" if len(digits) == 5 else with_check_digit(digits)

    with furnished.transaction() as session:
        reports.keep(session, told("call-1"), finish, now)
        other = reports.keep(session, told("call-2"), finish, now)

    assert len(other.reference) == 7


def test_a_report_is_found_by_its_call_and_by_its_receipt(furnished, filed):
    report_id = filed()

    with furnished.transaction() as session:
        assert reports.by_session(session, "call-1").id == report_id
        assert reports.by_session(session, "call-2") is None
        assert reports.by_receipt(session, "hash-of-a-receipt").id == report_id
        assert reports.by_receipt(session, "another") is None


def test_drafts_that_nobody_added_to_are_found_oldest_first(furnished, keep, filed, now):
    filed()
    ages = {"call-2": 11, "call-3": 30, "call-4": 9, "call-5": 10}
    made = {key: keep(key, at=now - timedelta(minutes=ago)).id for key, ago in ages.items()}

    with furnished.reading() as session:
        idle = reports.idle_drafts(session, now - timedelta(minutes=10))

    assert list(idle) == [made["call-3"], made["call-2"], made["call-5"]]


@pytest.mark.parametrize(
    ("route", "avoids"), [("village", False), ("unknown", False), ("not_village", True)]
)
def test_not_the_village_is_remembered(keep, route, avoids):
    assert keep(route=route).avoids_village is avoids
