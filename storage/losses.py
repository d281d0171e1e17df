"""SMS that nobody will read, and the alerts that they told of."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Select, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Alert, Member, OutboundMessage
from storage.models.alert import ANSWER
from storage.models.message import LOST

GATHERED = "gathered"
_ABOUT = timedelta(minutes=30)  # SMS of one burst are promised for about the same moment


def are_unheeded(session: Session, _now: datetime) -> bool:
    """Whether a message about an alert is lost, and nobody has acted on it yet."""
    found = select(OutboundMessage.id).where(OutboundMessage.unheeded)
    return session.scalar(found.limit(1)) is not None


def heed(session: Session, most: int = 100) -> Sequence[OutboundMessage]:
    """Take the lost messages about alerts that nobody has acted on yet, once each."""
    found = (
        select(OutboundMessage)
        .where(OutboundMessage.unheeded)
        .order_by(OutboundMessage.alert_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    lost = session.scalars(found).all()
    for message in lost:
        message.unheeded = False
    session.flush()  # the messages first and then what they told of, as everybody locks them
    return lost


def told_of(session: Session, message: OutboundMessage) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """The alerts, with their reports, that a message told of and that still wait for an answer:
    one, or all those of its committee that it gathered."""
    found = select(Alert.id, Alert.report_id).where(Alert.turn == ANSWER).order_by(Alert.id)
    if message.kind == GATHERED and message.promised_for is not None:
        about = select(Alert.committee_id).where(Alert.id == message.alert_id)
        committee_id = session.scalars(about).one()
        together = Alert.told_in.in_(_gathered(committee_id, message.promised_for))
        found = found.where(Alert.committee_id == committee_id)
        found = found.where(or_(Alert.id == message.alert_id, together))
    else:
        found = found.where(Alert.id == message.alert_id)
    return [(alert_id, report_id) for alert_id, report_id in session.execute(found)]


def is_lost(session: Session, alert: Alert, aside: Collection[str]) -> bool:
    """Whether nobody can have read of an alert: every SMS about it is lost, but for those to
    phones that no longer count."""
    about = OutboundMessage.alert_id == alert.id
    if alert.told_in is not None:
        promised = select(OutboundMessage.promised_for).where(OutboundMessage.id == alert.told_in)
        moment = session.scalar(promised)
        if moment is not None:
            about = or_(about, OutboundMessage.id.in_(_gathered(alert.committee_id, moment)))
    counted = select(OutboundMessage.status).where(
        about, OutboundMessage.recipient_index.not_in(aside)
    )
    statuses = session.scalars(counted).all()
    return bool(statuses) and all(status in LOST for status in statuses)


def found_again(session: Session, alert_id: uuid.UUID) -> None:
    """A message of an alert has arrived after all: its committee is within reach."""
    session.execute(_FOUND_AGAIN, {"alert": alert_id})


_TABLE = cast(Table, Alert.__table__)
_FOUND_AGAIN = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("alert"), _TABLE.c.unreached)
    .values(unreached=False)
)


def _gathered(committee_id: uuid.UUID, moment: datetime) -> Select[uuid.UUID]:
    """The SMS about several alerts that a committee's members were promised for a moment."""
    phones = select(Member.phone_index).where(Member.committee_id == committee_id)
    return select(OutboundMessage.id).where(
        OutboundMessage.recipient_index.in_(phones),
        OutboundMessage.kind == GATHERED,
        OutboundMessage.promised_for.between(moment - _ABOUT, moment + _ABOUT),
    )
