"""What a caller may choose for the phone: the language, SMS, a member's secret code."""

from collections.abc import Mapping

from menus.screens import Choose, Effect, Item, Pick, Scene, Show


def choices(scene: Scene) -> tuple[str, ...]:
    """Only members have a secret code."""
    everyone = ("language", "messages")
    return (*everyone, "pin") if scene.facts.get("member") else everyone


def languages(scene: Scene) -> list[Item]:
    """Each language under its own name."""
    return [Item(code, name) for code, name in scene.languages.items()]


def on_messages(scene: Scene) -> tuple[str, ...]:
    """To choose a topic; and to stop everything, or to allow it again."""
    return ("choose", "start" if scene.facts["stopped"] else "stop")


def messages(scene: Scene) -> Mapping[str, str]:
    """How many topics are sent to this phone."""
    return {"count": "0" if scene.facts["stopped"] else str(len(scene.facts["subscribed"]))}


SETTINGS = (
    Choose(
        "settings",
        choices,
        then={"language": "language", "messages": "open_messages", "pin": "change_pin"},
    ),
    Pick("language", languages, then="keep_language"),
    Effect("keep_language", then="home"),
    Effect("open_messages", then="messages"),
    Choose(
        "messages",
        on_messages,
        then={"choose": "open_advice", "stop": "stop_messages", "start": "start_messages"},
        fill=messages,
        back="home",
    ),
    Effect("stop_messages", then="messages_stopped"),
    Effect("start_messages", then="messages_started"),
    Show("messages_stopped", back="home"),
    Show("messages_started", back="home"),
)
