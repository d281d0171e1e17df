"""The tables, columns only."""

from storage.models.alert import Alert, AlertState
from storage.models.arrival import Arrival
from storage.models.base import Base
from storage.models.call_back import CallBack, Unsealing
from storage.models.campaign import (
    Campaign,
    CampaignEvent,
    CampaignStatus,
    ContactList,
    ProviderCall,
    Recipient,
    RecipientStatus,
    SavedAudience,
    Spending,
)
from storage.models.casework import (
    FollowUp,
    Link,
    Question,
    Recusal,
    Referral,
    Service,
    Support,
)
from storage.models.committee import Committee, Member
from storage.models.contact import Attempt, Contact
from storage.models.figures import Counting, Tally
from storage.models.learning import QuizAnswer, Subscription
from storage.models.message import DeliveryReport, InboundMessage, MessageStatus, OutboundMessage
from storage.models.place import Place
from storage.models.report import AccessRecord, Event, Report, ReportStatus
from storage.models.unfinished import UnfinishedCall
from storage.models.upkeep import Digest, Doing, Duty, Gauge, HouseRules, Route, Version
from storage.models.waiting import WaitingImport
from storage.models.web import SignIn, WebSession
from storage.models.words import WordsVersion

__all__ = [
    "AccessRecord",
    "Alert",
    "AlertState",
    "Arrival",
    "Attempt",
    "Base",
    "CallBack",
    "Campaign",
    "CampaignEvent",
    "CampaignStatus",
    "Committee",
    "Contact",
    "ContactList",
    "Counting",
    "DeliveryReport",
    "Digest",
    "Doing",
    "Duty",
    "Event",
    "FollowUp",
    "Gauge",
    "HouseRules",
    "InboundMessage",
    "Link",
    "Member",
    "MessageStatus",
    "OutboundMessage",
    "Place",
    "ProviderCall",
    "Question",
    "QuizAnswer",
    "Recipient",
    "RecipientStatus",
    "Recusal",
    "Referral",
    "Report",
    "ReportStatus",
    "Route",
    "SavedAudience",
    "Service",
    "SignIn",
    "Spending",
    "Subscription",
    "Support",
    "Tally",
    "UnfinishedCall",
    "Unsealing",
    "Version",
    "WaitingImport",
    "WebSession",
    "WordsVersion",
]
