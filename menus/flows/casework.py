"""What a member can do about a report: an outcome, a visit, a service, a question, pass it on."""

from collections.abc import Mapping

from menus.screens import Choose, Effect, Item, Pick, Refused, Scene, Show, Type

ACTIONS = {  # what can be done, and the screen it begins with
    "outcome": "outcome",
    "visit": "visit",
    "refer": "list_services",
    "answers": "referral",
    "verify": "verify",
    "support": "support",
    "ask": "ask",
    "assign": "assign",
    "twins": "twin",
    "pass_up": "pass_up",
    "recuse": "recuse",
    "unseal": "why_number",
    "details": "details",
}
# What a service may say after what it said: one that declined may think again, and one that took a
# child in care may find that it cannot.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "sent": ("accepted", "declined", "done", "revoked"),
    "accepted": ("done", "declined", "revoked"),
    "declined": ("accepted",),
    "done": (),
    "revoked": (),
}
OUTCOMES = (
    "child_safe", "back_to_school", "in_services", "moved", "not_found", "out_of_labour", "other",
)  # fmt: skip
SITUATIONS = ("safe", "at_risk", "working", "absent", "moved")
ABSENT = ("absent", "moved")  # situations in which the child was not seen
KNOWN = ("yes", "no", "unknown")
DAYS = ("today", "yesterday", "earlier")
QUESTIONS = ("where", "how_many", "still", "moment")
REASONS = ("beyond_us", "not_our_area", "no_means", "too_close")
DAYS_OF = {f"{month:02}": 30 if month in (4, 6, 9, 11) else 31 for month in range(1, 13)}
DAYS_OF["02"] = 29


def reference(scene: Scene) -> Mapping[str, str]:
    """The reference that staff say aloud."""
    return {"reference": str(scene.facts["alert"]["reference"])}


def actions(scene: Scene) -> list[Item]:
    """What can be done now: nothing is offered that would lead nowhere."""
    shown = scene.facts["alert"]
    needs = {
        "answers": [each for each in shown.get("referrals", ()) if FOLLOWS[each["state"]]],
        "assign": shown.get("colleagues"),
        "twins": shown.get("twins"),
        "unseal": shown.get("may_unseal"),
    }
    return [
        Item(action, scene.voice.label("action", action))
        for action in ACTIONS
        if needs.get(action, True)
    ]


def after_actions(scene: Scene) -> str:
    """The screen that an action begins with."""
    return ACTIONS[scene.answers["actions"]]


def after_visit(scene: Scene) -> str:
    """Only of a child who was seen can more be said."""
    situation = scene.answers["visit"]
    if situation in ABSENT:
        return "visit_day"
    return "at_school" if situation == "working" else "works"


def a_day(typed: str, _scene: Scene) -> str:
    """A day and a month, as four digits; which year, the world knows."""
    digits = typed.replace(" ", "").replace("/", "")
    is_day = len(digits) == 4 and digits.isascii() and digits.isdigit()
    if not is_day or not 1 <= int(digits[:2]) <= DAYS_OF.get(digits[2:], 0):
        raise Refused("day_shape")
    return digits


def kinds(scene: Scene) -> list[Item]:
    """What kinds of services there are around, the nearest first."""
    found = dict.fromkeys(str(service["kind"]) for service in scene.facts["services"])
    return [Item(kind, scene.voice.label("service", kind)) for kind in found]


def services(scene: Scene) -> list[Item]:
    """The services of the directory, nearest first; of the kind that was chosen."""
    kind = scene.answers["service_kind"] if scene.facts["by_kind"] else ""
    return [
        Item(service["id"], service["name"])
        for service in scene.facts["services"]
        if kind in ("", service["kind"])
    ]


def done(scene: Scene) -> Mapping[str, str]:
    """What was done, and what follows from it."""
    said = scene.voice.label("done", str(scene.facts["done"]))
    return {**reference(scene), "done": said}


def details(scene: Scene) -> Mapping[str, str]:
    """What else is known: how the place is called, who may be reached, what was answered."""
    shown, label = scene.facts["alert"], scene.voice.label
    return {
        "landmark": shown["landmark"] or label("detail", "none"),
        "reachable": label("detail", "reachable" if shown["reachable"] else "unreachable"),
        "answer": shown["answer"] or label("detail", "none"),
    }


_NOTED = {"noted": "noted", "gone": "list_alerts"}
AFTER_DAY = {"today": "record_visit", "yesterday": "record_visit", "earlier": "visit_on"}

CASEWORK = (
    Pick("actions", actions, then=after_actions, fill=reference),
    Choose("outcome", OUTCOMES, then="record_outcome"),
    Effect("record_outcome", then=_NOTED),
    Choose("visit", SITUATIONS, then=after_visit),
    Choose("works", KNOWN, then="at_school"),
    Choose("at_school", KNOWN, then="visit_day"),
    Choose("visit_day", DAYS, then=AFTER_DAY),
    Type("visit_on", then="record_visit", check=a_day),
    Effect("record_visit", then={**_NOTED, "date": "visit_day"}, notices={"date": "visit_date"}),
    Effect(
        "list_services",
        then={
            "some": "service",
            "kinds": "service_kind",
            "none": "no_service",
            "gone": "list_alerts",
            "lost": "line_lost",
        },
    ),
    Pick("service_kind", kinds, then="service"),
    Pick("service", services, then="refer"),
    Show("no_service"),
    Effect("refer", then=_NOTED),
    Choose("ask", QUESTIONS, then="ask_reporter"),
    Effect("ask_reporter", then=_NOTED),
    Choose("pass_up", REASONS, then="hand_up"),
    Effect("hand_up", then=_NOTED),
    Choose("recuse", ("yes",), then="step_aside", fill=reference),
    Effect("step_aside", then=_NOTED),
    Show("details", fill=details),
    Choose("noted", ("others",), then="list_alerts", fill=done, back="home"),
)
