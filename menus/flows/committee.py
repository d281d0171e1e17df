"""The committee's work on a basic phone: a PIN, the alerts, one alert, "I have it"."""

from collections.abc import Mapping, Sequence
from typing import Any

from menus.screens import Choose, Effect, End, Item, Pick, Refused, Scene, Show, Type

CODE_DIGITS = 6
PIN_DIGITS = (4, 6)
_RUNS = "01234567890 09876543210"


def one_time_code(typed: str, _scene: Scene) -> str:
    """The code of the SMS, spaces forgiven."""
    digits = typed.replace(" ", "")
    if len(digits) != CODE_DIGITS or not _is_number(digits):
        raise Refused("code_shape")
    return digits


def pin(typed: str, _scene: Scene) -> str:
    """A PIN as it was typed."""
    if not _is_number(typed):
        raise Refused("pin_shape")
    return typed


def new_pin(typed: str, _scene: Scene) -> str:
    """A PIN worth having: four to six digits, no run, no single digit, no year."""
    least, most = PIN_DIGITS
    if not _is_number(typed) or not least <= len(typed) <= most:
        raise Refused("pin_shape")
    if typed in _RUNS or len(set(typed)) < 2 or (len(typed) == 4 and typed[:2] in ("19", "20")):
        raise Refused("pin_weak")
    return typed


def same_pin(typed: str, scene: Scene) -> str:
    """The new PIN once more."""
    if typed != scene.answers["new_pin"]:
        raise Refused("pin_differs")
    return typed


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


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit()


COMMITTEE = (
    Effect(
        "recognise_member",
        then={
            "enrolled": "pin",
            "code_waiting": "code",
            "code_sent": "code_sent",
            "locked": "locked",
            "stranger": "home",
        },
    ),
    End("code_sent"),
    Type("code", then="check_code", check=one_time_code, back="home"),
    Effect(
        "check_code",
        then={"right": "new_pin", "wrong": "code", "spent": "code_spent"},
        notices={"wrong": "code_wrong"},
    ),
    End("code_spent"),
    Type("new_pin", then="pin_again", check=new_pin, back="home"),
    Type("pin_again", then="set_pin", check=same_pin),
    Effect("set_pin", then={"set": "list_alerts", "refused": "code_spent"}),
    Type("pin", then="check_pin", check=pin, back="home"),
    Effect(
        "check_pin",
        then={"right": "list_alerts", "wrong": "pin", "locked": "locked"},
        notices={"wrong": "pin_wrong"},
    ),
    End("locked"),
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
