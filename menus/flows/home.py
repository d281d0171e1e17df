"""The first screen, and the numbers to call."""

from collections.abc import Mapping

from menus.helplines import of_country
from menus.screens import Choose, Scene


def offered(scene: Scene) -> tuple[str, ...]:
    """What the caller may do; only members see the committee's door."""
    everyone = ("report", "follow_up", "advice", "numbers", "settings")
    return (*everyone, "committee") if scene.facts.get("member") else everyone


def numbers(scene: Scene) -> Mapping[str, str]:
    """The verified numbers of the country, each with what it is for."""
    label = scene.voice.label
    lines = (
        f"{line.number} {label('helpline', line.purpose)}" for line in of_country(scene.country)
    )
    return {"numbers": "\n".join(lines)}


DOORS = {
    "report": "danger",
    "follow_up": "receipt",
    "advice": "open_advice",
    "numbers": "numbers",
    "settings": "settings",
    "committee": "recognise_member",
}

HOME = (
    Choose("home", offered, then=DOORS),
    Choose("numbers", ("call_back",), then="call_back", fill=numbers),
)
