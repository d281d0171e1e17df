"""Being rung: asked for by anybody, done by who may know the number."""

from collections.abc import Mapping

from menus.flows.committee import age
from menus.screens import Choose, Effect, End, Scene, Show

TIMES = ("anytime", "morning", "afternoon", "evening")


def task(scene: Scene) -> Mapping[str, str]:
    """Who wishes to be rung, as far as a member may know."""
    shown = scene.facts["call_back"]
    return {
        "reference": str(shown["reference"]),
        "place": str(shown["place"]) or scene.voice.label("detail", "none"),
        "age": age(int(shown["minutes"]), scene),
        "time": scene.voice.label("call_back", shown["when"]),
    }


def number(scene: Scene) -> Mapping[str, str]:
    """The number to ring."""
    return {**task(scene), "number": str(scene.facts["number"])}


def on_task(scene: Scene) -> tuple[str, ...]:
    """Only a social worker or a coordinator sees the number."""
    return ("number", "done") if scene.facts["call_back"]["may_ring"] else ("others",)


CALL_BACKS = (
    Choose("call_back", TIMES, then="ask_call_back"),
    Effect("ask_call_back", then={"asked": "call_back_noted", "cannot": "call_back_cannot"}),
    End("call_back_noted"),
    Show("call_back_cannot", back="home"),
    Effect("open_call_back", then={"open": "call_back_task", "gone": "list_alerts"}),
    Choose(
        "call_back_task",
        on_task,
        then={"number": "unseal_call_back", "done": "finish_call_back", "others": "list_alerts"},
        fill=task,
        back="list_alerts",
    ),
    Effect("unseal_call_back", then={"shown": "call_back_number", "gone": "list_alerts"}),
    Choose(
        "call_back_number",
        ("done", "later"),
        then={"done": "finish_call_back", "later": "list_alerts"},
        fill=number,
        back="list_alerts",
    ),
    Effect("finish_call_back", then={"done": "list_alerts", "gone": "list_alerts"}),
)
