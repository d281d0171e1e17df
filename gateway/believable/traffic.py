"""How many SMS each phone has got about one moment: many reports at once make one SMS."""

from bisect import bisect_right, insort
from dataclasses import dataclass, field
from datetime import datetime

from gateway.believable.country import Person
from gateway.believable.dossier import Sms
from notifications.burst import KINDS, MOST, SPAN


@dataclass
class Traffic:
    """The SMS of a stretch of the year, by whose phone they go to."""

    _moments: dict[str, list[datetime]] = field(default_factory=dict)
    _gathered: dict[str, Sms] = field(default_factory=dict)

    def is_one(self, person: Person, kind: str, when: datetime) -> bool:
        """Whether a phone has so many about that moment that the next would only be noise; if not,
        this one is counted."""
        if kind not in KINDS:
            return False
        moments = self._moments.setdefault(person.key, [])
        if bisect_right(moments, when) - bisect_right(moments, when - SPAN) >= MOST:
            return True
        insort(moments, when)
        return False

    def gathered(self, person: Person, at: datetime) -> Sms | None:
        """The SMS about several reports that is on its way to a phone at a moment."""
        sms = self._gathered.get(person.key)
        return sms if sms and sms.created_at <= at < sms.promised_for else None

    def gather(self, person: Person, sms: Sms) -> None:
        """This SMS tells of several reports from now on."""
        self._gathered[person.key] = sms
