"""Advice to read, a question after it, and a way to have it sent by SMS."""

from collections.abc import Mapping

from menus import advice
from menus.screens import Choose, Effect, Item, Pick, Scene, Show

TODAY = "today"


def topics(scene: Scene) -> list[Item]:
    """Today's message first, then the topics."""
    today = Item(TODAY, scene.voice.label("advice", "today"))
    return [today, *(Item(topic, scene.voice.topic(topic)) for topic in advice.TOPICS)]


def tips(scene: Scene) -> list[Item]:
    """The messages of a topic, to be read page by page."""
    codes = advice.TOPICS[scene.answers["advice"]]
    return [Item(code, scene.voice.advice(code)) for code in codes]


def message_of(scene: Scene) -> str:
    """The message that is being read."""
    if scene.answers["advice"] == TODAY:
        return str(scene.facts["today"])
    return scene.answers["tips"]


def topic_of(scene: Scene) -> str:
    """The topic of the message that is being read."""
    return advice.topic_of(message_of(scene))


def tip(scene: Scene) -> Mapping[str, str]:
    """The message itself."""
    return {"advice": scene.voice.advice(message_of(scene))}


def on_tip(scene: Scene) -> tuple[str, ...]:
    """A question follows some messages; any topic can be sent by SMS."""
    return ("quiz", "sms") if message_of(scene) in advice.QUIZ else ("sms",)


def after_tip(scene: Scene) -> str:
    """To the question; or to the wish to be written to, or not any more."""
    if scene.answers["tip"] == "quiz":
        return "quiz"
    return "unsubscribe" if topic_of(scene) in scene.facts["subscribed"] else "subscribe"


def quiz(scene: Scene) -> Mapping[str, str]:
    """The question and its answers; a question with two answers leaves the third empty."""
    said = scene.voice.quiz(message_of(scene))
    return {"c": "", **said}


def answers(scene: Scene) -> tuple[str, ...]:
    """The answers to choose from."""
    return advice.answers(message_of(scene))


def topic(scene: Scene) -> Mapping[str, str]:
    """What the topic is called, and the village it may be for."""
    village = scene.places.get(scene.facts.get("last_place"))
    return {"topic": scene.voice.topic(topic_of(scene)), "village": village.name if village else ""}


def areas(scene: Scene) -> tuple[str, ...]:
    """As somebody of the last village, or of nowhere in particular."""
    return (
        ("here", "anywhere") if scene.places.get(scene.facts.get("last_place")) else ("anywhere",)
    )


ADVICE = (
    Effect("open_advice", then="advice"),
    Pick(
        "advice",
        topics,
        then=lambda scene: "tip" if scene.answers["advice"] == TODAY else "tips",
        back="home",
    ),
    Pick("tips", tips, then="tip", back="advice"),
    Choose("tip", on_tip, then=after_tip, fill=tip),
    Choose("quiz", answers, then="answer_quiz", fill=quiz),
    Effect("answer_quiz", then={"right": "quiz_right", "wrong": "quiz_wrong"}),
    Show("quiz_right", fill=tip, back="advice"),
    Show("quiz_wrong", fill=tip, back="advice"),
    Choose("subscribe", areas, then="subscribe_topic", fill=topic),
    Effect("subscribe_topic", then={"subscribed": "subscribed", "cannot": "call_back_cannot"}),
    Show("subscribed", fill=topic, back="advice"),
    Choose("unsubscribe", ("yes",), then="unsubscribe_topic", fill=topic),
    Effect("unsubscribe_topic", then="unsubscribed"),
    Show("unsubscribed", fill=topic, back="advice"),
)
