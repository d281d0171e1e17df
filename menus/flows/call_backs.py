"""Being rung: asked for by anybody, done by who may know the number."""

from collections.abc import Mapping

from menus.flows.committee import age, who
from menus.screens import Choose, Effect, End, Scene, Show

TIMES = ("anytime", "morning", "afternoon", "evening")
SAID = ("reached", "no_answer", "never")  # what may come of ringing


def task(scene: Scene) -> Mapping[str, str]:
    """Who wishes to be rung, as far as a member may know, and who rings them."""
    shown = scene.facts["call_back"]
    return {
        "reference": str(shown["reference"]),
        "place": str(shown["place"]) or scene.voice.label("detail", "none"),
        "age": age(int(shown["minutes"]), scene),
        "time": scene.voice.label("call_back", shown["when"]),
        "who": who(shown, scene),
    }


def number(scene: Scene) -> Mapping[str, str]:
    """The number to ring."""
    return {**task(scene), "number": str(scene.facts["number"])}


def on_task(scene: Scene) -> tuple[str, ...]:
    """Only a trained person takes it and sees the number."""
    shown = scene.facts["call_back"]
    if not shown["may_ring"]:
        return ("others",)
    return ("number", "said") if shown["who"] else ("take", "number", "said")


def noted(scene: Scene) -> Mapping[str, str]:
    """What follows from what was said."""
    return {"done": scene.voice.label("rung", str(scene.facts["done"]))}


CALL_BACKS = (
    Choose("call_back", TIMES, then="ask_call_back"),
    Effect("ask_call_back", then={"asked": "call_back_noted", "cannot": "call_back_cannot"}),
    End("call_back_noted"),
    Show("call_back_cannot", back="home"),
    Effect(
        "open_call_back",
        then={"open": "call_back_task", "gone": "list_alerts", "lost": "line_lost"},
    ),
    Choose(
        "call_back_task",
        on_task,
        then={
            "take": "take_call_back",
            "number": "unseal_call_back",
            "said": "call_back_said",
            "others": "list_alerts",
        },
        fill=task,
        back="list_alerts",
    ),
    Effect("take_call_back", then={"open": "call_back_task", "gone": "list_alerts"}),
    Effect(
        "unseal_call_back",
        then={"shown": "call_back_number", "gone": "list_alerts", "lost": "line_lost"},
    ),
    Choose("call_back_number", SAID, then="finish_call_back", fill=number, back="list_alerts"),
    Choose("call_back_said", SAID, then="finish_call_back"),
    Effect("finish_call_back", then={"noted": "call_back_kept", "gone": "list_alerts"}),
    Choose("call_back_kept", ("others",), then="list_alerts", fill=noted, back="home"),
)
