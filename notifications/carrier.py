"""What a worker does when it is woken: messages first, then campaigns where there are some."""

from dataclasses import dataclass
from datetime import timedelta

from notifications import campaign_recovery, campaign_start
from notifications.broadcasts import Broadcaster
from notifications.delivery import Postman
from storage import campaigns
from storage.outbox import ALERTS, BULK


@dataclass
class Carrier:
    """Carries what is due in a queue. `bulk` sends campaigns too; `alerts` never waits for one."""

    postman: Postman
    broadcaster: Broadcaster
    default_language: str

    def __post_init__(self) -> None:
        self.broadcaster.alerts = lambda: self.postman.drain(ALERTS)

    def drain(self, queue: str) -> int:
        """Send whatever is due; how many messages the provider took."""
        taken = self.postman.drain(queue)
        if queue == BULK:
            taken += self._send_campaigns()
        return taken

    def goes_on(self, queue: str) -> bool:
        """Whether more may be sent at once: a job ends in time, and the next goes on."""
        return queue == BULK and self._is_waiting()

    def is_late(self, queue: str, patience: timedelta) -> bool:
        """Whether something waits that nobody seems to have been woken for."""
        return self.postman.is_late(queue, patience) or (queue == BULK and self._is_waiting())

    def _send_campaigns(self) -> int:
        sender = self.broadcaster
        now = sender.clock()
        with sender.database.transaction() as session:
            campaign_recovery.recover(session, sender.terms.hours.zone, sender.lease, now)
        campaign_start.begin_due(sender.database, self.default_language, now)
        return sender.drain()

    def _is_waiting(self) -> bool:
        sender = self.broadcaster
        now = sender.clock()
        with sender.database.reading() as session:
            if campaigns.to_start(session, now):
                return True
            return sender.terms.hours.are_open(now) and campaigns.may_go_on(session, now)
