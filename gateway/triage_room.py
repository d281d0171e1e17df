"""Texts that nobody understood, over USSD: the coordination decides the same as on the web."""

import uuid
from collections.abc import Callable
from typing import Any

from gateway import access, triage
from gateway.duty_room import signed_in
from gateway.errands import Errand, Told
from gateway.letters import Letter
from gateway.report_card import LONGEST_WORDS, clipped, minutes
from gateway.steady import once, reads
from gateway.texted import Told as Tells
from gateway.triage import Desk
from menus.flows.triage import place_of
from menus.triage import concern_of
from storage import doings, inbox
from storage import triage as kept
from storage.models import InboundMessage, Member
from storage.outbox import ALERTS

LISTED = 20  # texts on a phone; more wait until these are decided
BEGINS = 25  # signs of a text in a list
WORDS = 60  # of a text that is decided; `brief` where a notice stands above it


@reads
def list_texts(errand: Errand) -> Told:
    """The texts that wait: those nobody understood, then those set aside, oldest first."""
    if _reader(errand) is None:
        return Told("none")
    found = [each for state in kept.WAITING for each in kept.page(errand.session, state)]
    lines = [
        {
            "id": str(message.id),
            "minutes": minutes(errand.now, message.received_at),
            "begins": clipped(triage.text_of(_letter(errand, message)), BEGINS),
        }
        for message in found[:LISTED]
    ]
    _note_look(errand, [str(message.id) for message in found[:LISTED]])
    return Told("some" if lines else "none", {"texts": lines})


@reads
def open_text(errand: Errand) -> Told:
    """One text, as far as a screen holds it."""
    desk = _desk(errand)
    if desk is None or desk.letter.message.state not in kept.WAITING:
        return Told("gone")
    words = triage.text_of(desk.letter)
    shown: dict[str, Any] = {
        "id": str(desk.letter.message.id),
        "words": clipped(words, WORDS),
        "brief": clipped(words, LONGEST_WORDS),
        "aside": desk.letter.message.state == inbox.QUARANTINED,
        "can_answer": desk.can_answer,
    }
    _note_look(errand, [shown["id"]])
    return Told("open", {"text": shown})


def file_text(errand: Errand) -> Told:
    """It is a report; which child and when stay unknown."""
    answers, place = errand.asked.answers, place_of(errand.asked.scene)
    if place is None:
        return Told("gone")
    concern = concern_of(answers["text_danger"], answers.get("text_kind", ""))
    return _decided(errand, lambda desk: triage.report(desk, Tells(concern, place.id)))


def ask_text(errand: Errand) -> Told:
    """Its sender is asked a neutral question."""
    return _decided(errand, lambda desk: triage.ask(desk, errand.asked.answers["text_ask"]))


def answer_text(errand: Errand) -> Told:
    """Its sender gets help or advice."""
    return _decided(errand, lambda desk: triage.answer(desk, errand.asked.answers["text_answer"]))


def ring_text(errand: Errand) -> Told:
    """Its sender is rung."""
    return _decided(errand, triage.ring)


def drop_text(errand: Errand) -> Told:
    """It is not for us."""
    return _decided(errand, triage.nothing)


def release_text(errand: Errand) -> Told:
    """It is no noise."""
    return _decided(errand, triage.release)


def take_text_back(errand: Errand) -> Told:
    """It was for us after all."""
    return _decided(errand, triage.take_back)


def _decided(errand: Errand, act: Callable[[Desk], str]) -> Told:
    desk = _desk(errand)
    if desk is None:
        return Told("gone")
    return Told("noted", {"done": once(errand, lambda: act(desk))}, wakes=(ALERTS,))


def _desk(errand: Errand) -> Desk | None:
    """The coordinator who calls, before the text they chose."""
    reader = _reader(errand)
    chosen = errand.asked.answers["texts"]
    message = kept.held(errand.session, uuid.UUID(chosen)) if reader else None
    return Desk(_letter(errand, message), reader) if reader and message else None


def _reader(errand: Errand) -> Member | None:
    member = signed_in(errand)
    may = member and access.viewer_of(errand.session, member).may("triage")
    return member if may and errand.house else None


def _letter(errand: Errand, message: InboundMessage) -> Letter:
    if errand.house is None:
        raise LookupError("no text is read without the house")
    session = errand.session
    sender, text = inbox.sender_of(session, message), inbox.text_of(session, message)
    return Letter(session, errand.house, message, sender, text, errand.now, by_person=True)


def _note_look(errand: Errand, ids: list[str]) -> None:
    reader = _reader(errand)
    if reader is not None and ids:
        doings.note_texts(errand.session, reader.id, ids, errand.now)
