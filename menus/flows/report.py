"""Reporting a child in danger: eight questions, of which danger and place are enough."""

from collections.abc import Mapping

from menus import triage
from menus.flows.follow_up import grouped
from menus.flows.where import WHERE, place_of
from menus.screens import Choose, Effect, End, Scene

CHILDREN = ("girl_0_11", "girl_12_17", "boy_0_11", "boy_12_17", "several", "unknown")


def kinds(scene: Scene) -> tuple[str, ...]:
    """The concerns under the danger chosen."""
    return triage.kinds_of(scene.answers["danger"])


def after_danger(scene: Scene) -> str:
    """A danger with only one kind needs no second question."""
    return "kind" if len(kinds(scene)) > 1 else after_kind(scene)


def after_kind(scene: Scene) -> str:
    """On to the place, or back to the summary when an answer is being corrected."""
    return "save_draft" if "correct" in scene.answers else "where"


def in_progress(answers: Mapping[str, str]) -> bool:
    """Whether a report was begun and neither sent nor cancelled."""
    return "danger" in answers and not {"file_report", "cancel_report"} & answers.keys()


def after_child(scene: Scene) -> str:
    """Who is in a hurry has told enough; who corrects goes back to the summary."""
    if scene.answers["child"] == "send_now":
        return "file_report"
    return "save_draft" if "correct" in scene.answers else "when"


def children(scene: Scene) -> tuple[str, ...]:
    """The children there can be; on the way to the summary one may also send at once."""
    return CHILDREN if "correct" in scene.answers else (*CHILDREN, "send_now")


def child_of(answers: Mapping[str, str]) -> str:
    """The child as far as it was told."""
    child = answers.get("child", "unknown")
    return child if child in CHILDREN else "unknown"


def contact_of(answers: Mapping[str, str]) -> str:
    """How the caller may be reached; a relay is asked for themselves, after saying so."""
    contact = answers.get("contact", "never")
    return answers.get("contact_relay", "never") if contact == "relay" else contact


def after_contact(scene: Scene) -> str:
    """Who reports for somebody else is asked whether they themselves may be reached."""
    return "contact_relay" if scene.answers["contact"] == "relay" else "summary"


def after_draft(scene: Scene) -> str:
    """The draft is safe: ask what is still worth knowing."""
    if "correct" in scene.answers:
        return "summary"
    return "contact" if "route" in scene.answers else "child"


def after_when(scene: Scene) -> str:
    """Nobody is asked whether the village may know what no village is ever told."""
    if "correct" in scene.answers:
        return "save_draft"
    return "contact" if triage.is_sensitive(concern_of(scene)) else "route"


def concern_of(scene: Scene) -> str:
    """The concern that the answers come to."""
    return triage.concern_of(scene.answers["danger"], scene.answers.get("kind", ""))


def correctable(scene: Scene) -> tuple[str, ...]:
    """The answers a caller may change before sending."""
    asked = ("danger", "where", "child", "when", "route")
    return asked[:-1] if triage.is_sensitive(concern_of(scene)) else asked


def summary(scene: Scene) -> Mapping[str, str]:
    """What will be sent, in the caller's own choices."""
    place, label = place_of(scene), scene.voice.label
    return {
        "concern": label("concern", concern_of(scene)),
        "place": place.name if place else "",
        "child": label("child", child_of(scene.answers)),
        "when": label("when", scene.answers.get("when", "unknown")),
    }


def receipt(scene: Scene) -> Mapping[str, str]:
    """The receipt in groups of four, which are easier to copy."""
    return {"receipt": grouped(str(scene.facts["receipt"]))}


REPORT = (
    Choose("danger", triage.DANGERS, then=after_danger),
    Choose("kind", kinds, then=after_kind),
    *WHERE,
    Effect("save_draft", then=after_draft),
    Choose("child", children, then=after_child),
    Choose("when", ("now", "often", "past", "soon"), then=after_when),
    Choose("route", ("village", "not_village", "unknown"), then="save_draft"),
    Choose("contact", ("text", "call", "never", "relay"), then=after_contact),
    Choose("contact_relay", ("text", "call", "never"), then="summary"),
    Choose(
        "summary",
        ("send", "correct", "cancel"),
        then={"send": "file_report", "correct": "correct", "cancel": "cancel_report"},
        fill=summary,
    ),
    Choose("correct", correctable, then=lambda scene: scene.answers["correct"]),
    Effect("file_report", then={"filed": "thanks", "unsaved": "not_saved"}),
    Effect("cancel_report", then="cancelled"),
    End("thanks", fill=receipt),
    End("not_saved"),
    End("cancelled"),
)
