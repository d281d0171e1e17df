"""A report and its alerts are one promise: all of it is made, or nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gateway import intake
from notifications import alerts
from storage import events, members
from storage.models import Alert, Committee, Event, Member, OutboundMessage, Report
from tests.country import (
    BADAYO,
    COORDINATOR,
    DEPARTMENT_MEMBER,
    SECOND_VILLAGE_MEMBER,
    SOCIAL_WORKER,
    SUB_PREFECTURE_MEMBER,
    VILLAGE_MEMBER,
)

from .conftest import on_sqlite


def count(box, model):
    with box.database.reading() as session:
        return len(session.scalars(select(model)).all())


@pytest.mark.parametrize(
    ("concern", "place", "more", "told", "phones"),
    [
        ("sharp_tools", "CI260401-02", {}, [("V-BADAYO", "first")],
         [VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER]),
        ("sharp_tools", "CI260401-01", {}, [("D-CI2604", "first")], [DEPARTMENT_MEMBER]),
        ("sharp_tools", "CI260404-01", {}, [("SP-CI260404", "first")], [SUB_PREFECTURE_MEMBER]),
        ("sharp_tools", "CI260401-02", {"route": "not_village"}, [("D-CI2604", "first")],
         [DEPARTMENT_MEMBER]),
        ("trafficking", "CI260401-02", {}, [("D-CI2604", "first"), ("NAT", "also")],
         [DEPARTMENT_MEMBER, COORDINATOR]),
        ("agrochemicals", "CI260401-02", {"urgency": "critical"},
         [("V-BADAYO", "first"), ("D-CI2604", "also")],
         [VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER, DEPARTMENT_MEMBER]),
        ("sexual_abuse", "CI260401-02", {}, [("CS-CI2604", "first"), ("NAT", "also")],
         [SOCIAL_WORKER, COORDINATOR]),
        ("fgm", "CI260404-01", {"route": "not_village"}, [("CS-CI2604", "first"), ("NAT", "also")],
         [SOCIAL_WORKER, COORDINATOR]),
        ("sharp_tools", "CI", {}, [("NAT", "first")], [COORDINATOR]),
    ],
)  # fmt: skip
@on_sqlite
def test_a_report_is_in_the_inbox_of_those_who_must_know_and_each_is_written_to(
    area, postman, channel, concern, place, more, told, phones
):
    area.files(concern, place, **more)
    postman.drain("alerts")

    assert area.told() == told
    assert sorted(recipient for recipient, _ in channel.sent) == sorted(phones)


def test_each_member_has_one_message_that_knows_its_alert(area, box):
    area.files()

    (alert,) = area.alerts()
    assert [(row.kind, row.queue, row.alert_id) for row in box.rows()] == [
        ("alert", "alerts", alert.id),
        ("alert", "alerts", alert.id),
    ]
    assert {row.expires_at - row.created_at for row in box.rows()} == {timedelta(hours=24)}


def test_a_report_that_is_rolled_back_has_told_nobody(area, box, house):
    statement = area.statement("trafficking")

    with house.database.transaction() as session:
        intake.file_report(session, house.rules, statement, box.now())
        session.flush()
        session.rollback()

    for model in (Report, Alert, OutboundMessage, Event):
        assert count(box, model) == 0


def test_a_number_that_cannot_be_opened_keeps_neither_the_report_nor_the_others_from_being_told(
    area, house, postman, channel
):
    index = house.database.keys.phone(VILLAGE_MEMBER)
    with house.database.transaction() as session:
        unreadable = update(Member).where(Member.phone_index == index)
        session.execute(unreadable.values(phone_sealed=b"\x02k1" + bytes(40)))

    area.files()
    postman.drain("alerts")

    assert area.told() == [("V-BADAYO", "first")]
    assert [recipient for recipient, _ in channel.sent] == [SECOND_VILLAGE_MEMBER]


def test_a_report_told_twice_is_told_to_each_member_once(area, box, house):
    statement = area.statement("trafficking")

    for _ in range(3):
        with house.database.transaction() as session:
            intake.file_report(session, house.rules, statement, box.now())

    assert len(area.told()) == 2
    assert len(box.rows()) == 2


def test_telling_a_committee_again_changes_nothing(area, box, house):
    report = area.files()

    with house.database.transaction() as session:
        again = session.get_one(Report, report.id)
        assert alerts.tell_committees(session, house.rules, again, box.now()) == 0

    assert len(box.rows()) == 2
    assert len(area.told()) == 1


def test_alerts_about_two_reports_are_equal_but_for_the_reference(area, postman, channel):
    one = area.files("sharp_tools", "CI260401-02", child="girl_0_11", when="now")
    postman.drain("alerts")
    other = area.files("neglect", "CI260401-02", child="several", contact="text", words="Il saigne")
    postman.drain("alerts")

    texts = {
        reference: {body.replace(reference, "…") for _, body in channel.sent if reference in body}
        for reference in (one.reference, other.reference)
    }
    assert texts[one.reference] == texts[other.reference]
    assert len(texts[one.reference]) == 1


def test_each_member_is_written_to_in_their_own_language(area, postman, channel, house):
    index = house.database.keys.phone(SECOND_VILLAGE_MEMBER)
    with house.database.transaction() as session:
        speaks_english = update(Member).where(Member.phone_index == index).values(language="en")
        session.execute(speaks_english)

    area.files()
    postman.drain("alerts")

    by_phone = dict(channel.sent)
    assert "un message attend votre comité" in by_phone[VILLAGE_MEMBER]
    assert "a message waits for your committee" in by_phone[SECOND_VILLAGE_MEMBER]


def test_a_member_who_reports_is_not_written_to_and_the_others_are(area, postman, channel, house):
    area.files(phone_index=house.database.keys.phone(VILLAGE_MEMBER))
    postman.drain("alerts")

    assert area.told() == [("V-BADAYO", "first")]
    assert [recipient for recipient, _ in channel.sent] == [SECOND_VILLAGE_MEMBER]


@on_sqlite
def test_the_only_member_of_a_committee_who_reports_is_passed_over(area, postman, channel, house):
    area.files(
        "domestic_work", "CI260404-01", phone_index=house.database.keys.phone(SUB_PREFECTURE_MEMBER)
    )
    postman.drain("alerts")

    assert area.told() == [("D-CI2604", "first")]
    assert [recipient for recipient, _ in channel.sent] == [DEPARTMENT_MEMBER]


@pytest.mark.parametrize("model", [Committee, Member])
def test_a_committee_or_a_member_who_has_left_is_passed_over(area, postman, channel, house, model):
    with house.database.transaction() as session:
        village = select(Committee.id).where(Committee.code == "V-BADAYO").scalar_subquery()
        mine = Committee.id if model is Committee else Member.committee_id
        session.execute(update(model).where(mine == village).values(active=False))

    area.files()
    postman.drain("alerts")

    assert area.told() == [("D-CI2604", "first")]
    assert [recipient for recipient, _ in channel.sent] == [DEPARTMENT_MEMBER]


@on_sqlite
def test_two_committees_of_one_village_are_both_told(area, postman, channel, house):
    with house.database.transaction() as session:
        (village,) = session.scalars(select(Committee).where(Committee.code == "V-BADAYO"))
        women = Committee(code="V-2", level="village", name="V-2", place_id=village.place_id)
        session.add(women)
        session.flush()
        members.add(session, women.id, "Adjoua B.", "+2250512340099", "focal_point", "fr")

    area.files()
    postman.drain("alerts")

    assert sorted(area.told()) == [("V-2", "first"), ("V-BADAYO", "first")]
    assert "+2250512340099" in dict(channel.sent)


def test_the_history_of_a_report_says_who_was_told_and_names_nobody(area, house):
    report = area.files("trafficking")

    with house.database.reading() as session:
        kept = session.get_one(Report, report.id)
        history = events.of_report(session, kept)
        assert list(events.faults(session, kept)) == []
    assert [event.kind for event in history] == ["received", "alerted", "alerted"]
    assert [event.detail.get("reason") for event in history[1:]] == ["first", "also"]
    assert all(set(event.detail) <= {"channel", "committee", "reason"} for event in history)


def test_the_alert_of_a_whole_call_is_on_the_phones_before_anybody_is_asked(people, box):
    people.villager.reports("Travail dangereux", "Machette", code=BADAYO).sends()

    assert "un message attend" in people.village.sms[-1]
    assert set(box.statuses) == {"sent"}
