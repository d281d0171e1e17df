"""What each kind of SMS leads to, and the short answer it gets."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from gateway import (
    call_backs,
    casework,
    closing,
    following,
    learning,
    referring,
    sharing,
    texted,
)
from gateway.casework import Work
from menus import advice, triage
from menus.flows.casework import FOLLOWS
from menus.flows.follow_up import grouped
from menus.keywords import SERVICE_ANSWERS, Wanted
from notifications import insisting
from storage import contacts, outbox, reports
from storage.call_backs import Wish
from storage.database import keys_of
from storage.models import Referral, Report, ReportStatus
from storage.phone import PhoneNumber

if TYPE_CHECKING:
    from gateway.letters import Letter

REPLY_LIVES = timedelta(hours=1)
REPLIES_AN_HOUR = 3  # to one phone: two machines must not talk to each other for ever
_FOR_MEMBERS = ("seen", "up", "done")
_SAYS = dict(zip(SERVICE_ANSWERS, ("accepted", "declined", "done"), strict=True))
_NO_PROOF = "nothing_found"  # why a report is dismissed by SMS: "not borne out" is all it can say


def may(letter: "Letter", wanted: Wanted) -> bool:
    """Whether the sender may ask for this: a member's work by SMS is a member's, an answer that of
    the service which was asked, and both only where numbers are those of real senders."""
    if wanted.intent in _SAYS:
        return letter.parts.settings.sms_two_way and _asked(letter, wanted) is not None
    if wanted.intent in _FOR_MEMBERS:
        return letter.parts.settings.sms_two_way and letter.member is not None
    return wanted.intent != "call_back" or letter.phone is not None


def reply(letter: "Letter", kind: str, language: str, **blanks: str) -> None:
    """Promise a short answer, unless it could start a loop or nobody can read it."""
    if letter.phone is None or _is_ourselves(letter):
        return
    if not letter.by_person and _is_a_loop(letter):
        return
    body = letter.parts.rules.texts.reply(kind, language, **blanks)
    outbox.add(
        letter.session, outbox.ALERTS, "reply", letter.phone.e164, body, letter.now, REPLY_LIVES
    )


def _sos(letter: "Letter", wanted: Wanted) -> None:
    concern = triage.concern_of(wanted.slots.danger, wanted.slots.kind)
    receipt = texted.file(letter, wanted.language, texted.Told(concern, wanted.slots.place))
    reply(letter, "receipt", wanted.language, receipt=grouped(receipt))


def _follow(letter: "Letter", wanted: Wanted) -> None:
    found = _found(letter, wanted)
    if isinstance(found, str):
        reply(letter, f"receipt_{found}", wanted.language)
        return
    voice = letter.parts.conversation.shelf.menu.words.voice(wanted.language)
    heard = voice.label("status", following.HEARD[ReportStatus(found.status)])
    reply(letter, "status", wanted.language, status=heard)


def _nobody(letter: "Letter", wanted: Wanted) -> None:
    found = _found(letter, wanted)
    if isinstance(found, str):
        reply(letter, f"receipt_{found}", wanted.language)
        return
    report = reports.locked(letter.session, found.id)
    result = insisting.nobody_came(letter.session, letter.parts.rules, report, letter.now)
    kind = "pushed" if result in ("pushed", "top") else "push_soon"
    reply(letter, kind, wanted.language)


def _call_back(letter: "Letter", wanted: Wanted) -> None:
    if letter.phone is None:
        return
    contact = contacts.by_phone(letter.session, letter.message.sender_index)
    place = contact.last_place_id if contact else None
    index = letter.message.sender_index
    wish = Wish(letter.phone.e164, index, place, wanted.language, "sms")
    call_backs.request(letter.session, letter.parts.rules, wish, letter.now)
    reply(letter, "call_back", wanted.language)


def _advice(letter: "Letter", wanted: Wanted) -> None:
    voice = letter.parts.conversation.shelf.menu.words.voice(wanted.language)
    topic = wanted.slots.topic if wanted.slots.topic in advice.TOPICS else ""
    reply(letter, "advice", wanted.language, advice=learning.tip(voice, letter.now, topic))


def _help(letter: "Letter", wanted: Wanted) -> None:
    reply(letter, "help", wanted.language)


def _language(letter: "Letter", wanted: Wanted) -> None:
    chosen = wanted.slots.language or wanted.language
    contacts.remember_language(letter.session, letter.message.sender_index, chosen)
    reply(letter, "language", chosen)


def _stop(letter: "Letter", wanted: Wanted) -> None:
    contacts.opt_out(letter.session, letter.message.sender_index, "sms", letter.now)
    reply(letter, "stopped", wanted.language)


def _start(letter: "Letter", wanted: Wanted) -> None:
    contacts.opt_in(letter.session, letter.message.sender_index)
    reply(letter, "started", wanted.language)


def _member(act: Callable[[Work, Wanted], str]) -> Callable[["Letter", Wanted], None]:
    """A member's work on the report of a reference, if their committee has it."""

    def do(letter: "Letter", wanted: Wanted) -> None:
        member, reference = letter.member, wanted.slots.reference
        if member is None:
            return
        alert = casework.by_reference(letter.session, member, reference)
        if alert is None:
            reply(letter, "no_reference", wanted.language, reference=reference)
            return
        result = act(Work(letter.session, letter.parts.rules, alert, member, letter.now), wanted)
        reply(letter, f"work_{result}", wanted.language, reference=reference)

    return do


