"""What a member may do to a campaign: write it, agree to it, hold it, stop it, try it on themselves.

Two people send a campaign: whoever wrote what is in it never agrees to it. Each step is one short
transaction on a campaign that is held, and one line of its history.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from gateway import campaign_checks
from gateway.campaign_checks import Terrain
from notifications import campaign_texts
from notifications.campaign_money import Terms
from notifications.campaign_texts import Wordings
from notifications.texts import Texts
from storage import campaigns, committees, members, outbox, places
from storage.audiences import Audience
from storage.models import Campaign, CampaignStatus, Member

S = CampaignStatus
WRITABLE = (S.DRAFT, S.SUBMITTED, S.APPROVED)
LONGEST_NAME, LONGEST_REASON = 80, 200
TRIAL_LIVES = timedelta(hours=1)
TRIAL = "trial"


class Refused(Exception):
    """A step that cannot be taken: a code for each field that stands in its way."""

    def __init__(self, **faults: str) -> None:
        super().__init__(", ".join(f"{field}: {why}" for field, why in faults.items()))
        self.faults: Mapping[str, str] = faults


@dataclass(frozen=True)
class Draft:
    """What somebody writes: what is said, to whom, when, for how much at most."""

    name: str
    texts: Mapping[str, Mapping[str, str]]
    audience: Audience = Audience()
    message: str = ""
    plan: Mapping[str, Any] | None = None
    starts_at: datetime | None = None
    spread: bool = False
    ceiling: int | None = None

    def written(self) -> dict[str, Any]:
        """The same, as a campaign keeps it."""
        return {
            "name": self.name,
            "texts": {wording: dict(spoken) for wording, spoken in self.texts.items()},
            "audience": self.audience.written(),
            "message": self.message,
            "plan": dict(self.plan) if self.plan else None,
            "starts_at": self.starts_at,
            "spread": self.spread,
            "ceiling": self.ceiling,
        }


@dataclass(frozen=True, repr=False)
class Desk:
    """A member at work on campaigns, inside one transaction."""

    session: Session
    terms: Terms
    texts: Texts
    default_language: str
    member: Member
    now: datetime

    @property
    def terrain(self) -> Terrain:
        """What campaigns are judged by here."""
        return Terrain(self.session, self.terms, self.texts, self.default_language, self.now)

    def note(self, campaign: Campaign, what: str, **details: Any) -> None:
        """Add to a campaign's history what this member did."""
        campaigns.note(self.session, campaign, what, self.member.id, self.now, **details)


def write(desk: Desk, draft: Draft) -> Campaign:
    """Begin a campaign. Raises Refused."""
    kept = _kept(draft)
    campaign = campaigns.add(desk.session, kept.pop("name"), desk.member.id, desk.now, **kept)
    desk.note(campaign, "written")
    return campaign


def change(desk: Desk, campaign: Campaign, draft: Draft) -> None:
    """Write a campaign anew. Whatever was agreed to is void then, and whoever changed it has
    written it. Raises Refused once it goes out."""
    _only(campaign, WRITABLE)
    kept = _kept(draft)
    if all(getattr(campaign, field) == value for field, value in kept.items()):
        return
    was_agreed = campaign.status == S.APPROVED
    for field, value in kept.items():
        setattr(campaign, field, value)
    campaign.version += 1
    campaign.written_by, campaign.written_at = desk.member.id, desk.now
    _as_draft(campaign)
    desk.note(campaign, "changed", version=campaign.version, void=was_agreed)


def submit(desk: Desk, campaign: Campaign) -> None:
    """Ask a second person to agree. Raises Refused with everything that is not right yet."""
    _only(campaign, (S.DRAFT,))
    _judge(desk, campaign)
    campaign.status, campaign.submitted_at = S.SUBMITTED, desk.now
    desk.note(campaign, "submitted", version=campaign.version)


def approve(desk: Desk, campaign: Campaign, version: int) -> None:
    """Agree to a campaign exactly as it was shown. Raises Refused, also where the money or the
    hours no longer suffice."""
    _only(campaign, (S.SUBMITTED,))
    if campaign.version != version:
        raise Refused(version="changed")
    if campaign.written_by == desk.member.id:
        raise Refused(approved_by="own")
    _judge(desk, campaign)
    campaign.status = S.APPROVED
    campaign.approved_by, campaign.approved_at = desk.member.id, desk.now
    desk.note(campaign, "approved", version=version)


