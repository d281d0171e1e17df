"""What the provider says became of an SMS: kept whatever it says, and whenever it comes."""

from datetime import timedelta

import pytest

from storage import delivery_reports, outbox
from storage.models import DeliveryReport, MessageStatus


@pytest.fixture
def hear(database, now):
    """The provider says something about an SMS."""

    def do(provider_id="ATXid_1", status="Success", reason="", index="p", at=now):
        with database.transaction() as session:
            return delivery_reports.keep(session, provider_id, status, reason, index, at)

    return do


def test_a_report_about_an_sms_we_never_sent_is_kept(database, hear):
    kept = hear("ATXid_unknown", "Failed", "UserInBlacklist")

    with database.reading() as session:
        found = session.get_one(DeliveryReport, kept.id)
        assert (found.status, found.reason, found.applied) == ("Failed", "UserInBlacklist", False)


def test_a_report_longer_than_its_columns_is_kept_as_far_as_it_goes(hear):
    kept = hear("x" * 500, "y" * 500, "z" * 500)

    assert (len(kept.provider_id), len(kept.status), len(kept.reason)) == (80, 40, 80)


def test_reports_that_came_early_wait_in_the_order_they_came(database, hear, now):
    second = hear(status="Success", at=now + timedelta(seconds=5))
    first = hear(status="Sent", at=now)
    hear("ATXid_2")

    with database.reading() as session:
        waiting = delivery_reports.waiting_for(session, ["ATXid_1"])
        assert [report.id for report in waiting] == [first.id, second.id]


def test_a_report_that_was_applied_waits_no_longer(database, hear):
    kept = hear()
    with database.transaction() as session:
        session.get_one(DeliveryReport, kept.id).applied = True

    with database.reading() as session:
        assert list(delivery_reports.waiting_for(session, ["ATXid_1"])) == []


def test_a_report_that_crossed_with_the_provider_s_answer_is_found(database, keys, hear, now):
    phone = "+2250701020304"
    with database.transaction() as session:
        outbox.add(session, outbox.ALERTS, "alert", phone, "Bonjour", now, timedelta(days=1))
        (claimed,) = outbox.claim(session, outbox.ALERTS, now, timedelta(minutes=5))
        outbox.settle(session, claimed, MessageStatus.SENT, now, provider_id="ATXid_1")
    ours = hear(index=keys.phone(phone))
    hear(index=keys.phone("+2250501020304"))  # the right id, another phone: forged, perhaps
    hear("ATXid_2", index=keys.phone(phone))

    with database.reading() as session:
        assert [report.id for report in delivery_reports.crossed(session)] == [ours.id]