def _acknowledged(work: Work, _wanted: Wanted) -> str:
    mine = casework.acknowledge(work.session, work.rules, work.alert, work.member, work.now)
    return "seen" if mine else "late"


def _passed(work: Work, _wanted: Wanted) -> str:
    return sharing.pass_up(work, "beyond_us")


def _closed(work: Work, wanted: Wanted) -> str:
    outcome = wanted.slots.outcome
    return closing.close(work, outcome, _NO_PROOF if outcome == closing.UNFOUNDED else "")


def _service(letter: "Letter", wanted: Wanted) -> None:
    """A service says from its own phone what it does; by it, it may think again."""
    referral = _asked(letter, wanted)
    if referral is None:
        return
    taken = referring.answer_by_itself(
        letter.session,
        letter.parts.rules,
        referral,
        _SAYS[wanted.intent],
        wanted.slots.reason,
        letter.now,
        FOLLOWS,
    )
    kind = "service_noted" if taken else "service_late"
    reply(letter, kind, wanted.language, reference=wanted.slots.reference)


def _asked(letter: "Letter", wanted: Wanted) -> Referral | None:
    """What the service that writes was asked about the report of a reference."""
    rules, reference = letter.parts.rules, wanted.slots.reference
    if letter.phone is None:
        return None
    return referring.by_phone(letter.session, rules, letter.phone, reference)


DOES: Mapping[str, Callable[["Letter", Wanted], None]] = {
    "sos": _sos,
    "follow": _follow,
    "nobody": _nobody,
    "call_back": _call_back,
    "advice": _advice,
    "help": _help,
    "language": _language,
    "stop": _stop,
    "start": _start,
    "seen": _member(_acknowledged),
    "up": _member(_passed),
    "done": _member(_closed),
    **dict.fromkeys(SERVICE_ANSWERS, _service),
}


def _found(letter: "Letter", wanted: Wanted) -> Report | str:
    mark = keys_of(letter.session).index("try", f"sms.{letter.message.provider_id}")
    return following.find(
        following.Look(
            letter.session,
            wanted.slots.receipt,
            letter.message.sender_index,
            mark,
            letter.now,
        )
    )


def _is_ourselves(letter: "Letter") -> bool:
    """Whether a text came from the number that we send from."""
    ours = PhoneNumber.from_network(letter.parts.settings.at_sender_id)
    return ours is not None and letter.phone is not None and ours.e164 == letter.phone.e164


def _is_a_loop(letter: "Letter") -> bool:
    since = letter.now - timedelta(hours=1)
    sent = outbox.sent_to(letter.session, letter.message.sender_index, "reply", since)
    return sent >= REPLIES_AN_HOUR
