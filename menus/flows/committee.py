"""The committee's inbox on a basic phone: what waits, one report, "I have it"."""

from collections.abc import Mapping, Sequence
from typing import Any

from menus.flows.casework import reference
from menus.screens import Choose, Effect, End, Item, Pick, Scene


def alerts(scene: Scene) -> list[Item]:
    """Each in one line: how urgent, where, since when, how long until the next level is told."""
    lines = [Item(str(alert["id"]), _line(alert, scene)) for alert in _alerts(scene)]
    return [*lines, Item("find", scene.voice.label("alert", "find"))]


def counted(scene: Scene) -> Mapping[str, str]:
    """How many alerts wait."""
    return {"count": str(len(_alerts(scene)))}


def alert(scene: Scene) -> Mapping[str, str]:
    """One report as its committee may see it."""
    shown, label = scene.facts["alert"], scene.voice.label
    return {
        "reference": str(shown["reference"]),
        "who": who(shown, scene),
        "urgency": label("urgency", shown["urgency"]),
        "concern": label("concern", shown["concern"]),
        "place": str(shown["place"]),
        "child": label("child", shown["child"]),
        "when": label("when", shown["when"]),
        "age": age(int(shown["minutes"]), scene),
        "left": _left(shown, scene),
    }


def who(shown: Mapping[str, Any], scene: Scene) -> str:
    """Who has it: the reader, or a colleague by name."""
    named = str(shown.get("who") or "nobody")
    return scene.voice.label("who", named) if named in ("me", "nobody") else named


def after_alerts(scene: Scene) -> str:
    """A report is opened, or somebody's wish to be rung, or one is looked for by its number."""
    if scene.answers["alerts"] in ELSEWHERE:
        return ELSEWHERE[scene.answers["alerts"]]
    return "open_call_back" if scene.answers["alerts"].startswith("c:") else "open_alert"


def on_alert(scene: Scene) -> tuple[str, ...]:
    """What is done most at this point, and the rest behind one more key."""
    return ("outcome", "more") if scene.facts["alert"]["taken"] else ("acknowledge", "more")


def _alerts(scene: Scene) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = scene.facts.get("alerts", ())
    return found


def _line(alert: Mapping[str, Any], scene: Scene) -> str:
    if alert.get("kind") == "texts":
        return f"{scene.voice.label('alert', 'texts')} {alert['count']}"
    how_long = age(int(alert["minutes"]), scene)
    if alert.get("kind") == "call_back":
        return f"{scene.voice.label('alert', 'call_back')} {alert['place']} {how_long}"
    if alert["taken"]:
        line = f"{scene.voice.label('alert', 'taken')} {alert['place']} {how_long}"
        return ", ".join(part for part in (line, _left(alert, scene)) if part)
    urgency = scene.voice.label("urgency", alert["urgency"])
    return ", ".join(
        part for part in (f"{urgency} {alert['place']} {how_long}", _left(alert, scene)) if part
    )


def _left(alert: Mapping[str, Any], scene: Scene) -> str:
    """How long until the next level is told; "" when nobody will be."""
    left = alert.get("left")
    if left is None:
        return ""
    if int(left) <= 0:
        return scene.voice.label("alert", "late")
    return scene.voice.label("alert", "left").format(time=age(int(left), scene))


def age(minutes: int, scene: Scene) -> str:
    """How long something lasts, in one unit."""
    unit = scene.voice.label
    if minutes < 60:
        return f"{minutes}{unit('age', 'minutes')}"
    if minutes < 48 * 60:
        return f"{minutes // 60}{unit('age', 'hours')}"
    return f"{minutes // (24 * 60)}{unit('age', 'days')}"


ELSEWHERE = {"find": "find", "texts": "list_texts"}  # lines of the list that are no report
WAYS = {"acknowledge": "acknowledge", "outcome": "outcome", "more": "actions"}

# The screen that an alert opens with.
OPENED = {
    "open": "alert",
    "taken": "alert_taken",
    "finished": "alert_finished",
    "elsewhere": "alert_elsewhere",
    "passed": "alert_passed",
    "gone": "list_alerts",
    "lost": "line_lost",
}

COMMITTEE = (
    Effect("list_alerts", then={"some": "alerts", "none": "no_alerts", "lost": "line_lost"}),
    Choose("no_alerts", ("find",), then="find", back="home"),
    Pick("alerts", alerts, then=after_alerts, fill=counted, back="home"),
    Effect("open_alert", then=OPENED),
    Choose("alert", on_alert, then=WAYS, fill=alert, back="list_alerts"),
    Choose("alert_taken", on_alert, then=WAYS, fill=alert, back="list_alerts"),
    Effect(
        "acknowledge",
        then={"done": "acknowledged", "late": "alert_taken", "gone": "list_alerts"},
    ),
    Choose("acknowledged", ("others",), then="list_alerts", fill=reference, back="home"),
    End("line_lost"),
)
