"""Carries out what a conversation asks for: an errand in one transaction, the wake-up after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import IntegrityError

from gateway import (
    duty_room,
    enrolment,
    following,
    intake,
    learning,
    receipts,
    resuming,
    ringing_room,
    team_room,
    triage_room,
)
from gateway.errands import Asked, Errand, Told
from notifications.queues import Queues
from notifications.rules import Rules
from storage.database import Database
from storage.encryption import CannotOpen
from storage.outbox import ALERTS
from storage.spool import Spool

if TYPE_CHECKING:
    from gateway.wiring import Wiring

log = structlog.get_logger()

EFFECTS: Mapping[str, Callable[[Errand], Told]] = {
    "save_draft": intake.save_draft,
    "file_report": intake.file_from_call,
    "cancel_report": intake.cancel_report,
    "find_receipt": following.find_receipt,
    "answer_question": following.answer_question,
    "nobody_came": following.nobody_came,
    "tell_safe_now": following.tell_safe_now,
    "take_up": resuming.take_up,
    "begin_again": resuming.begin_again,
    "drop_unfinished": resuming.drop_unfinished,
    "keep_language": intake.keep_language,
    "open_advice": learning.open_advice,
    "answer_quiz": learning.answer_quiz,
    "subscribe_topic": learning.subscribe_topic,
    "unsubscribe_topic": learning.unsubscribe_topic,
    "open_messages": learning.open_messages,
    "stop_messages": learning.stop_messages,
    "start_messages": learning.start_messages,
    "recognise_member": enrolment.recognise_member,
    "check_code": enrolment.check_code,
    "set_pin": enrolment.set_pin,
    "check_pin": enrolment.check_pin,
    "forgot_pin": enrolment.forgot_pin,
    "check_present_pin": enrolment.check_present_pin,
    "change_pin_to": enrolment.change_pin_to,
    "ask_call_back": ringing_room.ask_call_back,
    "open_call_back": ringing_room.open_call_back,
    "take_call_back": ringing_room.take_call_back,
    "unseal_call_back": ringing_room.unseal_call_back,
    "finish_call_back": ringing_room.finish_call_back,
    "list_texts": triage_room.list_texts,
    "open_text": triage_room.open_text,
    "file_text": triage_room.file_text,
    "ask_text": triage_room.ask_text,
    "answer_text": triage_room.answer_text,
    "ring_text": triage_room.ring_text,
    "drop_text": triage_room.drop_text,
    "release_text": triage_room.release_text,
    "take_text_back": triage_room.take_text_back,
    "list_alerts": duty_room.list_alerts,
    "open_alert": duty_room.open_alert,
    "acknowledge": duty_room.acknowledge,
    "record_outcome": duty_room.record_outcome,
    "record_visit": duty_room.record_visit,
    "list_services": duty_room.list_services,
    "refer": duty_room.refer,
    "ask_reporter": duty_room.ask_reporter,
    "hand_up": duty_room.hand_up,
    "step_aside": duty_room.step_aside,
    "record_verdict": team_room.record_verdict,
    "record_support": team_room.record_support,
    "give_to": team_room.give_to,
    "record_answer": team_room.record_answer,
    "decide_twin": team_room.decide_twin,
    "unseal_report": team_room.unseal_report,
    "take_up_again": team_room.take_up_again,
    "find_report": team_room.find_report,
    "step_in": team_room.step_in,
}
# What no flow asks for, because nobody is there to be shown anything.
UNSEEN: Mapping[str, Callable[[Errand], Told]] = {"keep_unfinished": resuming.keep_unfinished}
# What a call can go on without: it is asked for again with the next turn.
IN_PASSING: Mapping[str, Callable[[Asked], Told]] = {
    "save_draft": lambda _: Told("saved"),
    "take_up": lambda asked: Told("taken", {"report_key": asked.scene.facts["unfinished"]["key"]}),
    "begin_again": lambda _: Told("begun"),
}
_TRIES = 3


class Unavailable(Exception):
    """What was asked for needs the database, which is away."""


@dataclass
class World:
    """Everything outside the conversation that it can ask for."""

    database: Database
    queues: Queues
    rules: Rules
    spool: Spool
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    house: "Wiring | None" = None  # whose world it is

    def carry_out(self, effect: str, asked: Asked) -> Told:
        """Do one thing, commit it, wake whom it concerns. Raises Away without a database."""
        for tries_left in range(_TRIES - 1, -1, -1):
            try:
                with self.database.transaction() as session:
                    errand = Errand(asked, session, self.rules, self.clock(), self.house)
                    told = (EFFECTS.get(effect) or UNSEEN[effect])(errand)
                break
            except IntegrityError:  # two chose the same number at once: choose again
                if not tries_left:
                    raise
        self.queues.wake(told.wakes)
        return told

    def without_database(self, effect: str, asked: Asked) -> Told:
        """A report goes to the spool; what can be done later is asked again at the next turn; the
        rest waits."""
        log.warning("the database is away", effect=effect)
        if effect in IN_PASSING:
            return IN_PASSING[effect](asked)
        if effect != "file_report":
            raise Unavailable(effect)
        try:
            self.spool.put(asked.report_key, intake.to_spool(intake.statement_of(asked)))
        except OSError as error:
            log.error("the spool cannot be written", error=type(error).__name__)
            return Told("unsaved")
        return Told("filed", {"receipt": receipts.made_for(self.database.keys, asked.report_key)})

    def replay_spool(self) -> int:
        """File the reports that the database could not take; how many. Raises Away."""
        return sum(self._replay(name) for name in self.spool.waiting())

    def _replay(self, name: str) -> bool:
        try:
            statement = intake.from_spool(self.spool.read(name))
        except FileNotFoundError:
            return False  # another clock of this machine was quicker
        except (CannotOpen, ValueError, TypeError):
            log.error("a spooled report cannot be read; it is set aside", report=name[:8])
            self.spool.set_aside(name)
            return False
        try:
            with self.database.transaction() as session:
                intake.file_report(session, self.rules, statement, self.clock())
        except IntegrityError:
            log.error("a spooled report cannot be filed; it waits", report=name[:8])
            return False
        self.spool.remove(name)
        self.queues.wake((ALERTS,))
        return True
