"""What is left on the account at the provider: asked now and then, kept, and an alarm in time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications.channels import Money, SendFailed
from notifications.rules import Rules
from storage import committees, duties, gauges, members, outbox
from storage.database import Database

log = structlog.get_logger()

NAME = "balance"  # of the duty, and of the gauge
EVERY = timedelta(minutes=15)
ALARM = "low_balance"
ALARMED_EVERY = timedelta(days=1)  # while it stays low
LIVES = timedelta(hours=24)


@dataclass
class Watch:
    """Asks for the balance once a period, whichever clock does; nobody waits in a transaction."""

    database: Database
    ask: Callable[[], Money]
    low: int  # below this somebody is told; 0: nobody ever is
    rules: Rules
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def look(self) -> bool:
        """Ask if it is time; whether the provider said."""
        now = self.clock()
        if not self._is_ours(now):
            return False
        try:
            money = self.ask()
        except SendFailed as failed:
            log.warning("the balance is not known", reason=failed.reason)
            return False
        with self.database.transaction() as session:
            gauges.keep(session, NAME, money.amount, now, money.currency)
            if is_low(money.amount, self.low):
                self._alarm(session, money, now)
        return True

    def _is_ours(self, now: datetime) -> bool:
        with self.database.reading() as session:
            if not duties.is_due(session, NAME, EVERY, now):
                return False
        with self.database.transaction() as session:
            return duties.take(session, NAME, EVERY, now)

    def _alarm(self, session: Session, money: Money, now: datetime) -> None:
        """Tell the operators of the country, or its coordinators where there are none; once a day
        and by day, while an SMS can still be paid."""
        log.error("the balance is low", amount=money.amount, currency=money.currency)
        if not duties.take(session, ALARM, ALARMED_EVERY, now):
            return
        told = committees.with_roles(session, (), ("operator",))
        told = told or committees.with_roles(session, (), ("coordinator",))
        left, when = _written(money), self.rules.by_day(now)
        for _, _, _, member in told:
            body = self.rules.texts.left(member.language, left)
            phone = members.phone_of(session, member)
            outbox.add(session, outbox.ALERTS, ALARM, phone, body, now, LIVES, not_before=when)


def is_low(amount: float, low: int) -> bool:
    """Whether so little is left that somebody has to pay in."""
    return amount < low


def _written(money: Money) -> str:
    return f"{money.amount:.0f} {money.currency}".strip()
