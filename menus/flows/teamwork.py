"""The rest of a committee's work: is it true, what was given, who has it, what services said,
which reports are one, and those that are finished."""

from collections.abc import Mapping, Sequence
from typing import Any

from menus.check_digit import is_valid
from menus.flows.casework import FOLLOWS, reference
from menus.flows.committee import OPENED
from menus.screens import Choose, Effect, Item, Pick, Refused, Scene, Show, Type

VERDICTS = ("true", "nothing_found", "a_mistake", "malice", "not_a_child")
SUPPORTS = ("school_kit", "birth_paper", "health_care", "food_money", "family_help", "training")
DECLINED = ("full", "not_ours", "no_means", "cannot_reach")
WHY_NUMBER = ("in_danger", "find_place", "call_back")
WHY_REOPENED = ("again", "mistake", "new_facts")
FIND = "find"  # the line of the list under which a report is looked for by its number


def colleagues(scene: Scene) -> list[Item]:
    """The members to whom a report can be given."""
    return [Item(each["id"], each["name"]) for each in _of_alert(scene, "colleagues")]


def referrals(scene: Scene) -> list[Item]:
    """The services that were asked for help, and how far each is."""
    label = scene.voice.label
    return [
        Item(each["id"], f"{label('referral', each['state'])} {each['name']}")
        for each in _of_alert(scene, "referrals")
        if FOLLOWS[each["state"]]
    ]


def may_say(scene: Scene) -> tuple[str, ...]:
    """What the service that was chosen may say now."""
    chosen = scene.answers["referral"]
    states = [r["state"] for r in _of_alert(scene, "referrals") if r["id"] == chosen]
    return FOLLOWS[states[0]]


def twins(scene: Scene) -> list[Item]:
    """The reports that may be about the same child."""
    return [Item(each, each) for each in _of_alert(scene, "twins")]


def a_reference(typed: str, _scene: Scene) -> str:
    """A report's number as staff say it aloud."""
    digits = typed.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and is_valid(digits)):
        raise Refused("reference_shape")
    return digits


def number(scene: Scene) -> Mapping[str, str]:
    """The number of who reported."""
    return {**reference(scene), "number": str(scene.facts["number"])}


def elsewhere(scene: Scene) -> Mapping[str, str]:
    """Who has a report that is not this committee's."""
    shown = scene.facts["alert"]
    return {**reference(scene), "holder": str(shown["holder"]), "place": str(shown["place"])}


def after_answer(scene: Scene) -> str:
    """A refusal has a reason."""
    return "declined" if scene.answers["said"] == "declined" else "record_answer"


def _of_alert(scene: Scene, name: str) -> Sequence[Any]:
    found: Sequence[Any] = scene.facts["alert"].get(name, ())
    return found


_NOTED = {"noted": "noted", "gone": "list_alerts"}

TEAMWORK = (
    Choose("verify", VERDICTS, then="record_verdict", fill=reference),
    Effect("record_verdict", then=_NOTED),
    Choose("support", SUPPORTS, then="record_support"),
    Effect("record_support", then=_NOTED),
    Pick("assign", colleagues, then="give_to"),
    Effect("give_to", then=_NOTED),
    Pick("referral", referrals, then="said"),
    Choose("said", may_say, then=after_answer),
    Choose("declined", DECLINED, then="record_answer"),
    Effect("record_answer", then=_NOTED),
    Pick("twin", twins, then="same"),
    Choose("same", ("yes", "no"), then="decide_twin"),
    Effect("decide_twin", then=_NOTED),
    Choose("why_number", WHY_NUMBER, then="unseal_report", fill=reference),
    Effect(
        "unseal_report",
        then={"shown": "report_number", "gone": "list_alerts", "lost": "line_lost"},
    ),
    Show("report_number", fill=number, back="list_alerts"),
    Choose(
        "alert_finished",
        ("reopen", "details"),
        fill=reference,
        back="list_alerts",
        then={"reopen": "reopen", "details": "details"},
    ),
    Choose("reopen", WHY_REOPENED, then="take_up_again"),
    Effect("take_up_again", then=_NOTED),
    Type("find", then="find_report", check=a_reference, back="list_alerts"),
    Effect(
        "find_report",
        then={**OPENED, "over": "finished_elsewhere", "gone": "find"},
        notices={"gone": "no_such_report"},
    ),
    Choose("alert_elsewhere", ("step_in",), then="step_in", fill=elsewhere, back="list_alerts"),
    Choose("finished_elsewhere", ("step_in",), then="step_in", fill=elsewhere, back="list_alerts"),
    Show("alert_passed", fill=elsewhere, back="list_alerts"),
    Effect("step_in", then={**_NOTED, "finished": "reopen"}),
)
