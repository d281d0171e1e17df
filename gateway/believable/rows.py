"""Dossiers -> rows: what is private sealed, each history a chain that holds."""

from random import Random
from typing import TYPE_CHECKING

from gateway.believable.chance import id_at
from gateway.believable.delivering import COST
from gateway.believable.dossier import Dossier, Sms
from gateway.believable.letters import Letter
from gateway.believable.sheaf import Sheaf
from gateway.believable.wishes import Wish
from gateway.call_backs import WHY
from storage import call_backs, events, inbox, outbox, reports
from storage.casework import QUESTIONS
from storage.models import (
    AccessRecord,
    Alert,
    CallBack,
    Contact,
    Doing,
    Event,
    FollowUp,
    InboundMessage,
    Link,
    OutboundMessage,
    Question,
    Recusal,
    Referral,
    Report,
    Support,
    Unsealing,
)
from storage.models.report import OPEN, STAGES

if TYPE_CHECKING:
    from gateway.believable.binding import Binding


def bind_dossier(sheaf: Sheaf, binding: "Binding", rng: Random, dossier: Dossier, key: str) -> str:
    """A report and everything about it; its receipt, "" where none was given. `key` is that of
    the call or SMS that made it."""
    receipt, kept = binding.receipts.give(key) if dossier.has_receipt else ("", None)
    last = _history(sheaf, binding, rng, dossier)
    _report(sheaf, binding, dossier, (key, kept), last)
    for slip in dossier.slips:
        sheaf.add(
            Alert, slip.id, dossier.id, slip.team.id, slip.reason, slip.state.value,
            slip.opened_at, slip.remind_at, slip.next_level_at, slip.acknowledged_at,
            slip.acknowledged_by, slip.assigned_to, slip.turn, dossier.rank, slip.due_at,
            slip.ask_at, slip.asked, slip.unreached and not slip.is_found_again, slip.told_in,
            slip.pushed_at,
        )  # fmt: skip
    for sms in dossier.sms:
        bind_sms(sheaf, binding, sms, sms.reference)
    _work(sheaf, binding, rng, dossier)
    _people(sheaf, rng, dossier)
    return receipt


def bind_sms(sheaf: Sheaf, binding: "Binding", sms: Sms, number: str) -> None:
    """An SMS that went out."""
    keys, place = binding.keys, (outbox.TABLE, str(sms.id))
    body = binding.texts.of(sms.kind, sms.said, sms.language, number)
    was_taken = sms.provider_id is not None
    sheaf.add(
        OutboundMessage, sms.id, outbox.ALERTS, sms.kind, sms.slip and sms.slip.id,
        sms.phone_index or keys.phone(sms.phone), keys.seal(sms.phone, *place, "recipient"),
        keys.seal(body, *place, "body"),
        str(sms.status), 1, sms.expires_at, sms.created_at, sms.promised_for, sms.sent_at,
        sms.settled_at, sms.provider_id, 1 if was_taken else None, COST if was_taken else None,
        sms.reason, sms.by_day,
    )  # fmt: skip


def bind_letter(sheaf: Sheaf, binding: "Binding", letter: Letter) -> None:
    """An SMS that came in."""
    keys, place = binding.keys, (inbox.TABLE, str(letter.id))
    sheaf.add(
        InboundMessage, letter.id, str(letter.id), keys.phone(letter.phone),
        keys.seal(letter.phone, *place, "sender"), keys.seal(letter.text, *place, "text"),
        inbox.same_text(keys, letter.phone, letter.text), letter.state, letter.intent,
        letter.became, letter.report and letter.report.id, letter.at,
    )  # fmt: skip


def bind_wish(sheaf: Sheaf, binding: "Binding", rng: Random, wish: Wish) -> None:
    """Somebody who asked to be rung, and whoever opened the number."""
    keys, reference = binding.keys, binding.call_backs(wish.number)
    sheaf.add(
        CallBack, wish.id, reference, keys.phone(wish.phone),
        keys.seal(wish.phone, call_backs.TABLE, str(wish.id), "phone"), wish.spot.path[0],
        wish.team.id, "fr", wish.channel, wish.state, wish.safe_when, wish.at, wish.reminded_at,
        wish.by and wish.by.id, wish.taken_at, wish.done_at, wish.outcome, wish.tries, wish.try_at,
    )  # fmt: skip
    for person, at in wish.unsealings:
        sheaf.add(Unsealing, id_at(rng, at), person.id, wish.id, None, WHY, "ussd", at)
    for person, said, at in wish.said:
        detail = {"call_back": str(wish.id), "said": said}
        sheaf.add(Doing, id_at(rng, at), person.id, "call_back", detail, at)
    for sms in wish.sms:
        bind_sms(sheaf, binding, sms, reference)


