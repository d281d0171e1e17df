"""Accepting texts from the gateway: who gets one, what it costs, what the answer says."""

from dataclasses import dataclass
from decimal import Decimal

from gateway.simulator import septets
from gateway.simulator.delivery import Letter, follow, told
from gateway.simulator.desk import Desk
from gateway.simulator.networks import network_of
from gateway.simulator.phones import E164, Phone
from gateway.simulator.script import VERDICTS, Verdict

DEFAULT_SENDER = "AFRICASTKNG"
Recipient = dict[str, str | int]
Reply = dict[str, dict[str, object]]


@dataclass(frozen=True)
class Order:
    """What the gateway asks for: one text, many numbers."""

    numbers: tuple[str, ...]
    text: str
    sender: str


def send(desk: Desk, order: Order) -> Reply:
    """Accept or refuse each recipient, start the deliveries, and answer as the provider does."""
    refusal = _refusal(desk, order)
    if refusal:
        return _reply(refusal, [])
    recipients = [_recipient(desk, order, number) for number in order.numbers]
    taken = [recipient for recipient in recipients if "messageParts" in recipient]
    spent = sum((_amount(recipient) for recipient in taken), Decimal())
    total = _money(desk, spent) if taken else "0"
    message = f"Sent to {len(taken)}/{len(recipients)} Total Cost: {total}"
    if taken:
        message += f" Message parts: {taken[0]['messageParts']}"
    return _reply(message, recipients)


def opt_out(desk: Desk, phone: Phone, sender: str) -> None:
    """The person wants no more of these; the provider refuses them from now on."""
    desk.opted_out.add(phone.number)
    desk.journal.write("optout", "ok", "opted_out", phone.number)
    fields = {"senderId": sender, "phoneNumber": phone.number}
    desk.later(0.05, lambda: desk.gateway.post("optout", fields))


def _refusal(desk: Desk, order: Order) -> str:
    """Say why nobody at all gets the text. Only the first wording is known to be theirs."""
    if desk.config.sender_ids and order.sender not in desk.config.sender_ids:
        return "InvalidSenderId"
    if not order.numbers:
        return "NoRecipients"
    return "" if order.text else "EmptyMessage"


def _recipient(desk: Desk, order: Order, number: str) -> Recipient:
    verdict = _verdict(desk, number)
    if not verdict.accepted:
        return _refused(desk, order, number, verdict)
    text = order.text + (desk.config.first_suffix if desk.is_first(number) else "")
    count = septets.parts(text)
    price = _price(desk, number) * count
    letter = Letter(desk.ids.message(), number, order.sender, text, desk.clock.now())
    desk.journal.write(
        "sms_out", "sent", "accepted", number, subject=letter.id, sender=order.sender
    )
    desk.pay(price)
    follow(desk, letter, told(desk.config.reports, desk.script.plan(number)))
    return {
        "statusCode": verdict.code,
        "number": number,
        "status": verdict.status,
        "cost": _money(desk, price),
        "messageId": letter.id,
        "messageParts": count,
    }


def _price(desk: Desk, number: str) -> Decimal:
    """What one part costs on the network of a number."""
    price = desk.config.prices.get(network_of(number).key, desk.config.price_per_part)
    return Decimal(price)


def _amount(recipient: Recipient) -> Decimal:
    return Decimal(str(recipient["cost"]).rpartition(" ")[2])


def _verdict(desk: Desk, number: str) -> Verdict:
    if not E164.fullmatch(number):
        return VERDICTS[403]
    return VERDICTS[406] if number in desk.opted_out else desk.script.verdict(number)


def _refused(desk: Desk, order: Order, number: str, verdict: Verdict) -> Recipient:
    desk.journal.write(
        "sms_out", "no", "refused", number, sender=order.sender, reason=verdict.status
    )
    return {
        "cost": "0",
        "messageId": "None",
        "number": number,
        "status": verdict.status,
        "statusCode": verdict.code,
    }


def _money(desk: Desk, amount: Decimal) -> str:
    return f"{desk.config.currency} {amount:.4f}"


def _reply(message: str, recipients: list[Recipient]) -> Reply:
    return {"SMSMessageData": {"Message": message, "Recipients": recipients}}
