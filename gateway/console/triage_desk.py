"""A text that waits for a person, as it is shown: opened, never whose; and the way back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from gateway import triage as desks
from gateway.console.answers import Go
from gateway.console.doors import Visit
from gateway.console.numbers import masked
from gateway.letters import Letter
from gateway.triage import Desk
from menus.places import Gazetteer
from storage import doings, inbox
from storage import triage as kept
from storage.inbox import QUARANTINED
from storage.models import InboundMessage


@dataclass(frozen=True)
class Text:
    """A text as a person reads it: never whose."""

    id: uuid.UUID
    text: str
    sender: str
    is_member: bool
    can_answer: bool
    others: int
    understood: Markup
    received_at: datetime
    is_aside: bool


def desk_at(visit: Visit, message_id: uuid.UUID) -> Desk | None:
    """The reader before a text, which is held until the commit."""
    message = kept.held(visit.session, message_id)
    return _desk(visit, message) if message else None


def opened(visit: Visit, messages: Sequence[InboundMessage]) -> list[Text]:
    """Some texts, opened; that they were is written down."""
    others = kept.others_of(visit.session, messages)
    ids = [str(message.id) for message in messages]
    doings.note_texts(visit.session, visit.viewer.member.id, ids, visit.now)
    return [_text(visit, _desk(visit, each), others[each.sender_index]) for each in messages]


def to_the_list(desk: Desk, result: str, *, is_aside: bool = False) -> Go:
    """Back to the list, with what was done; a slip can be undone there."""
    slip = desk.letter.message.id if result == "read" else None
    tab = "aside" if is_aside else "unread"
    return Go(url_for("console.triage_triage", tab=tab, done=result, of=slip))


def places_of(visit: Visit) -> Gazetteer:
    """The places that can be named."""
    return visit.parts.conversation.shelf.menu.places


def _desk(visit: Visit, message: InboundMessage) -> Desk:
    session, parts = visit.session, visit.parts
    sender, text = inbox.sender_of(session, message), inbox.text_of(session, message)
    letter = Letter(session, parts, message, sender, text, visit.now, by_person=True)
    return Desk(letter, visit.viewer.member)


def _text(visit: Visit, desk: Desk, others: int) -> Text:
    letter, phone = desk.letter, desk.letter.phone
    return Text(
        id=letter.message.id,
        text=desks.text_of(letter),
        sender=masked(phone.e164) if phone else letter.sender[:20],
        is_member=letter.member is not None,
        can_answer=desk.can_answer,
        others=others,
        understood=_understood(visit, letter),
        received_at=letter.message.received_at,
        is_aside=letter.message.state == QUARANTINED,
    )


def _understood(visit: Visit, letter: Letter) -> Markup:
    """What was made out of it, in a few words; "" for nothing."""
    say, slots = visit.speech, desks.understood(letter)
    place = places_of(visit).get(slots.place)
    intent = f"triage.intent.{letter.message.intent or 'none'}"
    told = [
        str(say(intent)) if say.has(intent) else "",
        place.name if place else "",
        say.label("concern", slots.kind) if slots.kind else "",
        say.options("danger").get(slots.danger, "") if not slots.kind else "",
    ]
    return Markup(", ").join(part for part in told if part)
