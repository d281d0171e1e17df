"""A report's history in words: the latest first, what will happen above it, what became of SMS."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from gateway.console.doors import Visit
from gateway.console.speech import Speech
from storage import deliveries, services
from storage.models import Alert, Event, MessageStatus, Report
from storage.models.alert import ANSWER, OUTCOME

WAITING = (MessageStatus.QUEUED, MessageStatus.SENDING)
WRITES = ("alerted", "reminded", "outcome_asked", "closing", "passed_up", "assigned")
KINDS = {  # a status of a message, and how it is shown
    MessageStatus.DELIVERED: "ok",
    MessageStatus.SENT: "sent",
    MessageStatus.UNCERTAIN: "sent",
    MessageStatus.QUEUED: "wait",
    MessageStatus.SENDING: "wait",
    MessageStatus.UNDELIVERED: "no",
    MessageStatus.EXPIRED: "no",
}


@dataclass(frozen=True)
class Delivery:
    """What became of some SMS: "ok", "sent", "wait" or "no", and the words."""

    kind: str
    words: Markup


@dataclass(frozen=True)
class Line:
    """One line of a history."""

    when: str
    title: Markup
    more: str = ""
    deliveries: tuple[Delivery, ...] = ()
    is_to_come: bool = False


@dataclass(frozen=True)
class Historian:
    """Tells what happened to a report, to one reader."""

    visit: Visit
    committees: Mapping[uuid.UUID, str]

    def lines(self, report: Report, events: Sequence[Event], alerts: Sequence[Alert]) -> list[Line]:
        """What will happen, then what did, the latest first."""
        sent = _sent(self.visit, alerts)
        told = [self._line(event, sent) for event in reversed(events)]
        return [*self._to_come(report, alerts), *told]

    def _line(self, event: Event, sent: Mapping[tuple[uuid.UUID, datetime], Counter[str]]) -> Line:
        say, detail = self.visit.speech, event.detail
        who = self._who(event)
        key = f"event.{event.kind}.{'you' if who == 'you' else 'they'}"
        title = say(
            key if say.has(key) else f"event.{event.kind}.they",
            who=who,
            committee=self._committee(detail),
            **_known(say, event, self.visit),
        )
        found: Counter[str] = Counter()
        if event.kind in WRITES:
            for (committee_id, at), counted in sent.items():
                if at == event.at and str(committee_id) == str(detail.get("committee", "")):
                    found += counted
        return Line(self._moment(event.at), title, _more(say, event), _deliveries(say, found))

    def _to_come(self, report: Report, alerts: Sequence[Alert]) -> list[Line]:
        say = self.visit.speech
        own = self.visit.viewer.committee.id
        asking = [a for a in alerts if a.turn == OUTCOME and a.ask_at]
        rising = [a for a in alerts if a.turn == ANSWER and a.next_level_at]
        lines = []
        for alert in asking[:1]:
            key = "to_come.outcome_you" if alert.committee_id == own else "to_come.outcome"
            who = self.committees.get(alert.committee_id, "")
            more = say("to_come.two") if report.urgency == "critical" else Markup("")
            if alert.ask_at:
                title = say(key, committee=who)
                lines.append(Line(self._moment(alert.ask_at), title, more, (), True))
        for alert in rising[:1]:
            if alert.next_level_at and not asking:
                is_last = self.visit.viewer.committee.level == "national"
                title = say("to_come.reminder" if is_last else "to_come.next_level")
                lines.append(Line(self._moment(alert.next_level_at), title, is_to_come=True))
        return lines

    def _who(self, event: Event) -> str:
        if event.actor == f"member:{self.visit.viewer.member.id}":
            return "you"
        committee = self._committee(event.detail)
        return committee or str(self.visit.speech("event.somebody"))

    def _committee(self, detail: Mapping[str, object]) -> str:
        try:
            return self.committees.get(uuid.UUID(str(detail.get("committee"))), "")
        except ValueError:
            return ""

    def _moment(self, moment: datetime) -> str:
        say = self.visit.speech
        if abs(moment - self.visit.now) < timedelta(days=1):
            return say.moment(moment, self.visit.now).capitalize()
        return f"{say.short_day(moment)}, {say.time(moment)}"


def _sent(visit: Visit, alerts: Sequence[Alert]) -> dict[tuple[uuid.UUID, datetime], Counter[str]]:
    """By committee and moment: how many messages stand where, with the reason of what failed."""
    committee_of = {alert.id: alert.committee_id for alert in alerts}
    found: dict[tuple[uuid.UUID, datetime], Counter[str]] = defaultdict(Counter)
    for alert_id, at, status, reason, count in deliveries.of_alerts(
        visit.session, list(committee_of)
    ):
        kind = KINDS[MessageStatus(status)]
        key = f"{kind}:{reason or ''}" if kind == "no" else kind
        found[committee_of[alert_id], at][key] += count
    return found


def _deliveries(say: Speech, counted: Counter[str]) -> tuple[Delivery, ...]:
    lines = []
    for key, count in sorted(
        counted.items(), key=lambda each: ("ok", "sen", "wai", "no:").index(each[0][:3])
    ):
        kind, _, reason = key.partition(":")
        words = say(f"delivery.{kind}", n=count)
        if kind == "no":
            words += say("delivery.because", reason=_reason(say, reason))
        lines.append(Delivery(kind, words))
    return tuple(lines)


def _reason(say: Speech, reason: str) -> str:
    """A provider's word for why, in ours."""
    code = "".join(sign for sign in reason.lower() if sign.isalpha())
    key = f"delivery.reason.{code}"
    return str(say(key if say.has(key) else "delivery.reason.unknown"))


def _known(say: Speech, event: Event, visit: Visit) -> dict[str, str]:
    """The codes of an event's detail, in words."""
    detail = event.detail
    found = {"reference": say.reference(str(detail.get("reference", "")))}
    if "service" in detail:
        found["service"] = services.named(visit.session, str(detail["service"]))
    if "said" in detail:
        found["said"] = say.options("said").get(str(detail["said"]), "").lower()
    if "outcome" in detail:
        outcomes = {**say.options("outcome"), "unfounded": str(say("turn.unfounded"))}
        found["outcome"] = outcomes.get(str(detail["outcome"]), "")
    return found


_MORE = {  # which detail of an event is told below it, and the phone's screen that names it
    "passed_up": ("reason", "pass_up"),
    "visited": ("situation", "visit"),
    "supported": ("kind", "support"),
    "reopened": ("why", "reopen"),
    "service_said": ("reason", "declined"),
    "closed": ("why", "verify"),
}


def _more(say: Speech, event: Event) -> str:
    if event.kind == "received":
        return say(f"event.channel.{event.detail.get('channel', 'ussd')}")
    if event.kind == "asked":
        return say.label("question", str(event.detail.get("question", "where")))
    name, screen = _MORE.get(event.kind, ("", ""))
    code = str(event.detail.get(name, "")) if name else ""
    return say.options(screen).get(code, "") if code else ""
