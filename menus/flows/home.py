"""The first screen, and the numbers to call."""

from menus.screens import Choose, Scene, Show


def offered(scene: Scene) -> tuple[str, ...]:
    """What the caller may do; only members see the committee's door."""
    everyone = ("report", "follow_up", "numbers", "language")
    return (*everyone, "committee") if scene.facts.get("member") else everyone


DOORS = {
    "report": "danger",
    "follow_up": "receipt",
    "numbers": "numbers",
    "language": "language",
    "committee": "recognise_member",
}

HOME = (
    Choose("home", offered, then=DOORS),
    Show("numbers"),
)
