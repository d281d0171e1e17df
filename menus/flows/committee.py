"""The committee's work on a basic phone: the alerts, one alert, "I have it"."""

from collections.abc import Mapping, Sequence
from typing import Any

from menus.screens import Choose, Effect, Item, Pick, Scene, Show


def alerts(scene: Scene) -> list[Item]:
    """Each open alert in one line: how urgent, where, since when."""
    return [Item(str(alert["id"]), _line(alert, scene)) for alert in _alerts(scene)]


def counted(scene: Scene) -> Mapping[str, str]:
    """How many alerts wait."""
    return {"count": str(len(_alerts(scene)))}


def alert(scene: Scene) -> Mapping[str, str]:
    """One report as its committee may see it."""
    shown, label = scene.facts["alert"], scene.voice.label
    return {
        "reference": str(shown["reference"]),
        "urgency": label("urgency", shown["urgency"]),
        "concern": label("concern", shown["concern"]),
        "place": str(shown["place"]),
        "child": label("child", shown["child"]),
        "when": label("when", shown["when"]),
        "age": _age(int(shown["minutes"]), scene),
    }


def reference(scene: Scene) -> Mapping[str, str]:
    """The reference that staff say aloud."""
    return {"reference": str(scene.facts["alert"]["reference"])}


def _alerts(scene: Scene) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = scene.facts.get("alerts", ())
    return found


def _line(alert: Mapping[str, Any], scene: Scene) -> str:
    urgency = scene.voice.label("urgency", alert["urgency"])
    return f"{urgency} {alert['place']} {_age(int(alert['minutes']), scene)}"


def _age(minutes: int, scene: Scene) -> str:
    unit = scene.voice.label
    if minutes < 60:
        return f"{minutes}{unit('age', 'minutes')}"
    if minutes < 48 * 60:
        return f"{minutes // 60}{unit('age', 'hours')}"
    return f"{minutes // (24 * 60)}{unit('age', 'days')}"


COMMITTEE = (
    Effect("list_alerts", then={"some": "alerts", "none": "no_alerts"}),
    Show("no_alerts", back="home"),
    Pick("alerts", alerts, then="open_alert", fill=counted, back="home"),
    Effect("open_alert", then={"open": "alert", "taken": "alert_taken", "gone": "list_alerts"}),
    Choose("alert", ("acknowledge",), then="acknowledge", fill=alert, back="list_alerts"),
    Show("alert_taken", fill=alert, back="list_alerts"),
    Effect(
        "acknowledge",
        then={"done": "acknowledged", "late": "alert_taken", "gone": "list_alerts"},
    ),
    Choose("acknowledged", ("others",), then="list_alerts", fill=reference, back="home"),
)
