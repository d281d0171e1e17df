"""What a campaign would be, before anybody agrees to it: its texts, whom it reaches, its price, and
what is wrong with it. Nothing is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from gateway.wiring import Wiring
from menus import gsm7
from menus.advice import MESSAGES
from notifications import campaign_texts, estimates
from notifications.balance import NAME as BALANCE
from notifications.campaign_start import split_of
from notifications.campaign_texts import LONGEST, MOST_PARTS, Wordings
from notifications.estimates import Estimate
from notifications.prices import UNIT
from storage import audiences, campaigns, gauges, places
from storage.audiences import Audience
from storage.models import Campaign, Member
from storage.tallies import month_of

LONGEST_NAME = 80
MOST_STEPS, LONGEST_PAUSE = 52, 366  # of a course, or of a campaign that comes again
SAMPLE_PLACE = "Galéa"  # where a reader lives, in a preview
Faults = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """Somebody at work on campaigns, inside one transaction."""

    session: Session
    parts: Wiring
    member: Member
    now: datetime


@dataclass(frozen=True)
class Draft:
    """A campaign as a form says it. Money is in ten-thousandths of the currency."""

    name: str = ""
    message: str = ""
    texts: Mapping[str, Mapping[str, str]] | None = None
    audience: Audience = field(default_factory=Audience)
    starts_at: datetime | None = None
    spread: bool = False
    ceiling: int | None = None
    plan: Mapping[str, Any] | None = None

    @property
    def wordings(self) -> Wordings:
        """Its texts."""
        return Wordings.read(self.texts or {})


@dataclass(frozen=True)
class Text:
    """One text as a phone gets it, and what a letter would cost."""

    wording: str
    language: str
    body: str
    parts: int
    septets: int
    room: int  # septets left in the last part; 0 where a letter is outside GSM-7
    outsiders: str  # letters that make every part shorter
    folded: str  # the text written with letters that every phone has
    unknown: tuple[str, ...]  # blanks that nothing fills


@dataclass(frozen=True)
class Sight:
    """What a draft comes to."""

    texts: tuple[Text, ...]
    estimate: Estimate
    stopped: int
    left_of_month: int | None  # before this campaign; None where no budget is set
    balance: int | None  # at the provider, as far as it is known
    faults: Faults


def look(desk: Desk, draft: Draft) -> Sight:
    """Count, price and check a draft."""
    parts, wordings = desk.parts, draft.wordings
    terms = parts.settings.campaign_terms
    split = split_of(wordings, parts.settings.default_language, by_first=bool(terms.suffix))
    reach = audiences.reach(desk.session, draft.audience, split)
    shares = audiences.count(desk.session, reach) if wordings.languages else []
    estimate = estimates.estimate(
        shares, wordings, parts.rules.texts, terms.prices, terms.suffix,
        partial(places.name, desk.session),
    )  # fmt: skip
    sight = Sight(
        tuple(_text(desk, draft, wording, language) for wording, language in _written(draft)),
        estimate,
        audiences.stopped(desk.session, reach),
        _left_of_month(desk),
        _balance(desk),
        {},
    )
    sight.faults.update(_faults(desk, draft, sight))
    return sight


def texts_of(desk: Desk, campaign: Campaign) -> tuple[Text, ...]:
    """The texts of a campaign as phones get them."""
    draft = draft_of(campaign)
    return tuple(_text(desk, draft, wording, language) for wording, language in _written(draft))


def draft_of(campaign: Campaign) -> Draft:
    """A campaign as its form says it."""
    return Draft(
        campaign.name,
        campaign.message,
        campaign.texts,
        Audience.read(campaign.audience),
        campaign.starts_at,
        campaign.spread,
        campaign.ceiling,
        campaign.plan,
    )


def _written(draft: Draft) -> list[tuple[str, str]]:
    texts = draft.wordings.texts
    return [(wording, language) for wording in sorted(texts) for language in sorted(texts[wording])]


def _text(desk: Desk, draft: Draft, wording: str, language: str) -> Text:
    texts = desk.parts.rules.texts
    plain = draft.wordings.text(language, wording)
    body = campaign_texts.body(
        texts, texts.constants, draft.wordings, language, wording, SAMPLE_PLACE
    )
    parts, outsiders = campaign_texts.parts(body), gsm7.outsiders(plain)
    septets = gsm7.septets(body)
    room = 0 if outsiders else (160 if parts == 1 else parts * 153) - septets
    unknown = campaign_texts.unknown_blanks(plain)
    return Text(
        wording, language, body, parts, septets, max(0, room), outsiders, gsm7.fold(plain), unknown
    )


def _left_of_month(desk: Desk) -> int | None:
    terms = desk.parts.settings.campaign_terms
    if not terms.budget:
        return None
    return terms.budget - campaigns.spent_in(desk.session, month_of(desk.now, terms.hours.zone))


def _balance(desk: Desk) -> int | None:
    """What is left at the provider, as far as it is known in the currency of our prices."""
    kept = gauges.read(desk.session, BALANCE)
    if kept is None or kept.unit != desk.parts.settings.campaign_terms.prices.currency:
        return None
    return int(kept.value * UNIT)


def _faults(desk: Desk, draft: Draft, sight: Sight) -> Faults:
    """What has to be mended before a second person is asked, by field."""
    found = _text_faults(desk, draft, sight)
    if not draft.name.strip():
        found["name"] = "missing"
    elif len(draft.name) > LONGEST_NAME:
        found["name"] = "too_long"
    if draft.wordings.languages and not sight.estimate.people:
        found["audience"] = "nobody"
    found |= _time_faults(desk, draft) | _money_faults(draft, sight)
    if draft.plan is not None and not _is_plan(draft.plan):
        found["plan"] = "bad"
    return found


def _text_faults(desk: Desk, draft: Draft, sight: Sight) -> Faults:
    default, found = desk.parts.settings.default_language, {}
    if default not in draft.wordings.texts.get("a", {}):
        found[f"text_{default}"] = "missing"
    for language in _all_languages(draft):
        for wording in draft.wordings.texts:
            if language not in draft.wordings.texts[wording]:
                found[_field(wording, language)] = "missing"  # each wording speaks to everybody
    for text in sight.texts:
        if text.unknown:
            found[_field(text.wording, text.language)] = "unknown_blank"
        elif text.parts > MOST_PARTS or len(text.body) > LONGEST:
            found[_field(text.wording, text.language)] = "too_long"
    return found


def _all_languages(draft: Draft) -> set[str]:
    return {language for spoken in draft.wordings.texts.values() for language in spoken}


def _field(wording: str, language: str) -> str:
    return f"text_{language}" if wording == "a" else f"text_{wording}_{language}"


def _time_faults(desk: Desk, draft: Draft) -> Faults:
    if draft.starts_at is None:
        return {}
    if draft.starts_at < desk.now:
        return {"starts_at": "past"}
    hours = desk.parts.settings.campaign_terms.hours
    return {} if hours.are_open(draft.starts_at) else {"starts_at": "outside_hours"}


def _money_faults(draft: Draft, sight: Sight) -> Faults:
    price, found = sight.estimate.price, {}
    if draft.ceiling is not None and draft.ceiling < price:
        found["ceiling"] = "too_low"
    if sight.left_of_month is not None and sight.left_of_month < price:
        found["month"] = "over_budget"
    if sight.balance is not None and sight.balance < price:
        found["balance"] = "too_low"
    return found


def _is_plan(plan: Mapping[str, Any]) -> bool:
    pause = plan.get("every_days")
    if not isinstance(pause, int) or not 1 <= pause <= LONGEST_PAUSE:
        return False
    if plan.get("kind") == "course":
        codes = plan.get("messages") or []
        return 2 <= len(codes) <= MOST_STEPS and all(code in MESSAGES for code in codes)
    times = plan.get("times")
    return plan.get("kind") == "recurring" and isinstance(times, int) and 2 <= times <= MOST_STEPS
