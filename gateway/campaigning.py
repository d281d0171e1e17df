"""What may be done to a campaign: one person writes it, another agrees, either may stop it.

Who agrees, agrees to one version: what was changed since is agreed to anew.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from gateway.campaign_drafts import LONGEST_NAME, Desk, Draft, Sight, Text, draft_of, look, texts_of
from notifications import campaign_texts
from notifications.campaign_money import Purse
from notifications.campaign_texts import Wordings
from storage import campaigns, members, outbox
from storage.models import Campaign, CampaignStatus
from storage.outbox import ALERTS

__all__ = [
    "CampaignRefused", "Desk", "Draft", "Sight", "Text", "allow_more", "approve", "ask_more",
    "cancel", "draft_of", "look", "pause", "resume", "send_back", "submit", "texts_of", "try_out",
    "write",
]  # fmt: skip

CHANGEABLE = (CampaignStatus.DRAFT, CampaignStatus.SUBMITTED, CampaignStatus.APPROVED)
OVER = (CampaignStatus.ENDED, CampaignStatus.CANCELLED)
TRIAL_LIVES = timedelta(hours=1)
LONGEST_REASON = 200


class CampaignRefused(Exception):
    """What was asked of a campaign cannot be done; why, by field: {"": "own"}."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field} {fault}".strip() for field, fault in faults.items()))
        self.faults = dict(faults)


def write(desk: Desk, draft: Draft, number: int | None = None) -> Campaign:
    """Keep a draft: a new campaign, or the next version of one, to which nobody has agreed. What
    is unfinished may be kept; only a name is needed. Raises CampaignRefused."""
    if not draft.name.strip() or len(draft.name) > LONGEST_NAME:
        raise CampaignRefused({"name": "too_long" if draft.name.strip() else "missing"})
    said = _kept(draft)
    if number is None:
        campaign = campaigns.add(desk.session, draft.name.strip(), desk.member.id, desk.now, **said)
        _note(desk, campaign, "written")
        return campaign
    campaign = _held(desk, number)
    if campaign.status not in CHANGEABLE or campaign.parent_id is not None:
        raise CampaignRefused({"": "not_now"})
    for name, value in {"name": draft.name.strip(), **said}.items():
        setattr(campaign, name, value)
    campaign.version += 1
    campaign.written_by, campaign.written_at = desk.member.id, desk.now
    _as_draft(campaign)
    _note(desk, campaign, "changed")
    return campaign


def submit(desk: Desk, number: int) -> None:
    """Ask a second person to agree. Raises CampaignRefused naming all that has to be mended."""
    campaign = _held(desk, number)
    if campaign.status != CampaignStatus.DRAFT:
        raise CampaignRefused({"": "not_now"})
    _check(desk, campaign)
    campaign.status, campaign.submitted_at = CampaignStatus.SUBMITTED, desk.now
    _note(desk, campaign, "submitted")


def approve(desk: Desk, number: int, version: int) -> None:
    """Agree to a version of what somebody else wrote; it goes out when its time comes."""
    campaign = _held(desk, number)
    if campaign.status != CampaignStatus.SUBMITTED:
        raise CampaignRefused({"": "not_waiting"})
    if campaign.written_by == desk.member.id:
        raise CampaignRefused({"": "own"})
    if campaign.version != version:
        raise CampaignRefused({"": "changed"})
    sight = _check(desk, campaign)
    campaign.status = CampaignStatus.APPROVED
    campaign.approved_by, campaign.approved_at = desk.member.id, desk.now
    campaign.estimate, campaign.currency = sight.estimate.price, sight.estimate.currency
    _note(desk, campaign, "approved")


def send_back(desk: Desk, number: int, reason: str) -> None:
    """Do not agree, and say why; its writer may change it."""
    campaign = _held(desk, number)
    if campaign.status not in (CampaignStatus.SUBMITTED, CampaignStatus.APPROVED):
        raise CampaignRefused({"": "not_waiting"})
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise CampaignRefused({"reason": "too_long" if said else "missing"})
    _as_draft(campaign)
    _note(desk, campaign, "sent_back", reason=said)


def pause(desk: Desk, number: int) -> None:
    """Let nothing more go out for now; what is on its way arrives."""
    campaign = _held(desk, number)
    if campaign.status != _going(campaign):
        raise CampaignRefused({"": "not_now"})
    campaign.status, campaign.paused_for = CampaignStatus.PAUSED, "hand"
    _note(desk, campaign, "paused", why="hand")


