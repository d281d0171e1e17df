"""Those who report in the month: what they tell, again, in pieces, and insisting."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from menus.triage import CONCERNS, urgency_of
from storage.encryption import Keys
from storage.reports import Statement

COMMON = ("sharp_tools", "heavy_loads", "out_of_school", "neglect", "no_birth_certificate")
CHILDREN = ("boy_0_11", "girl_0_11", "boy_12_14", "girl_12_14", "several", "unknown")


@dataclass(frozen=True)
class Telling:
    """Somebody tells us something at a moment, the whole of it or only the beginning."""

    at: datetime
    statement: Statement
    breaks_off: bool


@dataclass
class Villagers:
    """People with phones around the villages of the country."""

    rng: random.Random
    keys: Keys
    villages: Sequence[tuple[str, uuid.UUID]]
    members: Sequence[str]  # phones of committee members: they report, too
    part: str

    def tell(self, count: int, begin: datetime, days: int) -> list[Telling]:
        """So many reports over some days, most of them by day, in no even stream."""
        market_day = begin + timedelta(days=9, hours=10)  # many come within an hour
        moments = [self._moment(begin, days) for _ in range(count)]
        for place in range(0, count, 12):
            moments[place] = market_day + timedelta(minutes=self.rng.uniform(0, 60))
        told: list[Telling] = []
        for number, at in enumerate(sorted(moments)):
            again = told[-1].statement if told and self.rng.random() < 0.04 else None
            statement = self._statement(number, again)
            told.append(Telling(at, statement, self.rng.random() < 0.05))
        return told

    def _moment(self, begin: datetime, days: int) -> datetime:
        hour = (
            self.rng.triangular(5, 23, 16) if self.rng.random() < 0.9 else self.rng.uniform(0, 24)
        )
        return begin + timedelta(days=self.rng.randrange(days), hours=hour)

    def _statement(self, number: int, again: Statement | None) -> Statement:
        rng = self.rng
        concern = rng.choice(COMMON if rng.random() < 0.7 else tuple(CONCERNS))
        when = rng.choice(("now", "often", "often", "often", "past", "past", "unknown"))
        said = {
            "concern": again.concern if again else concern,
            "urgency": again.urgency if again else urgency_of(concern, when),
            "place_id": again.place_id if again else str(rng.choice(self.villages)[1]),
            "child": again.child if again else rng.choice(CHILDREN),
            "route": again.route if again else rng.choice(("village",) * 5 + ("not_village",)),
        }
        phone = f"+22501{rng.randrange(10**8):08d}"
        if rng.random() < 0.02:
            phone = rng.choice(self.members)
        return Statement(
            session_key=f"{self.part}-{number}",
            channel="ussd",
            language="fr",
            when=when,
            phone_index=self.keys.phone(phone),
            contact="text" if rng.random() < 0.2 else "never",
            phone=phone,
            **said,
        )
