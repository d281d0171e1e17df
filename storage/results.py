"""What became of a campaign, counted by the database: nobody who received it is named or read."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Interval, case, func, literal, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from storage import before_after
from storage.campaigns import OVER
from storage.models import Campaign, CampaignStatus, Contact, Place, Recipient, RecipientStatus

CAUSED = 3  # days within which a STOP is put down to the message before it
WENT = (RecipientStatus.SENT, RecipientStatus.DELIVERED, RecipientStatus.UNCERTAIN)
_SETTLED = (*WENT, RecipientStatus.UNDELIVERED)
_NO_PLACE = ""


@dataclass(frozen=True)
class Asked:
    """How a campaign is counted: the house's own time, the concerns that no count tells."""

    zone: tzinfo
    sensitive: Collection[str]


def of_campaign(session: Session, campaign: Campaign, asked: Asked) -> dict[str, Any]:
    """All that is told of a campaign; read in one snapshot, it adds up."""
    departments = _by_place(session, campaign.id, "department")
    told = {
        "status": _by(session, campaign.id, Recipient.status),
        "departments": departments,
        "sub_prefectures": _by_place(session, campaign.id, "sub_prefecture"),
        "operators": _with_status(session, campaign.id, Recipient.operator),
        "wordings": _with_status(session, campaign.id, Recipient.wording),
        "hours": _by_hour(session, campaign.id, asked.zone),
        "reasons": _reasons(session, campaign.id),
        "costs": _costs(session, campaign.id),
        "opt_outs": _opt_outs(session, campaign.id),
    }
    if campaign.started_at is not None:
        reached = _reached(departments)
        told["quiz"] = before_after.quiz(session, campaign, campaign.started_at, reached)
        told["reports"] = before_after.reports(
            session, campaign.started_at, reached, asked.sensitive
        )
    return told


def to_count(session: Session, now: datetime, lately: timedelta) -> Sequence[Campaign]:
    """The campaigns of which somebody was written to, and that go on or ended lately."""
    goes_on = Campaign.status.in_((CampaignStatus.RUNNING, CampaignStatus.PAUSED))
    ended = Campaign.status.in_(OVER) & (Campaign.ended_at >= now - lately)
    return session.scalars(
        select(Campaign)
        .where(Campaign.started_at.is_not(None), or_(goes_on, ended))
        .order_by(Campaign.figured_at.nulls_first(), Campaign.number)
    ).all()


def keep_figures(
    session: Session, campaign_id: uuid.UUID, figures: dict[str, Any], now: datetime
) -> None:
    """Keep what a campaign came to."""
    session.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id)
        .values(figures=figures, figured_at=now)
        .execution_options(synchronize_session=False)
    )


def _of(campaign_id: uuid.UUID) -> ColumnElement[bool]:
    return Recipient.campaign_id == campaign_id


def _by(session: Session, campaign_id: uuid.UUID, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(_of(campaign_id)).group_by(column))
    return {row[0]: row[1] for row in rows}


def _with_status(session: Session, campaign_id: uuid.UUID, column: Any) -> dict[str, Any]:
    """How many in which state, of each value of a column."""
    rows = session.execute(
        select(column, Recipient.status, func.count())
        .where(_of(campaign_id))
        .group_by(column, Recipient.status)
    )
    return _nested(rows)


