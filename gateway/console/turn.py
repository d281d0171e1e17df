"""Whose turn it is with a report, in words: who, until when, how late, what is awaited."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from gateway.access import Viewer
from gateway.console.speech import Speech
from storage.models import Alert, Report
from storage.models.alert import ANSWER, NOTHING, OUTCOME
from storage.models.report import CLOSED

ACKNOWLEDGE, SAY_OUTCOME = "acknowledge", "outcome"


@dataclass(frozen=True)
class Turn:
    """Who has a report. `action` is what is awaited of the reader, if it is theirs."""

    mine: bool
    holder: str
    line: Markup
    late: str = ""
    action: str = ""
    alert: Alert | None = None


@dataclass(frozen=True)
class Teller:
    """Tells a reader whose turn each of some reports is."""

    say: Speech
    viewer: Viewer
    committees: Mapping[uuid.UUID, str]
    now: datetime

    def turn(self, report: Report, alerts: Sequence[Alert]) -> Turn:
        """Whose turn a report is; `alerts` are all of this report's."""
        own = next((a for a in alerts if a.committee_id == self.viewer.committee.id), None)
        if report.stage == CLOSED:
            return Turn(False, "", self._ended(report), alert=own)
        if own is not None and own.turn >= OUTCOME:
            return self._ours(own)
        return self._theirs(alerts, own)

    def _ended(self, report: Report) -> Markup:
        outcome = report.outcome or "other"
        named = self.say.options("outcome").get(outcome) or str(self.say("turn.unfounded"))
        when = self.say.moment(report.closed_at, self.now) if report.closed_at else ""
        return self.say("turn.ended", outcome=named, when=when)

    def _ours(self, alert: Alert) -> Turn:
        given_to_another = alert.assigned_to and alert.assigned_to != self.viewer.member.id
        holder = str(self.say("turn.colleague" if given_to_another else "turn.you"))
        if alert.turn == ANSWER:
            return Turn(True, holder, self._answer(alert), self._late(alert), ACKNOWLEDGE, alert)
        line = self._outcome(alert)
        return Turn(not given_to_another, holder, line, self._late(alert), SAY_OUTCOME, alert)

    def _answer(self, alert: Alert) -> Markup:
        last = ".last" if self.viewer.committee.level == "national" else ".next"
        if self._late(alert) or alert.due_at is None:
            return self.say(f"turn.nobody_answered{last}")
        return self.say(f"turn.answer_by{last}", when=self.say.moment(alert.due_at, self.now))

    def _outcome(self, alert: Alert) -> Markup:
        if self._late(alert) or alert.due_at is None:
            return self.say("turn.outcome_late", n=max(alert.asked, 1))
        return self.say("turn.outcome_by", when=self.say.moment(alert.due_at, self.now))

    def _theirs(self, alerts: Sequence[Alert], own: Alert | None) -> Turn:
        active = [alert for alert in alerts if alert.turn > NOTHING]
        if not active:
            return Turn(False, str(self.say("turn.nobody")), Markup(""), alert=own)
        alert = min(active, key=lambda each: (each.turn, -each.opened_at.timestamp()))
        holder = self.committees.get(alert.committee_id, "")
        return Turn(False, holder, self._their_line(alert), self._late(alert), alert=own)

    def _their_line(self, alert: Alert) -> Markup:
        if alert.turn == OUTCOME and alert.acknowledged_at is not None:
            return self.say("turn.has_it", when=self.say.moment(alert.acknowledged_at, self.now))
        if alert.unreached:
            return self.say("turn.unreached")
        if alert.due_at is None:
            return self.say("turn.awaited")
        if alert.due_at < self.now:
            return self.say("turn.silent")
        return self.say("turn.awaited_by", when=self.say.moment(alert.due_at, self.now))

    def _late(self, alert: Alert) -> str:
        if alert.due_at is None or alert.due_at >= self.now:
            return ""
        return str(self.say("turn.late", span=self.say.span(self.now - alert.due_at)))
