"""What a member can do about a report: an outcome, a visit, a service, a question, pass it on."""

from collections.abc import Mapping

from menus.screens import Choose, Effect, Item, Pick, Scene, Show

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
OUTCOMES = (
    "child_safe", "back_to_school", "in_services", "moved", "not_found", "out_of_labour", "other",
)  # fmt: skip
SITUATIONS = ("safe", "at_risk", "working", "absent", "moved")
QUESTIONS = ("where", "how_many", "still", "moment")
REASONS = ("beyond_us", "not_our_area", "no_means", "too_close")


def reference(scene: Scene) -> Mapping[str, str]:
    """The reference that staff say aloud."""
    return {"reference": str(scene.facts["alert"]["reference"])}


def actions(scene: Scene) -> list[Item]:
    """What can be done now: nothing is offered that would lead nowhere."""
    shown = scene.facts["alert"]
    needs = {
        "answers": shown.get("referrals"),
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


def services(scene: Scene) -> list[Item]:
    """The services of the directory, nearest first."""
    return [Item(service["id"], service["name"]) for service in scene.facts["services"]]


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

CASEWORK = (
    Pick("actions", actions, then=after_actions, fill=reference),
    Choose("outcome", OUTCOMES, then="record_outcome"),
    Effect("record_outcome", then=_NOTED),
    Choose("visit", SITUATIONS, then="record_visit"),
    Effect("record_visit", then=_NOTED),
    Effect("list_services", then={"some": "service", "none": "no_service", "gone": "list_alerts"}),
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
