"""The counts that exist for a reader: what is kept, less the reports that do not exist for them."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.console.doors import Visit
from notifications import counting
from storage import figures
from storage.figures import Key
from storage.tallies import added_by, in_month, month_of

FOREVER = date.max


@dataclass(frozen=True)
class Book:
    """Counts as they are read for somebody."""

    visit: Visit
    sensitive: bool
    countings: Mapping[date, datetime]
    unseen: Counter[Key]  # what the counts hold of reports that do not exist for them

    def read(
        self,
        kinds: Sequence[str],
        subjects: Iterable[uuid.UUID],
        since: date,
        until: date = FOREVER,
        key: str | None = None,
    ) -> Counter[Key]:
        """The counts of some subjects, in periods from `since` up to `until`."""
        found = figures.counted(
            self.visit.session, kinds, subjects, since, until, sensitive=self.sensitive, key=key
        )
        return found - self.unseen


def open_book(visit: Visit, countings: Mapping[date, datetime], *, sensitive: bool) -> Book:
    """The counts for a reader; with what is sensitive where the policy lets them count it."""
    return Book(visit, sensitive, countings, _unseen(visit, countings, sensitive=sensitive))


def _unseen(visit: Visit, countings: Mapping[date, datetime], *, sensitive: bool) -> Counter[Key]:
    """What the reports that do not exist for a member have added to the counts, as of when each
    month was counted: those they stepped aside from, and those of their own phone."""
    member, rules = visit.viewer.member, visit.parts.rules
    unseen: Counter[Key] = Counter()
    for report in figures.hidden_from(visit.session, member.id, member.phone_index):
        moments = [each for each in (report.received_at, report.closed_at) if each is not None]
        for month in {month_of(each, rules.zone) for each in moments} & countings.keys():
            span = in_month(counting.span_of(rules, countings[month]), month)
            for subject, lines in added_by(report, span):
                unseen.update(
                    (kind, period, subject, key)
                    for kind, period, key, secret in lines
                    if sensitive or not secret
                )
    return unseen
