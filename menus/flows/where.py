"""Where the child is: the last village, the poster's code, the name, or from list to list."""

from collections.abc import Mapping

from menus.check_digit import is_valid
from menus.places import Found, Place
from menus.screens import Choose, Item, Pick, Refused, Scene, Type

ELSEWHERE = "elsewhere"  # a village that is not in the list
LONGEST_LANDMARK = 60
FEW = 12  # departments that are quicker to page through than to reach by their region


def ways_to_a_village(scene: Scene) -> tuple[str, ...]:
    """The village of the last report first, where there is one."""
    ways = ("code", "name", "browse")
    return ("last", *ways) if scene.places.get(scene.facts.get("last_place")) else ways


def last_village(scene: Scene) -> Mapping[str, str]:
    """The name of the village of the last report."""
    known = scene.places.get(scene.facts.get("last_place"))
    return {"last_village": known.name if known else ""}


def after_where(scene: Scene) -> str:
    """To the code, to the name, or to the first list worth reading."""
    way = scene.answers["where"]
    if way == "browse":
        return first_list(scene)
    return {"last": "save_draft", "code": "village_code", "name": "village_name"}[way]


def first_list(scene: Scene) -> str:
    """The first list worth reading on the way to a village."""
    return "department" if len(scene.places.at_level("department")) <= FEW else "region"


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
    return [*_items(scene.places.within(scene.answers["sub_prefecture"])), _not_listed(scene)]


def typed_name(typed: str, _scene: Scene) -> str:
    """The name of a village as it was typed; anything with letters is worth looking for."""
    name = " ".join(typed.split())[:LONGEST_LANDMARK]
    if not any(letter.isalpha() for letter in name):
        raise Refused("name_shape")
    return name


def after_name(scene: Scene) -> str:
    """Straight on when only one village can be meant."""
    found = _named(scene)
    return "save_draft" if found.is_exact and len(found.places) == 1 else "village_match"


def villages_named(scene: Scene) -> list[Item]:
    """The villages that a typed name may mean, the likeliest first, and a way out."""
    found = [Item(place.id, scene.places.label(place)) for place in _named(scene).places]
    return [*found, _not_listed(scene)]


def after_village(scene: Scene) -> str:
    """A village that is not in the list is asked for by what it is called."""
    return "landmark" if scene.answers["village"] == ELSEWHERE else "save_draft"


def after_match(scene: Scene) -> str:
    """A name that is not in the list belongs to the sub-prefecture it lies in."""
    return first_list(scene) if scene.answers["village_match"] == ELSEWHERE else "save_draft"


def after_sub_prefecture(scene: Scene) -> str:
    """To its villages; or on, when the name was typed already and is in no list."""
    return "save_draft" if _is_typed_elsewhere(scene) else "village"


def landmark(typed: str, _scene: Scene) -> str:
    """What a place is called, in the reporter's own words."""
    name = " ".join(typed.split())[:LONGEST_LANDMARK]
    if not name:
        raise Refused("name_shape")
    return name


def landmark_of(scene: Scene) -> str:
    """What was typed of a place that is not in the list."""
    answers, way = scene.answers, scene.answers.get("where")
    if way == "name" and _is_typed_elsewhere(scene):
        return answers["village_name"]
    is_elsewhere = way == "browse" and answers.get("village") == ELSEWHERE
    return answers.get("landmark", "") if is_elsewhere else ""


def place_of(scene: Scene) -> Place | None:
    """The place that the caller's last way of saying it comes to."""
    answers, way = scene.answers, scene.answers.get("where")
    if way == "last":
        return scene.places.get(scene.facts.get("last_place"))
    if way == "code":
        return scene.places.get(answers.get("village_code"))
    if way == "name" and not _is_typed_elsewhere(scene):
        return _place_named(scene)
    if way == "name" or answers.get("village") == ELSEWHERE:
        return scene.places.get(answers.get("sub_prefecture"))
    return scene.places.get(answers.get("village"))


def _place_named(scene: Scene) -> Place | None:
    if "village_name" not in scene.answers:
        return None
    if chosen := scene.answers.get("village_match"):
        return scene.places.get(chosen)
    found = _named(scene)
    return found.places[0] if found.is_exact and len(found.places) == 1 else None


def _is_typed_elsewhere(scene: Scene) -> bool:
    answers = scene.answers
    return answers.get("where") == "name" and answers.get("village_match") == ELSEWHERE


def _named(scene: Scene) -> Found:
    near = scene.places.get(scene.facts.get("last_place"))
    return scene.places.named(scene.answers["village_name"], near=near.id if near else None)


def _not_listed(scene: Scene) -> Item:
    return Item(ELSEWHERE, scene.voice.label("place", "elsewhere"))


def _items(places: list[Place]) -> list[Item]:
    return [Item(place.id, place.name) for place in places]


WHERE = (
    Choose("where", ways_to_a_village, then=after_where, fill=last_village),
    Type("village_code", then="save_draft", check=village_by_code),
    Type("village_name", then=after_name, check=typed_name),
    Pick("village_match", villages_named, then=after_match),
    Pick("region", regions, then="department"),
    Pick("department", departments, then="sub_prefecture"),
    Pick("sub_prefecture", sub_prefectures, then=after_sub_prefecture),
    Pick("village", villages, then=after_village),
    Type("landmark", then="save_draft", check=landmark),
)
