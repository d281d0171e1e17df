"""The verifying pass: many callers at once, every reply and every report of each checked."""

import re
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.calls import Doors, PlannedCall
from bench.house import House
from bench.lines import Run, Script, drive, post
from gateway.receipts import fingerprint
from menus import check_digit
from menus.flows.report import concern_of, contact_of
from menus.flows.where import place_of
from storage import reports
from storage.models import Report, ReportStatus

_RECEIPT = re.compile(r"\b(\d{4}) (\d{4}) (\d{4})\b")


@dataclass
class Verified:
    """What every caller was shown, and what the database holds afterwards."""

    expected: int
    right: int = 0
    faults: list[str] = field(default_factory=list)
    receipts: dict[int, str] = field(default_factory=dict)  # by the caller's number
    run: Run = field(default_factory=lambda: Run([], 0.0))
    filed: int = 0

    @property
    def lost(self) -> int:
        """Replies that never came."""
        return self.expected - len(self.run.waits)


def verify(house: House, calls: list[PlannedCall]) -> Verified:
    """Let every caller make a whole report at once, on a connection of their own."""
    found = Verified(expected=sum(len(call.turns) for call in calls))
    scripts = [_caller(house.doors, call, found) for call in calls]
    found.run = drive(house.doors.port, scripts)
    _check_receipts(found, len(calls))
    with house.parts.database.reading() as session:
        _check_reports(session, house, calls, found)
    return found


def _caller(doors: Doors, call: PlannedCall, found: Verified) -> Script:
    """One caller, who compares each screen with what the pure menu shows."""
    for turn in call.turns:
        answer = (yield post(doors.port, doors.path, call.form(turn))).decode("utf-8", "replace")
        receipt = "".join(_receipt_in(answer)) if turn is call.end else ""
        if answer == call.screen(turn, receipt):
            found.right += 1
        else:
            found.faults.append(f"caller {call.number} after {turn.typed!r} was shown {answer!r}")
        if receipt:
            found.receipts[call.number] = receipt


def _receipt_in(answer: str) -> tuple[str, ...]:
    shown = _RECEIPT.search(answer)
    return shown.groups() if shown else ()


def _check_receipts(found: Verified, callers: int) -> None:
    given = Counter(found.receipts.values())
    found.faults += [f"{n} callers hold the receipt {r}" for r, n in given.items() if n > 1]
    found.faults += [
        f"the receipt {receipt} has a wrong check digit"
        for receipt in given
        if not check_digit.is_valid(receipt)
    ]
    if missing := callers - len(found.receipts):
        found.faults.append(f"{missing} callers got no receipt")


def _check_reports(
    session: Session, house: House, calls: list[PlannedCall], found: Verified
) -> None:
    """Each receipt finds its own caller's report, and there are no others."""
    filed = select(func.count()).select_from(Report).where(Report.status == ReportStatus.RECEIVED)
    found.filed = session.scalar(filed) or 0
    every = session.scalar(select(func.count()).select_from(Report)) or 0
    if (found.filed, every) != (len(calls), len(calls)):
        found.faults.append(f"{found.filed} reports are filed, {every} kept, for {len(calls)}")
    for call in calls:
        kept = fingerprint(house.parts.database.keys, found.receipts.get(call.number, ""))
        report = reports.by_receipt(session, kept)
        if report is None or _held(report) != _told(call):
            found.faults.append(f"caller {call.number}'s report is not the one in the database")


def _held(report: Report) -> tuple[str, ...]:
    told = (report.concern, str(report.place_id), report.child, report.when)
    return (*told, report.route, report.contact_consent)


def _told(call: PlannedCall) -> tuple[str, ...]:
    scene = call.menu.scene(call.end.dialogue)
    place, said = place_of(scene), scene.answers
    told = (concern_of(scene), place.id if place else "", said["child"], said["when"])
    return (*told, said.get("route", "unknown"), contact_of(said))
