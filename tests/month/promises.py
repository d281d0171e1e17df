"""What the month must show: at every strike of the clock, and when it is over."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from menus.triage import CONCERNS, is_sensitive
from storage import agreements, events
from storage.models import (
    Alert,
    AlertState,
    Committee,
    Event,
    Member,
    OutboundMessage,
    Recusal,
    Report,
    ReportStatus,
)
from storage.models.alert import ANSWER, NOTHING, OUTCOME
from storage.models.report import CLOSED, OPEN, UNSEEN
from tests.month.month import NIGHTLY, Month

SECRET = frozenset(code for code in CONCERNS if is_sensitive(code))
HELD = ("opened", "reopened", "recused", "passed_up", "alerted", "safe_now")  # they begin anew


def at_each_strike(month: Month) -> None:
    """Somebody is in charge of every report, and nothing is past its time."""
    with month.house.database.reading() as session:
        alone = select(Report.reference).where(Report.stage == OPEN, Report.due_at.is_(None))
        assert session.scalars(alone.limit(5)).all() == [], f"nobody's, at {month.now}"
        for column, state in (
            (Alert.next_level_at, Alert.state == AlertState.OPEN),
            (Alert.remind_at, Alert.state == AlertState.OPEN),
            (Alert.ask_at, Alert.turn == OUTCOME),
        ):
            past = session.scalars(select(Alert.id).where(state, column <= month.now).limit(5))
            assert past.all() == [], f"{column.key} is past, at {month.now}"


def each_has_somebody_in_charge(session: Session) -> None:
    """Every open report is somebody's turn; one that nobody answers is on its way up, or its last
    committee is reminded again and again."""
    for report, told in _with_alerts(session):
        if report.stage != OPEN:
            continue
        waiting = [alert for alert in told if alert.turn > NOTHING]
        assert waiting, report.reference
        taken = [alert for alert in waiting if alert.turn == OUTCOME]
        moving = [alert for alert in waiting if alert.next_level_at or alert.remind_at]
        assert taken or moving, f"{report.reference} waits for nobody and nothing"


def each_taken_has_an_outcome_or_is_asked_about(session: Session) -> int:
    """All that was ever acknowledged has an outcome, or an open question; how many."""
    taken = select(Event.report_id).where(Event.kind == "acknowledged").distinct()
    found = session.scalars(select(Report).where(Report.id.in_(taken))).all()
    for report in found:
        if report.stage == CLOSED:
            assert report.outcome, report.reference
            continue
        alerts = session.scalars(select(Alert).where(Alert.report_id == report.id)).all()
        asked = [alert for alert in alerts if alert.turn == OUTCOME and alert.ask_at]
        waited = [alert for alert in alerts if alert.turn == ANSWER and alert.due_at]
        assert asked or waited, report.reference
    unasked = select(func.count()).where(Alert.turn == OUTCOME, Alert.ask_at.is_(None))
    assert session.scalar(unasked) == 0
    return len(found)


def questions_were_really_asked(session: Session, month: Month) -> int:
    """Whoever has had a report for longer than its time was asked, as often as they should."""
    asked = 0
    for alert, urgency in session.execute(
        select(Alert, Report.urgency)
        .join(Report, Alert.report_id == Report.id)
        .where(Alert.turn == OUTCOME)
    ):
        assert alert.ask_at > month.now - NIGHTLY
        times = month.house.rules.outcomes[urgency]
        night = timedelta(hours=9)
        over = month.now - (alert.due_at or month.now) - night
        least = 1 + int(over / (times.again + night)) if over > timedelta() else 0
        assert alert.asked >= least, (urgency, alert.asked, least)
        asked += alert.asked
    return asked


def no_reminder_twice(session: Session, month: Month) -> int:
    """One reminder for each alert and moment it was due; the next one of the same alert only after
    its time, unless somebody gave it back in between. How many."""
    urgencies = dict(session.execute(select(Report.id, Report.urgency)).all())
    reminded: dict[object, dict[str, datetime]] = defaultdict(dict)  # when, by committee
    count = 0
    for event in session.scalars(
        select(Event)
        .where(Event.kind.in_(("reminded", *HELD)))
        .order_by(Event.report_id, Event.number)
    ):
        before = reminded[event.report_id]
        committee = event.detail.get("committee")
        if event.kind == "reminded":
            count += 1
            least = month.house.rules.times[urgencies[event.report_id]].next_level
            last = before.get(committee)
            assert last is None or event.at - last >= least - NIGHTLY, (event.report_id, event.at)
            before[committee] = event.at
        elif committee:
            before.pop(committee, None)
        else:  # it is everybody's anew: opened again by its reporter
            before.clear()
    return count


def no_sms_twice(session: Session) -> None:
    """Nobody was promised the same SMS about the same alert for the same moment twice."""
    rows = session.execute(
        select(
            Alert.report_id, OutboundMessage.recipient_index, OutboundMessage.kind,
            OutboundMessage.created_at,
        )
        .join(Alert, OutboundMessage.alert_id == Alert.id)
        .where(OutboundMessage.kind.not_in(("second", "gathered")))
    )  # fmt: skip
    twice = [key for key, times in Counter(tuple(row) for row in rows).items() if times > 1]
    assert twice == [], f"promised twice: {[(key[0], *key[2:]) for key in twice]}"


def nights_were_quiet(session: Session, month: Month) -> Counter[str]:
    """No SMS went out at night but about what is critical; how many did, by kind."""
    about = {}
    urgent = set(
        session.scalars(
            select(Event.at)
            .join(Report, Event.report_id == Report.id)
            .where(Event.kind == "referred", Report.urgency == "critical")
        )
    )  # when services were asked to help at once
    for message, urgency in session.execute(
        select(OutboundMessage, Report.urgency)
        .outerjoin(Alert, OutboundMessage.alert_id == Alert.id)
        .outerjoin(Report, Alert.report_id == Report.id)
        .where(OutboundMessage.provider_id.is_not(None))
    ):
        if message.kind == "referral" and message.created_at in urgent:
            urgency = "critical"
        about[message.provider_id] = (message.kind, urgency)
    at_night: Counter[str] = Counter()
    for sms in month.network.sent:
        if month.house.rules.by_day(sms.at) > sms.at:
            kind, urgency = about[sms.provider_id]
            assert urgency == "critical", f"{kind} about something {urgency} at {sms.at}"
            at_night[kind] += 1
    return at_night


def chains_hold(session: Session) -> int:
    """No line of any history was changed, dropped or slipped in; how many lines there are."""
    for report in session.scalars(select(Report).where(Report.stage > UNSEEN)).all():
        assert list(events.faults(session, report)) == []
    return session.scalar(select(func.count()).select_from(Event)) or 0


def only_who_may_know_was_told(session: Session) -> None:
    """No village hears of what only a social centre may see or of what is kept from it; nobody of
    what their own phone told, nor of what they stepped aside from."""
    aside: dict[tuple[object, str], datetime] = {
        (report_id, phone): at
        for report_id, phone, at in session.execute(
            select(Recusal.report_id, Member.phone_index, Recusal.at).join(
                Member, Recusal.member_id == Member.id
            )
        )
    }
    for message, report, level in _messages_about_reports(session):
        if message.kind == "gathered":
            continue
        sensitive = report.concern in SECRET
        assert not (sensitive and level not in ("social_centre", "national")), report.reference
        assert not (report.avoids_village and level == "village"), report.reference
        assert message.recipient_index != report.phone_index, report.reference
        stepped_aside = aside.get((report.id, message.recipient_index))
        assert stepped_aside is None or message.created_at <= stepped_aside, report.reference


def the_books_agree(session: Session) -> None:
    """Every row agrees with every other that says the same."""
    broken = [agreements.look_at(session, name) for name in agreements.AGREEMENTS]
    assert [breach for breach in broken if breach] == []


def what_happened(session: Session) -> set[str]:
    """The kinds of everything that stands in the histories."""
    return set(session.scalars(select(Event.kind).distinct()))


def everything_was_heard(session: Session, month: Month) -> None:
    """Each that was told is a report with a committee, and none is a draft for longer than its
    time."""
    statuses = Counter(session.scalars(select(Report.status)))
    assert sum(statuses.values()) == len(month.filed)
    assert statuses[ReportStatus.DRAFT] == 0


def _with_alerts(session: Session) -> Iterator[tuple[Report, list[Alert]]]:
    told: dict[object, list[Alert]] = defaultdict(list)
    for alert in session.scalars(select(Alert)):
        told[alert.report_id].append(alert)
    for report in session.scalars(select(Report).where(Report.stage > UNSEEN)):
        yield report, told[report.id]


def _messages_about_reports(session: Session) -> Iterator[tuple[OutboundMessage, Report, str]]:
    found = (
        select(OutboundMessage, Report, Committee.level)
        .join(Alert, OutboundMessage.alert_id == Alert.id)
        .join(Report, Alert.report_id == Report.id)
        .join(Committee, Alert.committee_id == Committee.id)
    )
    yield from session.execute(found)
