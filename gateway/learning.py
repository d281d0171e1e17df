"""Advice: today's message, questions, and wishes to be written to; by USSD and SMS alike."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.errands import Errand, Told
from menus import advice
from menus.flows.advice import message_of, topic_of
from menus.words import Voice
from storage import contacts, learning
from storage.before_after import LATER


def tip(voice: Voice, now: datetime, topic: str = "") -> str:
    """A message of advice, another each day: of a topic, or of all."""
    codes = advice.TOPICS.get(topic)
    day = now.toordinal()
    return voice.advice(codes[day % len(codes)] if codes else advice.of_the_day(day))


def open_advice(errand: Errand) -> Told:
    """Today's message, and what the phone is written to about."""
    subscribed = learning.topics_of(errand.session, errand.asked.phone_index)
    today = advice.of_the_day(errand.now.toordinal())
    return Told("opened", {"today": today, "subscribed": subscribed})


def answer_quiz(errand: Errand) -> Told:
    """Keep what was answered, not who answered."""
    scene, answer = errand.asked.scene, errand.asked.answers["quiz"]
    message = message_of(scene)
    is_right = advice.is_right(message, answer)
    around = (p.id for p in scene.places.path(scene.facts.get("last_place")))
    departments = [each for each in around if _is_department(errand, each)]
    learning.keep_answer(
        errand.session,
        errand.try_mark,
        message,
        answer,
        is_right=is_right,
        language=scene.voice.language,
        department_id=uuid.UUID(departments[0]) if departments else None,
        now=errand.now,
        behind=learning.campaign_behind(
            errand.session, errand.asked.phone_index, message, errand.now - LATER
        ),
    )
    return Told("right" if is_right else "wrong")


def subscribe_topic(errand: Errand) -> Told:
    """Write to this phone about a topic from now on; whoever had said STOP is heard again."""
    asked, scene = errand.asked, errand.asked.scene
    if not asked.call.can_be_called:
        return Told("cannot")
    here = asked.answers["subscribe"] == "here"
    place = uuid.UUID(str(scene.facts["last_place"])) if here else None
    subscribe(
        errand.session, asked.call.phone, topic_of(scene), place, scene.voice.language,
        asked.call.channel, errand.now,
    )  # fmt: skip
    return Told("subscribed", {"subscribed": learning.topics_of(errand.session, asked.phone_index)})


def subscribe(
    session: Session,
    phone: str,
    topic: str,
    place_id: uuid.UUID | None,
    language: str,
    channel: str,
    now: datetime,
) -> None:
    """Keep a wish to be written to, with how and when it was said."""
    learning.subscribe(session, phone, topic, place_id, language, channel, now)
    contacts.opt_in(session, learning.index_of(session, phone))


def unsubscribe_topic(errand: Errand) -> Told:
    """Write no more to this phone about a topic."""
    asked = errand.asked
    learning.unsubscribe(errand.session, asked.phone_index, topic_of(asked.scene))
    left = learning.topics_of(errand.session, asked.phone_index)
    return Told("unsubscribed", {"subscribed": left})


def open_messages(errand: Errand) -> Told:
    """What this phone is written to about."""
    contact = contacts.by_phone(errand.session, errand.asked.phone_index)
    return Told(
        "opened",
        {
            "subscribed": learning.topics_of(errand.session, errand.asked.phone_index),
            "stopped": bool(contact and contact.opted_out_at),
        },
    )


def stop_messages(errand: Errand) -> Told:
    """Write no advice to this phone, whatever it wished before."""
    contacts.opt_out(errand.session, errand.asked.phone_index, "ussd", errand.now)
    return Told("stopped")


def start_messages(errand: Errand) -> Told:
    """Write again about what the phone had wished."""
    contacts.opt_in(errand.session, errand.asked.phone_index)
    return Told("started")


def _is_department(errand: Errand, place_id: str) -> bool:
    place = errand.asked.scene.places.get(place_id)
    return place is not None and place.level == "department"