def send_back(desk: Desk, campaign: Campaign, reason: str) -> None:
    """Give a campaign back to be written better, with the reason. Raises Refused."""
    _only(campaign, (S.SUBMITTED, S.APPROVED))
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Refused(reason="long" if said else "missing")
    _as_draft(campaign)
    desk.note(campaign, "sent_back", reason=said)


def pause(desk: Desk, campaign: Campaign) -> None:
    """Hold a campaign that goes out, until somebody lets it go on. Raises Refused."""
    _only(campaign, (S.RUNNING,))
    campaign.status, campaign.paused_for = S.PAUSED, "hand"
    desk.note(campaign, "paused", why="hand")


def resume(desk: Desk, campaign: Campaign, ceiling: int | None = None) -> None:
    """Let a campaign go on. One that has spent what it may asks for a higher ceiling, by another
    person than the writer: that is agreed to by two as well. Raises Refused."""
    _only(campaign, (S.PAUSED,))
    if ceiling is not None and ceiling != campaign.ceiling:
        _raise_ceiling(desk, campaign, ceiling)
    if campaign.ceiling is not None and campaign.spent >= campaign.ceiling:
        raise Refused(ceiling="spent")
    left = campaign_checks.left_of_month(desk.terrain, campaign)
    if left is not None and left <= 0:
        raise Refused(price="month")
    if campaign.paused_for == "balance" and not campaign_checks.balance_left(desk.terrain):
        raise Refused(price="balance")
    campaign.status, campaign.paused_for = S.RUNNING, None
    campaign.held_until, campaign.trouble, campaign.troubles = None, None, 0
    desk.note(campaign, "resumed")


def cancel(desk: Desk, campaign: Campaign) -> None:
    """Stop a campaign for good, whatever it is at: what waits is never sent. Raises Refused."""
    if campaign.status in campaigns.OVER:
        raise Refused(status="over")
    campaign.status, campaign.ended_for, campaign.ended_at = S.CANCELLED, "hand", desk.now
    desk.note(campaign, "cancelled", sent=campaign.taken)


def try_out(desk: Desk, campaign: Campaign, language: str = "", wording: str = "a") -> None:
    """Send the message to whoever asks, alone, as a recipient gets it. Raises Refused."""
    wordings, language = Wordings.read(campaign.texts), language or desk.default_language
    text = wordings.texts.get(wording, {}).get(language, "")
    field = f"text_{wording}_{language}"
    if not text:
        raise Refused(**{field: "missing"})
    faults = campaign_checks.text_faults(desk.terrain, campaign)
    if field in faults:
        raise Refused(**{field: faults[field]})
    place = _own_place(desk) if wordings.name_places else ""
    body = campaign_texts.body(desk.texts, desk.texts.constants, wordings, language, wording, place)
    phone = members.phone_of(desk.session, desk.member)
    campaign.trial_id = outbox.add(
        desk.session, outbox.ALERTS, TRIAL, phone, body, desk.now, TRIAL_LIVES
    )
    desk.note(campaign, "tried", version=campaign.version)


def _kept(draft: Draft) -> dict[str, Any]:
    name = " ".join(draft.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(name="long" if name else "missing")
    if faults := campaign_checks.plan_faults(draft.plan):
        raise Refused(**faults)
    return {**draft.written(), "name": name}


def _judge(desk: Desk, campaign: Campaign) -> None:
    """Refuse what may not go out; keep what it would cost."""
    found = campaign_checks.cost(desk.terrain, campaign)
    if faults := campaign_checks.faults_of(desk.terrain, campaign, found):
        raise Refused(**faults)
    campaign.estimate, campaign.currency = found.price, found.currency


def _as_draft(campaign: Campaign) -> None:
    campaign.status, campaign.submitted_at = S.DRAFT, None
    campaign.approved_by = campaign.approved_at = None


def _raise_ceiling(desk: Desk, campaign: Campaign, ceiling: int) -> None:
    if campaign.written_by == desk.member.id:
        raise Refused(ceiling="own")
    if campaign.ceiling is None or ceiling < campaign.ceiling:
        raise Refused(ceiling="low")
    desk.note(campaign, "ceiling", before=campaign.ceiling, after=ceiling)
    campaign.ceiling = ceiling


def _only(campaign: Campaign, statuses: Collection[str]) -> None:
    if campaign.status not in statuses:
        raise Refused(status="over" if campaign.status in campaigns.OVER else "not_now")


def _own_place(desk: Desk) -> str:
    committee = committees.get(desk.session, desk.member.committee_id)
    return places.name(desk.session, committee.place_id) if committee else ""
