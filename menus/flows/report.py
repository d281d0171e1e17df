"""Reporting a child in danger: eight questions, of which danger and place are enough."""

from collections.abc import Callable, Mapping

from menus import triage
from menus.check_digit import is_valid
from menus.places import Place
from menus.screens import Choose, Effect, End, Item, Pick, Refused, Scene, Type

ELSEWHERE = "elsewhere:"  # before the sub-prefecture's id, when the village is not in the list
FEW = 12  # departments that are quicker to page through than to reach by their region


def kinds(scene: Scene) -> tuple[str, ...]:
    """The concerns under the danger chosen."""
    return triage.kinds_of(scene.answers["danger"])


def after_danger(scene: Scene) -> str:
    """A danger with only one kind needs no second question."""
    return "kind" if len(kinds(scene)) > 1 else after_kind(scene)


def after_kind(scene: Scene) -> str:
    """On to the place, or back to the summary when an answer is being corrected."""
    return "save_draft" if "correct" in scene.answers else "where"


def ways_to_a_village(scene: Scene) -> tuple[str, ...]:
    """The village of the last report first, where there is one."""
    known = scene.places.get(scene.facts.get("last_place"))
    return ("last", "code", "browse") if known else ("code", "browse")


def last_village(scene: Scene) -> Mapping[str, str]:
    """The name of the village of the last report."""
    known = scene.places.get(scene.facts.get("last_place"))
    return {"last_village": known.name if known else ""}


def after_where(scene: Scene) -> str:
    """To the code, or to the first list worth reading."""
    way = scene.answers["where"]
    if way == "browse":
        few = len(scene.places.at_level("department")) <= FEW
        return "department" if few else "region"
    return {"last": "save_draft", "code": "village_code"}[way]


def village_by_code(typed: str, scene: Scene) -> str:
    """The place whose poster bears the code; a slip and an unknown code are told apart."""
    digits = typed.replace(" ", "")
    place = scene.places.by_poster_code(digits)
    if place:
        return place.id
    raise Refused("code_unknown" if is_valid(digits) and len(digits) > 2 else "code_slip")


def regions(scene: Scene) -> list[Item]:
    """Every region."""
    return _items(scene.places.at_level("region"))


def departments(scene: Scene) -> list[Item]:
    """The departments of the region chosen, or all of them."""
    region = scene.answers.get("region")
    return _items(scene.places.within(region) if region else scene.places.at_level("department"))


def sub_prefectures(scene: Scene) -> list[Item]:
    """The sub-prefectures of the department chosen."""
    return _items(scene.places.within(scene.answers["department"]))


def villages(scene: Scene) -> list[Item]:
    """The villages of the sub-prefecture chosen, and a way out for those not in the list."""
    area = scene.answers["sub_prefecture"]
    other = Item(ELSEWHERE + area, scene.voice.label("place", "elsewhere"))
    return [*_items(scene.places.within(area)), other]


def place_of(scene: Scene) -> Place | None:
    """The place that the caller's last way of saying it comes to."""
    way = scene.answers.get("where")
    if way == "last":
        return scene.places.get(scene.facts.get("last_place"))
    named = scene.answers.get("village_code" if way == "code" else "village", "")
    return scene.places.get(named.removeprefix(ELSEWHERE))


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


def when_corrected(otherwise: str) -> Callable[[Scene], str]:
    """Back to the summary when an answer is being corrected, else on to the next question."""
    return lambda scene: "save_draft" if "correct" in scene.answers else otherwise


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
        "child": label("child", scene.answers.get("child", "unknown")),
        "when": label("when", scene.answers.get("when", "unknown")),
    }


def receipt(scene: Scene) -> Mapping[str, str]:
    """The receipt in groups of four, which are easier to copy."""
    digits = str(scene.facts["receipt"])
    return {"receipt": " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))}


def _items(places: list[Place]) -> list[Item]:
    return [Item(place.id, place.name) for place in places]


REPORT = (
    Choose("danger", triage.DANGERS, then=after_danger),
    Choose("kind", kinds, then=after_kind),
    Choose("where", ways_to_a_village, then=after_where, fill=last_village),
    Type("village_code", then="save_draft", check=village_by_code),
    Pick("region", regions, then="department"),
    Pick("department", departments, then="sub_prefecture"),
    Pick("sub_prefecture", sub_prefectures, then="village"),
    Pick("village", villages, then="save_draft"),
    Effect("save_draft", then=after_draft),
    Choose(
        "child",
        ("girl_0_11", "girl_12_17", "boy_0_11", "boy_12_17", "several", "unknown"),
        then=when_corrected("when"),
    ),
    Choose("when", ("now", "often", "past", "soon"), then=after_when),
    Choose("route", ("village", "not_village", "unknown"), then="save_draft"),
    Choose("contact", ("text", "call", "never"), then="summary"),
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