def resume(desk: Desk, number: int) -> None:
    """Go on with what is left. Where the money was spent, more has to be allowed first."""
    campaign = _held(desk, number)
    if campaign.status != CampaignStatus.PAUSED:
        raise CampaignRefused({"": "not_now"})
    purse = Purse.of(desk.session, desk.parts.settings.campaign_terms, campaign, desk.now)
    if purse.left is not None and purse.left <= 0:
        raise CampaignRefused({"": f"{purse.why}_spent"})
    campaign.status, campaign.paused_for, campaign.held_until = _going(campaign), None, None
    _note(desk, campaign, "resumed")


def ask_more(desk: Desk, number: int, ceiling: int) -> None:
    """Ask for a higher ceiling, in all, for a campaign that has reached its own; somebody else
    allows it."""
    campaign = _held(desk, number)
    if campaign.status != CampaignStatus.PAUSED or campaign.paused_for != "ceiling":
        raise CampaignRefused({"": "not_now"})
    if ceiling <= max(campaign.ceiling or 0, campaign.spent):
        raise CampaignRefused({"ceiling": "too_low"})
    campaign.asked_ceiling, campaign.asked_by = ceiling, desk.member.id
    _note(desk, campaign, "more_asked", ceiling=ceiling)


def allow_more(desk: Desk, number: int, ceiling: int) -> None:
    """Allow the higher ceiling that somebody else asked for; the campaign goes on."""
    campaign = _held(desk, number)
    if campaign.status != CampaignStatus.PAUSED or campaign.asked_ceiling is None:
        raise CampaignRefused({"": "not_now"})
    if campaign.asked_by == desk.member.id:
        raise CampaignRefused({"": "own_wish"})
    if campaign.asked_ceiling != ceiling:
        raise CampaignRefused({"": "changed"})
    campaign.ceiling, campaign.asked_ceiling, campaign.asked_by = ceiling, None, None
    _note(desk, campaign, "more_allowed", ceiling=ceiling)
    resume(desk, number)


def cancel(desk: Desk, number: int) -> None:
    """Stop a campaign for good, wherever it stands; what has not gone never will."""
    campaign = _held(desk, number)
    if campaign.status in OVER:
        raise CampaignRefused({"": "not_now"})
    campaign.status = CampaignStatus.CANCELLED
    campaign.ended_at, campaign.ended_for = desk.now, "hand"
    _note(desk, campaign, "cancelled")
    for child in campaigns.times_of(desk.session, campaign.id):
        if child.status not in OVER:
            cancel(desk, child.number)


def try_out(desk: Desk, number: int, language: str) -> uuid.UUID:
    """Send the message to the member's own phone, exactly as everybody gets it; the id of the
    SMS. It goes at any hour: it wakes nobody but who asked for it."""
    campaign = _held(desk, number)
    wordings, texts = Wordings.read(campaign.texts), desk.parts.rules.texts
    if language not in wordings.languages:
        raise CampaignRefused({f"text_{language}": "missing"})
    if any(campaign_texts.unknown_blanks(text) for text in wordings.every()):
        raise CampaignRefused({f"text_{language}": "unknown_blank"})
    body = campaign_texts.body(texts, texts.constants, wordings, language, "a", "Galéa")
    phone = members.phone_of(desk.session, desk.member)
    trial = outbox.add(desk.session, ALERTS, "trial", phone, body, desk.now, TRIAL_LIVES)
    desk.session.flush()  # the message before the campaign that names it
    campaign.trial_id = trial
    _note(desk, campaign, "tried")
    return trial


def _as_draft(campaign: Campaign) -> None:
    campaign.status = CampaignStatus.DRAFT
    campaign.submitted_at = campaign.approved_by = campaign.approved_at = None


def _check(desk: Desk, campaign: Campaign) -> Sight:
    sight = look(desk, draft_of(campaign))
    if sight.faults:
        raise CampaignRefused(sight.faults)
    return sight


def _kept(draft: Draft) -> dict[str, Any]:
    """A draft as a campaign keeps it."""
    texts = {wording: dict(spoken) for wording, spoken in (draft.texts or {}).items()}
    said = {**asdict(draft), "texts": texts, "audience": draft.audience.written()}
    said["plan"] = dict(draft.plan) if draft.plan is not None else None
    said.pop("name")
    return said


def _going(campaign: Campaign) -> CampaignStatus:
    """How a campaign stands while it goes on: a plan waits for its next time."""
    return CampaignStatus.APPROVED if campaign.plan else CampaignStatus.RUNNING


def _held(desk: Desk, number: int) -> Campaign:
    campaign = campaigns.held(desk.session, number)
    if campaign is None:
        raise CampaignRefused({"": "gone"})
    return campaign


def _note(desk: Desk, campaign: Campaign, what: str, **details: Any) -> None:
    said = {"version": campaign.version, **details}
    campaigns.note(desk.session, campaign, what, desk.member.id, desk.now, **said)
