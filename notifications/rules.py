"""What every sender of this house goes by: its texts, its times, its mornings."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from notifications.settings import Times
from notifications.texts import Texts


@dataclass(frozen=True)
class Rules:
    """Texts, and how long each urgency may wait for an answer."""

    texts: Texts
    times: Mapping[str, Times]
    zone: ZoneInfo
