"""One campaign: what it says, to how many, who agreed, how far it is, what may be done with it."""

from typing import Any

from flask import request, url_for

from gateway import campaigning
from gateway.campaigning import CampaignRefused, Desk
from gateway.console import bp
from gateway.console.answers import Answer, Go, Screen
from gateway.console.audience_words import audience_words
from gateway.console.doors import Visit, page
from gateway.console.people import people
from notifications.prices import UNIT
from storage import campaigns, deliveries, recipients
from storage.models import Campaign, CampaignStatus, OutboundMessage
from storage.models.campaign import RecipientStatus
from storage.outbox import ALERTS

MOST_DIGITS = 9  # of an amount
EVERY = 5  # seconds between two looks at how far it is
MOVING = (CampaignStatus.PREPARING, CampaignStatus.RUNNING)
STATES = (
    RecipientStatus.DELIVERED, RecipientStatus.SENT, RecipientStatus.QUEUED, RecipientStatus.LATER,
    RecipientStatus.UNDELIVERED, RecipientStatus.UNCERTAIN, RecipientStatus.STOPPED,
)  # fmt: skip
FAULTS = (
    "own", "own_wish", "changed", "not_waiting", "not_now", "missing", "too_long", "too_low",
    "ceiling_spent", "month_spent",
)  # fmt: skip
STEPS = (
    "approve", "send_back", "pause", "resume", "cancel", "try", "submit", "ask_more", "allow_more",
)  # fmt: skip
ON_PHONE = {"queued": "wait", "sending": "wait", "sent": "sent", "delivered": "ok"}


@page(bp, "/campaigns/<int:number>", allows="see_campaigns")
def campaign(visit: Visit, number: int) -> Answer:
    """Everything about one campaign."""
    found = campaigns.by_number(visit.session, number)
    if found is None:
        return None
    if "poll" in request.args:
        return Screen("campaign_progress.html", **_progress(visit, found))
    return _screen(visit, found, [], request.args.get("done", ""))


@page(bp, "/campaigns/<int:number>/<step>", allows="keep_campaigns", methods=["POST"])
def do(visit: Visit, number: int, step: str) -> Answer:
    """Take a step with a campaign; what stands in its way is told on the page."""
    found = campaigns.by_number(visit.session, number)
    if found is None or step not in STEPS:
        return None
    try:
        _do(visit, number, step)
    except CampaignRefused as refused:
        told = {fault if fault in FAULTS else "mend" for fault in refused.faults.values()}
        return _screen(visit, found, sorted(told))
    visit.wakes.append("alerts" if step == "try" else "bulk")
    return Go(url_for("console.campaign_campaign", number=number, done=step))


def desk_of(visit: Visit) -> Desk:
    """The reader at work on campaigns."""
    return Desk(visit.session, visit.parts, visit.viewer.member, visit.now)


def _do(visit: Visit, number: int, step: str) -> None:
    desk, form = desk_of(visit), request.form
    if step == "approve":
        campaigning.approve(desk, number, form.get("version", default=0, type=int))
    elif step == "send_back":
        campaigning.send_back(desk, number, form.get("reason", ""))
    elif step == "ask_more":
        campaigning.ask_more(desk, number, _money(form.get("ceiling", "")))
    elif step == "allow_more":
        campaigning.allow_more(desk, number, form.get("ceiling", default=0, type=int))
    elif step == "try":
        campaigning.try_out(desk, number, form.get("language", ""))
    else:
        simple = {
            "submit": campaigning.submit,
            "pause": campaigning.pause,
            "resume": campaigning.resume,
            "cancel": campaigning.cancel,
        }
        simple[step](desk, number)


def _money(typed: str) -> int:
    """What somebody typed as an amount of whole francs, in ten-thousandths; 0 for anything else."""
    digits = "".join(typed.split())
    is_amount = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
    return int(digits) * UNIT if is_amount else 0


def _screen(visit: Visit, found: Campaign, faults: list[str], notice: str = "") -> Answer:
    is_before = found.started_at is None
    may_keep = bool(visit.viewer.may("keep_campaigns"))
    is_theirs = found.written_by == visit.viewer.member.id
    reach, price = _extent(visit, found)
    say, events = visit.speech, campaigns.history(visit.session, found.id)
    return Screen(
        "campaign.html",
        status=422 if faults else 200,
        faults=faults,
        notice=notice,
        may_keep=may_keep,
        may_agree=may_keep and not is_theirs and found.status == CampaignStatus.SUBMITTED,
        may_submit=may_keep and found.status == CampaignStatus.DRAFT,
        may_pause=_may_pause(found),
        may_ask_more=may_keep and found.paused_for == "ceiling",
        asked_more=_asked_more(visit, found),
        audience=audience_words(visit, found),
        alerts=_alerts_meanwhile(visit, found),
        texts=[
            (text.wording, text.language, text.body)
            for text in campaigning.texts_of(desk_of(visit), found)
        ],
        is_before=is_before,
        people=say.number(reach),
        price=say.number(price / UNIT, 0 if price % UNIT == 0 else 2),
        children=campaigns.times_of(visit.session, found.id),
        trial=_trial(visit, found),
        events=events,
        persons=people(visit, [event.by for event in events]),
        now=visit.now,
        **_progress(visit, found),
    )


def _may_pause(found: Campaign) -> bool:
    """What goes out may be held, and what will go out again and again."""
    is_plan = found.plan is not None and found.status == CampaignStatus.APPROVED
    return is_plan or found.status == CampaignStatus.RUNNING


def _asked_more(visit: Visit, found: Campaign) -> tuple[str, bool] | None:
    """The higher ceiling that is asked for, and whether the reader may allow it."""
    if found.asked_ceiling is None or found.status != CampaignStatus.PAUSED:
        return None
    own = found.asked_by == visit.viewer.member.id
    return visit.speech.number(found.asked_ceiling // UNIT), not own


def _alerts_meanwhile(visit: Visit, found: Campaign) -> int:
    """How many SMS about reports went before this campaign's, while it was under way."""
    if found.started_at is None:
        return 0
    until = found.ended_at or visit.now
    return deliveries.handed_over(visit.session, ALERTS, found.started_at, until)


def _progress(visit: Visit, found: Campaign) -> dict[str, Any]:
    counts = recipients.counts(visit.session, found.id) if found.started_at else {}
    hours = visit.parts.settings.campaign_terms.hours
    waits = found.status in MOVING and not hours.are_open(visit.now)
    opens = visit.speech.moment(hours.next_opening(visit.now), visit.now) if waits else ""
    return {
        "campaign": found,
        "opens": opens,
        "counts": [(state, counts[state]) for state in STATES if counts.get(state)],
        "is_moving": found.status in MOVING,
        "every": EVERY,
    }


def _extent(visit: Visit, found: Campaign) -> tuple[int, int]:
    """How many people, for how much: expected before it starts, as it is afterwards."""
    if found.started_at is not None:
        return found.recipients, found.spent
    estimate = campaigning.look(desk_of(visit), campaigning.draft_of(found)).estimate
    return estimate.people, estimate.price


def _trial(visit: Visit, found: Campaign) -> tuple[str, str] | None:
    """What became of the message on a member's own phone: its mark, and when."""
    message = visit.session.get(OutboundMessage, found.trial_id) if found.trial_id else None
    if message is None:
        return None
    at = message.settled_at or message.sent_at or message.created_at
    return ON_PHONE.get(message.status, "no"), visit.speech.moment(at, visit.now)
