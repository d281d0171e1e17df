"""Delivery reports: the way of one text from the provider to the phone."""

from dataclasses import dataclass
from datetime import datetime

from gateway.simulator.desk import Desk
from gateway.simulator.phones import Text
from gateway.simulator.script import Plan, Step

# How long the network keeps a text for a phone that is off: long enough for a trainer to
# explain it, short enough to see it end.
ABSENT_AFTER = 45.0


@dataclass(frozen=True)
class Letter:
    """One accepted text to one phone."""

    id: str
    number: str
    sender: str
    text: str
    at: datetime


def follow(desk: Desk, letter: Letter, plan: Plan) -> None:
    """Take the steps of a plan one after the other; a step starts when the one before is told."""
    if plan:
        step, rest = plan[0], plan[1:]
        desk.later(step.after, lambda: _take(desk, letter, step, rest))


def told(reports: str, plan: Plan) -> Plan:
    """What the gateway is told of a plan: all of it, its end, or nothing; the text arrives alike,
    but for nothing, with which whole countries are written to in a test of speed."""
    if reports == "none":
        return ()
    return plan[-1:] if reports == "final" else plan


def _take(desk: Desk, letter: Letter, step: Step, rest: Plan) -> None:
    if step.status == "Success" and not _hand_over(desk, letter):
        desk.later(ABSENT_AFTER, lambda: _give_up(desk, letter))
        return
    _report(desk, letter, step)
    follow(desk, letter, rest)


def _hand_over(desk: Desk, letter: Letter) -> bool:
    """Put the text on the phone, once; a phone that is off leaves it waiting."""
    with desk.lock:
        phone = desk.phone(letter.number)
        if phone is None or any(text.id == letter.id for text in phone.texts):
            return True
        text = Text(letter.id, letter.sender, letter.text, letter.at)
        if not phone.powered:
            phone.waiting.append(text)
            return False
        text.delivered_at = desk.clock.now()
        phone.texts.append(text)
        if phone.at_rest(text.delivered_at):
            phone.view = "sms"
        return True


def _give_up(desk: Desk, letter: Letter) -> None:
    with desk.lock:
        phone = desk.phone(letter.number)
        waiting = [text for text in phone.waiting if text.id == letter.id] if phone else []
        if phone is None or not waiting:
            return
        phone.waiting.remove(waiting[0])
    _report(desk, letter, Step("AbsentSubscriber", 0))


def _report(desk: Desk, letter: Letter, step: Step) -> None:
    phone = desk.phone(letter.number)
    fields = {
        "id": letter.id,
        "status": step.status,
        "phoneNumber": letter.number,
        "networkCode": phone.network.code if phone else "99999",
    }
    if step.reason:
        fields["failureReason"] = step.reason
    _tell(desk, letter, step)
    desk.gateway.post("delivery", fields)


def _tell(desk: Desk, letter: Letter, step: Step) -> None:
    """Say on the page what became of the text; steps on the way need no words there."""
    if step.status in ("Sent", "Submitted"):
        return
    state, words = {
        "Success": ("ok", "delivered"),
        "Buffered": ("wait", "buffered"),
        "Failed": ("no", "failed"),
        "Rejected": ("no", "rejected"),
        "AbsentSubscriber": ("no", "absent"),
        "Expired": ("no", "expired"),
    }.get(step.status, ("sent", "on_the_way"))
    desk.journal.write(
        "sms_out", state, words, letter.number, subject=letter.id, sender=letter.sender
    )
