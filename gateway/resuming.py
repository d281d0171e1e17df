"""Reports that a call left unfinished: found again, offered, gone on with, or let be."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gateway.errands import Errand, Told
from gateway.sessions import Earlier
from gateway.trails import fingerprint, mark
from menus.engine import Dialogue, Menu
from menus.flows.report import in_progress
from storage import events, reports, unfinished
from storage.models import ReportStatus
from storage.unfinished import Unfinished

FOR = timedelta(hours=24)  # how long a broken-off call may be gone on with


def offered(left: Unfinished | None) -> Mapping[str, Any]:
    """The facts with which a call begins when an earlier one was left unfinished."""
    if left is None:
        return {}
    path = [list(step) for step in left.path]
    return {"opening": "resume", "unfinished": {"key": left.key, "path": path}}


def matters(dialogue: Dialogue) -> bool:
    """Whether the phone's next call has to know that this one stood here."""
    return dialogue.screen == "resume" or in_progress(dialogue.answers)


def left_by(earlier: Earlier, menu: Menu) -> Unfinished | None:
    """What an earlier call left unfinished, told over again from what was typed in it."""
    dialogue = _where_it_stood(earlier, menu)
    if dialogue.screen == "resume":  # it was offered, and nobody chose
        told = dialogue.facts.get("unfinished") or {}
        return Unfinished(told["key"], told["path"]) if told.get("path") else None
    if not in_progress(dialogue.answers):
        return None
    key = str(dialogue.facts.get("report_key") or earlier.key)
    return Unfinished(key, [(step.screen, step.code) for step in dialogue.path])


def _where_it_stood(earlier: Earlier, menu: Menu) -> Dialogue:
    """The last dialogue of a call, as far as what the world answered is remembered."""
    dialogue = menu.start(earlier.memory.facts).dialogue
    seen = 0
    for steps, key in enumerate(earlier.typed.split("*") if earlier.typed else []):
        seen = fingerprint(seen, key)
        turn = menu.answer(dialogue, key)
        while turn.effect:
            asked = f"{turn.effect}.{mark(steps, seen, turn.dialogue)}"
            if asked not in earlier.memory.told:
                return turn.dialogue
            turn = menu.told(turn.dialogue, *earlier.memory.told[asked])
        dialogue = turn.dialogue
    return dialogue


def keep_unfinished(errand: Errand) -> Told:
    """Keep what was answered in a call that broke off before its place was known."""
    asked = errand.asked
    left = Unfinished(asked.report_key, asked.path)
    unfinished.keep(errand.session, asked.session_key, asked.phone_index, left, errand.now)
    return Told("kept")


def take_up(errand: Errand) -> Told:
    """Go on with what was left: from here on it belongs to this call too."""
    told = errand.asked.scene.facts["unfinished"]
    report = reports.by_session(errand.session, told["key"])
    if report is not None and _is_settled(report.status, report.receipt_hash):
        return Told("gone")
    _was_offered(errand)
    return Told("taken", {"report_key": told["key"]})


def begin_again(errand: Errand) -> Told:
    """Let it rest as it is; with danger and place known it is told as incomplete."""
    _was_offered(errand)
    unfinished.settle(errand.session, errand.asked.session_key)
    unfinished.settle(errand.session, errand.asked.scene.facts["unfinished"]["key"])
    return Told("begun")


def drop_unfinished(errand: Errand) -> Told:
    """Cancel a draft. What a committee has heard of already is not taken back: whoever holds the
    phone now may not be who reported."""
    key = errand.asked.scene.facts["unfinished"]["key"]
    _was_offered(errand)
    unfinished.settle(errand.session, errand.asked.session_key)
    unfinished.settle(errand.session, key)
    report = reports.by_session(errand.session, key)
    if report is not None and report.status == ReportStatus.DRAFT:
        report.status = ReportStatus.CANCELLED
        events.append(errand.session, report, "cancelled", "reporter", errand.now)
    elif report is not None and report.status != ReportStatus.CANCELLED:
        return Told("told")
    return Told("dropped")


def _was_offered(errand: Errand) -> None:
    """This call began with the question; it does so again when Redis has forgotten it."""
    asked = errand.asked
    told = asked.scene.facts["unfinished"]
    left = Unfinished(told["key"], told["path"])
    unfinished.keep(errand.session, asked.session_key, asked.phone_index, left, errand.now)


def _is_settled(status: str, receipt_hash: str | None) -> bool:
    return receipt_hash is not None or status == ReportStatus.CANCELLED
