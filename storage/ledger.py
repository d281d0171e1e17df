"""The ledger: all that came in, against what it became. The two come from different tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from storage import events, inbox
from storage.models import Arrival, InboundMessage, Report, ReportStatus, UnfinishedCall

# What can become of what came in; the last is no answer.
REPORT, DRAFT, CANCELLED, UNFINISHED = "report", "draft", "cancelled", "unfinished"
COMMAND, PART = inbox.COMMAND, inbox.PART
ASKED, UNPARSED, READ = inbox.ASKED, inbox.FOR_PERSON, inbox.READ
QUARANTINED, DUPLICATE, SPOOLED = inbox.QUARANTINED, inbox.DUPLICATE, "spooled"
UNKNOWN = "unknown"
BECAME = (
    REPORT, DRAFT, CANCELLED, UNFINISHED, COMMAND, PART, ASKED, UNPARSED, READ, QUARANTINED,
    DUPLICATE, SPOOLED,
)  # fmt: skip
_WAITS = (inbox.ASKED, inbox.FOR_PERSON, inbox.QUARANTINED, inbox.DUPLICATE)
_LATEST = 1000  # histories that are looked at unless all are asked for
_AT_ONCE = 500


@dataclass(frozen=True)
class Ledger:
    """Both sides, in counts: by the door it came through, and by what it became."""

    came: Mapping[str, int]
    became: Mapping[str, int]

    @property
    def difference(self) -> int:
        """What came in and became nothing; below zero, what became something and never came."""
        return sum(self.came.values()) - sum(self.became.values())


def kind_of_message() -> ColumnElement[str]:
    """What an SMS became. Where the release before this one did not say so, the rest of the row
    does; what is neither is UNKNOWN."""
    row = InboundMessage
    told_otherwise = case(
        (row.report_id.is_not(None), REPORT),
        (row.awaits.is_not(None) | (row.intent == ""), READ),
        (row.slots.is_not(None), PART),
        (row.intent == "sos", UNKNOWN),
        else_=COMMAND,
    )
    return case(
        (row.state.in_(_WAITS), row.state),
        (row.state != inbox.DONE, UNKNOWN),
        (row.became.is_(None), told_otherwise),
        (row.became.in_((inbox.REPORT, inbox.COMMAND, inbox.PART, inbox.READ)), row.became),
        else_=UNKNOWN,
    )


def both_sides(session: Session, spooled: frozenset[str] = frozenset()) -> Ledger:
    """The ledger as it stands; `spooled` names what waits on this machine's disk, by its call."""
    by_door = select(Arrival.channel, func.count()).group_by(Arrival.channel)
    came = {row[0]: row[1] for row in session.execute(by_door.order_by(Arrival.channel))}
    on_disk = len(spooled) - _known(session, spooled)
    became = dict.fromkeys(BECAME, 0)
    for kind, count in (*_of_reports(session), *_of_messages(session)):
        became[kind] = became.get(kind, 0) + count
    became[UNFINISHED] = _unfinished(session)
    became[SPOOLED] = on_disk
    return Ledger({**came, SPOOLED: on_disk}, became)


def histories(session: Session, *, every: bool) -> Iterator[tuple[int, list[str]]]:
    """Look at the histories of the latest reports, or of every one, the latest first: how many
    were looked at just now, and the references of those that were tampered with."""
    looked_at, before = 0, None
    while every or looked_at < _LATEST:
        found = events.ends(session, before, _AT_ONCE)
        if not found:
            return
        yield len(found), events.broken_among(session, found)
        looked_at, before = looked_at + len(found), found[-1].report_id


def how_many_histories(session: Session, *, every: bool) -> int:
    """How many histories `histories` will look at."""
    rows = select(Report.id) if every else select(Report.id).limit(_LATEST)
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _of_reports(session: Session) -> Iterator[tuple[str, int]]:
    unsent = {ReportStatus.DRAFT: DRAFT, ReportStatus.CANCELLED: CANCELLED}
    by_status = select(Report.status, func.count()).group_by(Report.status)
    for status, count in session.execute(by_status):
        yield unsent.get(ReportStatus(status), REPORT), count


def _of_messages(session: Session) -> Iterator[tuple[str, int]]:
    kind = kind_of_message()
    for found, count in session.execute(select(kind, func.count()).group_by(kind)):
        if found not in (REPORT, UNKNOWN):  # a report is counted where it stands
            yield found, count


def _unfinished(session: Session) -> int:
    """Calls that broke off too early to be a report, or that went on with an earlier one's."""
    report = select(Report.id).where(Report.session_key == UnfinishedCall.session_key)
    calls = select(func.count()).select_from(UnfinishedCall).where(~report.exists())
    return session.scalar(calls) or 0


def _known(session: Session, spooled: frozenset[str]) -> int:
    """How many of what waits on the disk is known here already: as a draft, or filed just now."""
    known = select(func.count()).select_from(Report).where(Report.session_key.in_(spooled))
    return session.scalar(known) or 0
