"""Texts that nobody understood, on the coordinator's phone: read in short, decided with a key."""

from collections.abc import Mapping, Sequence
from typing import Any

from menus import triage
from menus.advice import TOPICS
from menus.flows.committee import age
from menus.flows.where import typed_name, village_by_code
from menus.places import Place
from menus.screens import Choose, Effect, Flow, Item, Pick, Refused, Scene, Type
from menus.triage import DANGERS

QUESTIONS = ("place", "danger", "receipt")
HELP = "help"  # how to write to us: the answer that is no advice


def texts(scene: Scene) -> list[Item]:
    """Each in one line: since when, how it begins."""
    found: Sequence[Mapping[str, Any]] = scene.facts["texts"]
    return [Item(t["id"], f"{age(int(t['minutes']), scene)} {t['begins']}") for t in found]


def shown(scene: Scene) -> Mapping[str, str]:
    """A text, as far as a screen holds it; whose it is, nobody is told."""
    text = scene.facts["text"]
    return {"words": text["words"], "brief": text["brief"]}


def on_text(scene: Scene) -> tuple[str, ...]:
    """What can be decided: only who has a number can be written to or rung."""
    text = scene.facts["text"]
    to_sender = ("ask", "answer", "ring") if text["can_answer"] else ()
    return ("report", *to_sender, "nothing", *(("release",) if text["aside"] else ()))


def after_danger(scene: Scene) -> str:
    """Straight on where a danger is of one kind."""
    more = len(triage.kinds_of(scene.answers["text_danger"])) > 1
    return "text_kind" if more else "text_place"


def kinds(scene: Scene) -> list[Item]:
    """The kinds of the danger."""
    codes = triage.kinds_of(scene.answers["text_danger"])
    return [Item(code, scene.voice.label("concern", code)) for code in codes]


def a_place(typed: str, scene: Scene) -> str:
    """The place of a poster's code, or a name that villages have."""
    if typed.replace(" ", "").isdigit():
        return village_by_code(typed, scene)
    name = typed_name(typed, scene)
    if not scene.places.named(name).places:
        raise Refused("village_unknown")
    return name


def place_of(scene: Scene) -> Place | None:
    """The village that is meant; None while several may be."""
    said = scene.answers["text_place"]
    if known := scene.places.get(scene.answers.get("text_village") or said):
        return known
    found = scene.places.named(said)
    return found.places[0] if found.is_exact and len(found.places) == 1 else None


def after_place(scene: Scene) -> str:
    """Straight on when one village is meant."""
    return "file_text" if place_of(scene) else "text_village"


def villages(scene: Scene) -> list[Item]:
    """The villages that a name may mean, the likeliest first."""
    found = scene.places.named(scene.answers["text_place"]).places
    return [Item(place.id, scene.places.label(place)) for place in found]


def answers(scene: Scene) -> list[Item]:
    """How to write to us, or advice on a topic."""
    topics = [Item(topic, scene.voice.topic(topic)) for topic in TOPICS]
    return [Item(HELP, scene.voice.label("text", "help")), *topics]


def noted(scene: Scene) -> Mapping[str, str]:
    """What was done."""
    return {"done": scene.voice.label("text", str(scene.facts["done"]))}


def on_noted(scene: Scene) -> tuple[str, ...]:
    """A slip can be undone."""
    return ("others", "undo") if scene.facts["done"] == "read" else ("others",)


_NOTED = {"noted": "text_noted", "gone": "list_texts"}

TRIAGE: Flow = (
    Effect("list_texts", then={"some": "texts", "none": "list_alerts", "lost": "line_lost"}),
    Pick("texts", texts, then="open_text", back="list_alerts"),
    Effect("open_text", then={"open": "text_shown", "gone": "list_texts", "lost": "line_lost"}),
    Choose(
        "text_shown",
        on_text,
        then={
            "report": "text_danger",
            "ask": "text_ask",
            "answer": "text_answer",
            "ring": "ring_text",
            "nothing": "drop_text",
            "release": "release_text",
        },
        fill=shown,
        back="list_texts",
    ),
    Choose("text_danger", DANGERS, then=after_danger),
    Pick("text_kind", kinds, then="text_place"),
    Type("text_place", then=after_place, check=a_place),
    Pick("text_village", villages, then="file_text"),
    Choose("text_ask", QUESTIONS, then="ask_text"),
    Pick("text_answer", answers, then="answer_text"),
    *(
        Effect(effect, then=_NOTED)
        for effect in (
            "file_text", "ask_text", "answer_text", "ring_text", "drop_text", "release_text",
            "take_text_back",
        )
    ),
    Choose(
        "text_noted",
        on_noted,
        then={"others": "list_texts", "undo": "take_text_back"},
        fill=noted,
        back="list_alerts",
    ),
)  # fmt: skip
