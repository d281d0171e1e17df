"""Inbox items and the messages they cause: written in the transaction of what causes them."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications import burst, turns
from notifications.routing import Case, Desk, Recipient, next_level, recipients
from notifications.rules import Rules
from storage import alerts, casework, committees, events, members, outbox, places
from storage.encryption import CannotOpen
from storage.models import Alert, AlertState, Member, Report
from storage.models.alert import NOTHING, OUTCOME

log = structlog.get_logger()

ALERT_LIVES = timedelta(hours=24)
REMINDER_LIVES = timedelta(hours=6)
FIRST_WORDS = ("alert", "escalated")


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
        remind_at, next_level_at = turns.answer_by(rules, report, now)
        alert_id = alerts.open_once(
            session, report, committee_id, recipient.reason, now, remind_at, next_level_at
        )
        if alert_id is None:
            continue
        kind = "escalated" if recipient.reason == "escalated" else "alert"
        if not write_to_committee(session, rules, report, committee_id, alert_id, kind, now):
            alerts.locked(session, alert_id).next_level_at = now  # nobody here can hear of it
        detail = {"committee": recipient.committee_id, "reason": recipient.reason}
        events.append(session, report, "alerted", "gateway", now, detail)
        count += 1
        if report.due_at is None or next_level_at < report.due_at:
            report.due_at = next_level_at  # as `turns.say_on_report` would find it
    return count


def tell_above(session: Session, rules: Rules, report: Report, now: datetime) -> int:
    """Tell the first level above all that know of a report; how many committees were told."""
    told = frozenset(str(alert.committee_id) for alert in alerts.of_report(session, report.id))
    above = next_level(case_of(report), desks(session, report), told)
    return tell(session, rules, report, above, now)


def remind(session: Session, rules: Rules, report: Report, alert: Alert, now: datetime) -> int:
    """Promise a reminder to the members of an alert's committee; how many hear of it."""
    detail = {"committee": str(alert.committee_id)}
    events.append(session, report, "reminded", "clock", now, detail)
    return write_to_committee(session, rules, report, alert.committee_id, alert.id, "reminder", now)


def withdraw_from_village(session: Session, report: Report) -> None:
    """Take a report out of the village's inbox, when its reporter asks for that afterwards."""
    for alert in alerts.of_report(session, report.id):
        is_village = committees.get(session, alert.committee_id).level == "village"
        if is_village and alert.turn > NOTHING:
            turns.leave(alert, AlertState.PASSED_ON)
    turns.say_on_report(report, alerts.of_report(session, report.id))


def write_to_committee(
    session: Session,
    rules: Rules,
    report: Report,
    committee_id: uuid.UUID,
    alert_id: uuid.UUID,
    kind: str,
    now: datetime,
) -> int:
    """Promise one SMS to each member, except to whoever made the report; how many hear of it."""
    aside = frozenset() if kind == "alert" else casework.recused_phones(session, report.id)
    told = [
        _write(session, rules, report, member, alert_id, kind, now)
        for member in members.at_work(session, committee_id)
        if member.phone_index != report.phone_index and member.phone_index not in aside
    ]
    return len([each for each in told if each is not None])


def write_to_member(
    session: Session,
    rules: Rules,
    report: Report,
    member: Member,
    alert_id: uuid.UUID,
    now: datetime,
) -> None:
    """Promise a member an SMS about a report that was given to them."""
    _write(session, rules, report, member, alert_id, "assigned", now)


def write_to_others(
    session: Session,
    rules: Rules,
    report: Report,
    alert: Alert,
    but: uuid.UUID,
    kind: str,
    now: datetime,
) -> bool:
    """Promise an SMS to the other members of an alert's committee; where there is none, to the
    next committee at work on the report. Whether anybody else is there."""
    working = [a for a in alerts.of_report(session, report.id) if a.turn > NOTHING]
    told_first = [alert, *(a for a in working if a is not alert)]
    aside = {report.phone_index, *casework.recused_phones(session, report.id)}
    for each in told_first:
        others = [
            member
            for member in members.at_work(session, each.committee_id)
            if member.id != but and member.phone_index not in aside
        ]
        for member in others:
            _write(session, rules, report, member, each.id, kind, now)
        if others:
            return True
    return False


def write_to_working(
    session: Session, rules: Rules, report: Report, kind: str, now: datetime
) -> None:
    """Promise an SMS to the committees in whose hands a report is."""
    for alert in alerts.of_report(session, report.id):
        if alert.turn == OUTCOME:
            write_to_committee(session, rules, report, alert.committee_id, alert.id, kind, now)


def _write(
    session: Session,
    rules: Rules,
    report: Report,
    member: Member,
    alert_id: uuid.UUID,
    kind: str,
    now: datetime,
) -> uuid.UUID | None:
    """Promise one member an SMS, of their own or about several; None when their number is lost."""
    try:
        phone = members.phone_of(session, member)
    except CannotOpen:
        log.error("a member's number cannot be opened", member=str(member.id))
        return None  # the others must hear of it all the same
    when = turns.kindly(rules, report, now)
    if burst.is_one(session, report, member, kind, when):
        shared = burst.gather(session, rules, member, phone, alert_id, when, now)
        alerts.told_in(session, alert_id, shared)
        return shared
    body = rules.texts.alert(kind, member.language, report.reference)
    lives = ALERT_LIVES if kind in FIRST_WORDS else REMINDER_LIVES
    waits = turns.can_wait(report)
    return outbox.add(
        session, outbox.ALERTS, kind, phone, body, now, lives, alert_id, when, by_day=waits
    )


def somebody_left(session: Session, report: Report, committee_id: uuid.UUID) -> bool:
    """Whether a committee has a member left who may know of a report."""
    aside = {report.phone_index, *casework.recused_phones(session, report.id)}
    found = members.at_work(session, committee_id)
    return any(member.phone_index not in aside for member in found)


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
