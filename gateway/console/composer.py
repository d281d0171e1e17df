"""The composer: a campaign is written on one page, with the phone and the price beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from gateway import campaigning
from gateway.campaigning import CampaignRefused, Draft, Sight
from gateway.console import bp, composer_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.campaign import desk_of
from gateway.console.composer_form import FIELDS, LANGUAGES
from gateway.console.doors import Visit, page
from menus import seasons
from menus.advice import MESSAGES, TOPICS
from menus.gsm7 import fold
from notifications.prices import UNIT
from storage import areas, audiences, campaigns
from storage.audiences import ROLES, Audience
from storage.operators import NAMES

LEVELS = ("region", "department", "sub_prefecture")
LONGEST_NAME = 60  # of an audience


@page(bp, "/campaigns/new", allows="keep_campaigns")
def new(visit: Visit) -> Answer:
    """An empty form."""
    return _show(visit, {"start": "now", "role": ROLES[0], "plan": ""}, Draft(), {}, None)


@page(bp, "/campaigns/new", allows="keep_campaigns", methods=["POST"])
def write(visit: Visit) -> Answer:
    """Look at what is being written, or keep it."""
    return _answer(visit, None)


@page(bp, "/campaigns/<int:number>/edit", allows="keep_campaigns")
def edit(visit: Visit, number: int) -> Answer:
    """A campaign in its form, while it may be changed."""
    found = campaigns.by_number(visit.session, number)
    if found is None or found.status not in campaigning.CHANGEABLE or found.parent_id is not None:
        return None
    draft = campaigning.draft_of(found)
    filled = composer_form.filled(draft, visit.parts.settings.zone)
    return _show(visit, filled, draft, {}, number)


@page(bp, "/campaigns/<int:number>/edit", allows="keep_campaigns", methods=["POST"])
def change(visit: Visit, number: int) -> Answer:
    """Look at what is being changed, or keep it; whoever had agreed is asked anew."""
    if campaigns.by_number(visit.session, number) is None:
        return None
    return _answer(visit, number)


def _answer(visit: Visit, number: int | None) -> Answer:
    form, do = dict(request.form), request.form.get("do", "look")
    if do.startswith("fold_") and do.removeprefix("fold_") in FIELDS:
        field = do.removeprefix("fold_")
        form[field] = fold(form.get(field, ""))
    if do == "template" and form.get("message") in MESSAGES:
        form |= _template(visit, form["message"])
    if do == "saved":
        form |= _saved(visit, form.get("saved", ""))
    draft, faults = composer_form.read(form, visit.parts.settings.zone, visit.now)
    if do == "save_audience" and not faults:
        faults |= _save_audience(visit, form.get("save_as", ""), draft)
    if do not in ("save", "submit", "try") or faults:
        return _show(visit, form, draft, faults, number)
    return _keep(visit, form, draft, do, number)


def _keep(
    visit: Visit, form: Mapping[str, str], draft: Draft, do: str, number: int | None
) -> Answer:
    desk = desk_of(visit)
    try:
        number = campaigning.write(desk, draft, number).number
        if do == "submit":
            campaigning.submit(desk, number)
        elif do == "try":
            campaigning.try_out(desk, number, form.get("speak", LANGUAGES[0]))
            visit.wakes.append("alerts")
    except CampaignRefused as refused:
        return _show(visit, form, draft, refused.faults, number)
    done = {"submit": "submit", "try": "try"}.get(do)
    return Go(url_for("console.campaign_campaign", number=number, done=done))


def _saved(visit: Visit, name: str) -> dict[str, str]:
    """The answers of an audience that was kept under a name."""
    found = next((each for each in audiences.saved(visit.session) if each.name == name), None)
    return composer_form.chosen(Audience.read(found.audience)) if found else {}


def _save_audience(visit: Visit, typed: str, draft: Draft) -> dict[str, str]:
    """Keep whom the form names under a name; what is wrong with the name."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return {"save_as": "too_long" if name else "missing"}
    audiences.save(visit.session, name, draft.audience, visit.viewer.member.id, visit.now)
    return {}


def _template(visit: Visit, code: str) -> dict[str, str]:
    """The form's texts as a message says them."""
    words = visit.parts.conversation.shelf.words()
    texts = {f"text_{each}": words.voice(each).advice(code) for each in LANGUAGES}
    return {**texts, "name": request.form.get("name") or texts["text_fr"][:60]}


def _show(
    visit: Visit,
    form: Mapping[str, str],
    draft: Draft,
    faults: Mapping[str, str],
    number: int | None,
) -> Answer:
    sight = campaigning.look(desk_of(visit), draft)
    is_part = request.headers.get("HX-Request") == "true"
    place = url_for("console.composer_new")
    if number is not None:
        place = url_for("console.composer_change", number=number)
    return Screen(
        "composer_side.html" if is_part else "composer.html",
        status=422 if faults else 200,
        form=form,
        faults={field: _fault(visit, field, why) for field, why in faults.items()},
        number=number,
        seen=_seen(visit, form.get("seen", "")),
        address=place,
        sight=sight,
        texts={f"text_{t.language}" if t.wording == "a" else f"text_b_{t.language}": t
               for t in sight.texts},
        fields=tuple(FIELDS),
        **_money(visit, sight),
        **_choices(visit),
    )  # fmt: skip


def _seen(visit: Visit, chosen: str) -> list[tuple[str, str]]:
    """Since when somebody gave a sign of life: what is offered, and the day that is kept."""
    say = visit.speech
    offered = [(days, str(say("composer.days", n=int(days)))) for days in composer_form.SEEN]
    try:
        kept = [(chosen, say.day(date.fromisoformat(chosen)))]
    except ValueError:
        kept = []
    return kept + offered


def _fault(visit: Visit, field: str, why: str) -> Markup:
    say, special = visit.speech, f"composer.fault.{field}_{why}"
    return say(special) if say.has(special) else say(f"composer.fault.{why}")


def _money(visit: Visit, sight: Sight) -> dict[str, Any]:
    say, other = visit.speech, visit.speech("composer.other")

    def francs(amount: int) -> str:
        return f"{say.number(amount / UNIT, 0 if amount % UNIT == 0 else 2)}\u00a0F"

    left = sight.left_of_month
    return {
        "price": francs(sight.estimate.price),
        "lines": [
            (NAMES.get(line.operator, other), line.people, line.parts, francs(line.price))
            for line in sight.estimate.lines
        ],
        "left": None if left is None else francs(left - sight.estimate.price),
    }


def _choices(visit: Visit) -> dict[str, Any]:
    """What the lists of the form offer."""
    voice, say = visit.speech.voice, visit.speech
    hours = visit.parts.settings.campaign_terms.hours
    month = visit.now.astimezone(hours.zone).month
    found = areas.points(visit.session, LEVELS)
    return {
        "messages": [(code, f"{code} · {voice.advice(code)[:60]}") for code in MESSAGES],
        "saved": [(each.name, each.name) for each in audiences.saved(visit.session)],
        "season": [(code, voice.advice(code)) for code in seasons.suggested(month)],
        "places": {
            level: [(str(place.id), place.name) for place in found if place.level == level]
            for level in LEVELS
        },
        "topics": [(topic, voice.topic(topic)) for topic in TOPICS],
        "roles": [(role, say(f"composer.role.{role}")) for role in ROLES],
        "times_of_day": [f"{hour:02d}:00" for hour in range(hours.opens.hour, hours.closes.hour)],
    }