def bind_contact(sheaf: Sheaf, rng: Random, dossier: Dossier) -> None:
    """What is remembered of a reporter's phone."""
    told = dossier.told
    sheaf.add(Contact, id_at(rng, told.at), dossier.phone_index, None, told.spot.path[0])


def _report(
    sheaf: Sheaf, binding: "Binding", dossier: Dossier, key: tuple[str, str | None],
    last: tuple[int, str],
) -> None:  # fmt: skip
    told, spot = dossier.told, dossier.told.spot
    phone = told.phone if dossier.contact != "never" else ""
    path = told.path if dossier.incomplete else ""
    sealed = [
        binding.keys.seal(value, reports.TABLE, str(dossier.id), name) if value else None
        for name, value in (
            ("phone", phone), ("words", told.words), ("landmark", told.landmark), ("path", path)
        )
    ]  # fmt: skip
    session_key, receipt_hash = key
    sheaf.add(
        Report, dossier.id, dossier.reference, receipt_hash, session_key, told.channel,
        dossier.status.value, dossier.incomplete, told.concern, told.urgency, spot.path[0],
        told.child, told.when, told.route, dossier.contact, told.language, dossier.phone_index,
        *sealed, told.relay and not dossier.incomplete, dossier.outcome, dossier.safe_now,
        dossier.closed_at, told.completed_at or told.begun_at, told.at, spot.department_id,
        spot.sub_prefecture_id, dossier.rank, STAGES.get(dossier.status, OPEN), dossier.due_at,
        dossier.told_by, *last,
    )  # fmt: skip


def _history(sheaf: Sheaf, binding: "Binding", rng: Random, dossier: Dossier) -> tuple[int, str]:
    """The lines of a report, chained; the last one's number and hash."""
    before, number, report_id = "", 0, str(dossier.id)
    for number, (kind, actor, at, detail) in enumerate(dossier.lines, 1):
        before = events.link(binding.keys, before, report_id, (number, kind, actor, detail, at))
        sheaf.add(Event, id_at(rng, at), dossier.id, number, kind, actor, detail, at, before)
    return number, before


def _work(sheaf: Sheaf, binding: "Binding", rng: Random, dossier: Dossier) -> None:
    """What was done about a report."""
    for person, situation, works, at_school, at in dossier.visits:
        row_id = id_at(rng, at)
        seen = (situation, works, at_school, at)
        sheaf.add(FollowUp, row_id, row_id.hex, dossier.id, person.id, *seen)
    for person, kind, at in dossier.supports:
        row_id = id_at(rng, at)
        sheaf.add(Support, row_id, row_id.hex, dossier.id, person.id, kind, at)
    for sent in dossier.referrals:
        sheaf.add(
            Referral, sent.id, dossier.id, sent.helper.id, sent.by.id, sent.state, sent.reason,
            sent.sent_at, sent.answered_at, sent.done_at,
        )  # fmt: skip
    for asked in dossier.questions:
        place = (QUESTIONS, str(asked.id), "answer")
        answer = binding.keys.seal(asked.answer, *place) if asked.answer else None
        sheaf.add(
            Question, asked.id, dossier.id, asked.by.id, asked.question, asked.asked_at, answer,
            asked.answered_at,
        )  # fmt: skip


def _people(sheaf: Sheaf, rng: Random, dossier: Dossier) -> None:
    """Who looked at a report, opened a number, stepped aside, said that two are one."""
    for person, at in dossier.recusals:
        sheaf.add(Recusal, id_at(rng, at), dossier.id, person.id, at)
    if twin := dossier.twin:
        decided = (twin.state, twin.decided_by, twin.at)
        sheaf.add(Link, twin.id, twin.first_id, dossier.id, *decided)
    for person, what, channel, at in dossier.looks:
        sheaf.add(AccessRecord, id_at(rng, at), person.id, dossier.id, what, channel, at)
    for person, reason, at in dossier.unsealings:
        sheaf.add(Unsealing, id_at(rng, at), person.id, None, dossier.id, reason, "ussd", at)