def _by_place(session: Session, campaign_id: uuid.UUID, level: str) -> dict[str, Any]:
    """How many in which state, by the id of a place of a level; "" for those who live nowhere
    known. People are counted by where they live first, so that few rows are climbed from."""
    counted = (
        select(Recipient.place_id, Recipient.status, func.count().label("people"))
        .where(_of(campaign_id))
        .group_by(Recipient.place_id, Recipient.status)
        .subquery()
    )
    here, above, top = Place, aliased(Place), aliased(Place)
    found = case(*((each.level == level, each.id) for each in (here, above, top)), else_=None)
    area = found.label("area")
    rows = session.execute(
        select(area, counted.c.status, func.sum(counted.c.people))
        .select_from(counted)
        .outerjoin(here, here.id == counted.c.place_id)
        .outerjoin(above, above.id == here.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .group_by(text("area"), counted.c.status)
    )
    return _nested(rows)


def _nested(rows: Any) -> dict[str, Any]:
    told: dict[str, dict[str, int]] = {}
    for key, status, people in rows:
        states = told.setdefault(_NO_PLACE if key is None else str(key), {})
        states[status] = states.get(status, 0) + int(people)
    return told


def _by_hour(session: Session, campaign_id: uuid.UUID, zone: tzinfo) -> dict[str, Any]:
    """How many went, and how many arrived, by the hour of the house's day."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    hour = (
        func.to_char(func.timezone("UTC", Recipient.sent_at), "YYYY-MM-DD HH24")
        if is_postgresql
        else func.strftime("%Y-%m-%d %H", Recipient.sent_at)
    ).label("hour")
    arrived = func.sum(case((Recipient.status == RecipientStatus.DELIVERED, 1), else_=0))
    rows = session.execute(
        select(hour, func.count(), arrived)
        .where(_of(campaign_id), Recipient.sent_at.is_not(None), Recipient.status.in_(_SETTLED))
        .group_by(text("hour"))
    )
    hours: dict[str, dict[str, int]] = {}
    for of_hour, went, delivered in rows:
        then = datetime.strptime(of_hour, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(zone)
        told = hours.setdefault(str(then.hour), {"went": 0, "delivered": 0})
        told["went"] += went
        told["delivered"] += int(delivered)
    return hours


def _reasons(session: Session, campaign_id: uuid.UUID) -> dict[str, int]:
    """Why messages did not arrive, or may not have, in the provider's words."""
    failed = (RecipientStatus.UNDELIVERED, RecipientStatus.UNCERTAIN, RecipientStatus.LATER)
    reason = func.coalesce(Recipient.reason, "").label("why")
    rows = session.execute(
        select(reason, func.count())
        .where(_of(campaign_id), Recipient.status.in_(failed))
        .group_by(text("why"))
    )
    return {row[0]: row[1] for row in rows}


def _costs(session: Session, campaign_id: uuid.UUID) -> dict[str, Any]:
    """Parts and money by currency; money in ten-thousandths."""
    rows = session.execute(
        select(
            Recipient.currency,
            func.sum(func.coalesce(Recipient.segments, 0)),
            func.sum(func.coalesce(Recipient.price, 0)),
        )
        .where(_of(campaign_id), Recipient.status.in_((*WENT, RecipientStatus.UNDELIVERED)))
        .group_by(Recipient.currency)
    )
    return {
        currency or "": {"parts": int(parts), "price": int(price)}
        for currency, parts, price in rows
        if parts or price
    }


def _opt_outs(session: Session, campaign_id: uuid.UUID) -> dict[str, int]:
    """How many said STOP soon after their message went, by its wording."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    in_time: Any
    if is_postgresql:
        span = literal(timedelta(days=CAUSED), Interval)
        in_time = Contact.opted_out_at <= Recipient.sent_at + span
    else:
        days = func.julianday(Contact.opted_out_at) - func.julianday(Recipient.sent_at)
        in_time = days <= CAUSED
    rows = session.execute(
        select(Recipient.wording, func.count())
        .join(Contact, Contact.phone_index == Recipient.phone_index)
        .where(
            _of(campaign_id),
            Recipient.status.in_(WENT),
            Contact.opted_out_at >= Recipient.sent_at,
            in_time,
        )
        .group_by(Recipient.wording)
    )
    return {row[0]: row[1] for row in rows}


def _reached(departments: Mapping[str, Mapping[str, int]]) -> list[uuid.UUID]:
    return [
        uuid.UUID(place_id)
        for place_id, states in departments.items()
        if place_id and any(states.get(status) for status in WENT)
    ]
