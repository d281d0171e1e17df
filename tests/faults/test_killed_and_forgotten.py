"""Workers that die, a Redis that forgets or is gone: exactly one report, and its alert is sent."""

import pytest
from sqlalchemy import select

from storage.models import MessageStatus, OutboundMessage, Report
from tests import country

pytestmark = pytest.mark.processes


def messages(house):
    with house.database.reading() as session:
        return list(session.scalars(select(OutboundMessage)))


def reports(house):
    with house.database.reading() as session:
        return list(session.scalars(select(Report)))


def all_sent(house):
    return all(message.status == MessageStatus.SENT for message in messages(house))


def test_a_worker_killed_in_the_middle_of_sending_loses_no_alert(running, provider):
    running.processes.veille("alerts", "worker", "alerts")
    provider.may_answer.clear()
    running.villager.reports(danger="Travail", kind="Machette", code="1010").sends()
    assert provider.arrived.wait(30)

    running.processes.kill("alerts")
    provider.may_answer.set()
    running.processes.veille("alerts", "worker", "alerts")
    running.processes.veille("clock", "clock")

    sent = provider.wait_for(2)
    assert {number for number, _ in sent} == {country.DEPARTMENT_MEMBER}
    assert len(sent) == 2  # one more than needed, for one kill
    assert len(reports(running.house)) == 1
    running.processes.wait_until("alerts", lambda: all_sent(running.house))


def test_redis_forgetting_everything_in_the_middle_of_a_call_changes_nothing(running, provider):
    running.processes.veille("alerts", "worker", "alerts")
    running.processes.veille("clock", "clock")
    running.villager.reports(danger="Travail", kind="Machette", code="1010")

    running.house.redis.flushall()
    running.villager.sends()
    running.house.redis.flushall()
    running.villager.says_again()

    assert running.villager.receipt
    (alert,) = provider.wait_for(1)
    assert alert[0] == country.DEPARTMENT_MEMBER
    assert len(reports(running.house)) == 1
    running.processes.wait_until("alerts", lambda: all_sent(running.house))
    assert len(provider.taken) == 1


def test_a_web_process_killed_right_after_the_last_turn_keeps_the_report(running, provider):
    running.villager.reports(danger="Travail", kind="Machette", code="1010").sends()

    running.processes.kill("web")
    running.processes.veille("alerts", "worker", "alerts")

    assert len(provider.wait_for(1)) == 1
    assert len(reports(running.house)) == 1
