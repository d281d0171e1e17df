"""Inbox items and the messages they cause: written in the transaction of what causes them."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications.night import after_the_night
from notifications.routing import Case, Desk, Recipient, recipients
from notifications.rules import Rules
from storage import alerts, casework, committees, events, members, outbox, places
from storage.encryption import CannotOpen
from storage.models import Alert, AlertState, Report

log = structlog.get_logger()

ALERT_LIVES = timedelta(hours=24)
REMINDER_LIVES = timedelta(hours=6)


def tell_committees(session: Session, rules: Rules, report: Report, now: datetime) -> int:
    """Route a report and promise its alerts; how many committees were told."""
    return tell(session, rules, report, recipients(case_of(report), desks(session, report)), now)


def tell(
    session: Session, rules: Rules, report: Report, told: Iterable[Recipient], now: datetime
) -> int:
    """Put a report into committees' inboxes and promise an SMS to each of their members."""
    count = 0
    for recipient in told:
        committee_id = uuid.UUID(recipient.committee_id)
        remind_at, next_level_at = clocks(rules, report, now)
        alert_id = alerts.open_once(
            session, report.id, committee_id, recipient.reason, now, remind_at, next_level_at
        )
        if alert_id is None:
            continue
        kind = "escalated" if recipient.reason == "escalated" else "alert"
        write_to_committee(session, rules, report, committee_id, alert_id, kind, now)
        detail = {"committee": recipient.committee_id, "reason": recipient.reason}
        events.append(session, report, "alerted", "gateway", now, detail)
        count += 1
    return count


def remind(session: Session, rules: Rules, report: Report, alert: Alert, now: datetime) -> None:
    """Promise a reminder to the members of an alert's committee."""
    write_to_committee(session, rules, report, alert.committee_id, alert.id, "reminder", now)
    detail = {"committee": str(alert.committee_id)}
    events.append(session, report, "reminded", "clock", now, detail)


def withdraw_from_village(session: Session, report: Report) -> None:
    """Take a report out of the village's inbox, when its reporter asks for that afterwards."""
    for alert in alerts.of_report(session, report.id):
        is_village = committees.get(session, alert.committee_id).level == "village"
        if is_village and alert.state == AlertState.OPEN:
            alert.state, alert.remind_at, alert.next_level_at = AlertState.PASSED_ON, None, None


def write_to_committee(
    session: Session,
    rules: Rules,
    report: Report,
    committee_id: uuid.UUID,
    alert_id: uuid.UUID,
    kind: str,
    now: datetime,
) -> None:
    """Promise one SMS to each member, except to whoever made the report."""
    lives = REMINDER_LIVES if kind == "reminder" else ALERT_LIVES
    aside = frozenset() if kind == "alert" else casework.recused_phones(session, report.id)
    for member in members.of_committee(session, committee_id):
        if member.phone_index == report.phone_index or member.phone_index in aside:
            continue
        body = rules.texts.alert(kind, member.language, report.reference)
        try:
            phone = members.phone_of(session, member)
        except CannotOpen:
            log.error("a member's number cannot be opened", member=str(member.id))
            continue  # the others must hear of it all the same
        outbox.add(session, outbox.ALERTS, kind, phone, body, now, lives, alert_id)


def somebody_left(session: Session, report: Report, committee_id: uuid.UUID) -> bool:
    """Whether a committee has a member left who may know of a report."""
    aside = {report.phone_index, *casework.recused_phones(session, report.id)}
    found = members.of_committee(session, committee_id)
    return any(member.phone_index not in aside for member in found)


def clocks(rules: Rules, report: Report, now: datetime) -> tuple[datetime, datetime]:
    """When a committee is reminded of a report, and when the next level is told."""
    times = rules.times[report.urgency]
    moments = (now + times.remind, now + times.next_level)
    if report.urgency == "critical":
        return moments
    remind_at, next_level_at = (after_the_night(moment, rules.zone) for moment in moments)
    return remind_at, next_level_at


def desks(session: Session, report: Report) -> list[Desk]:
    """The committees from the report's place up to the country, with the phones of those members
    who did not step aside."""
    aside = casework.recused_phones(session, report.id) if report.last_event > 1 else frozenset()
    path = places.path(session, report.place_id)
    distance = {place_id: steps for steps, place_id in enumerate(path)}
    phones: dict[tuple[str, str, int], set[str]] = {}
    for committee_id, place_id, level, phone_index in committees.reachable(session, path):
        if phone_index in aside:
            continue
        desk = (str(committee_id), level, distance[place_id])
        phones.setdefault(desk, set()).add(phone_index)
    return [Desk(*desk, frozenset(indexes)) for desk, indexes in phones.items()]


def case_of(report: Report) -> Case:
    """What routing needs to know of a report."""
    return Case(report.concern, report.urgency, report.avoids_village, report.phone_index)
