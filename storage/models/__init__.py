"""The tables, columns only."""

from storage.models.alert import Alert, AlertState
from storage.models.base import Base
from storage.models.committee import Committee, Member
from storage.models.contact import Attempt, Contact
from storage.models.message import DeliveryReport, InboundMessage, MessageStatus, OutboundMessage
from storage.models.place import Place
from storage.models.report import AccessRecord, Event, Report, ReportStatus
from storage.models.upkeep import Duty, Version

__all__ = [
    "AccessRecord",
    "Alert",
    "AlertState",
    "Attempt",
    "Base",
    "Committee",
    "Contact",
    "DeliveryReport",
    "Duty",
    "Event",
    "InboundMessage",
    "Member",
    "MessageStatus",
    "OutboundMessage",
    "Place",
    "Report",
    "ReportStatus",
    "Version",
]
