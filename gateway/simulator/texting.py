"""Texts a person writes on a phone, on their way to the gateway."""

from gateway.simulator.desk import Desk
from gateway.simulator.phones import Phone, Text
from gateway.simulator.ussd import Refused

FIRST_AFTER = 0.05
RETRY_AFTER = 60.0
MOST_TRIES = 12 * 60


def write(desk: Desk, phone: Phone, to: str, words: str) -> str:
    """Send a text to the short code; return its id. The gateway gets it until it says 200."""
    if not phone.powered:
        raise Refused("phone_off")
    if to.strip() != desk.config.short_code:
        raise Refused("unknown_short_code")
    if not words.strip():
        raise Refused("empty_text")
    now = desk.clock.now()
    text = Text(desk.ids.text(), to.strip(), words, now, now, new=False, mine=True)
    with desk.lock:
        phone.texts.append(text)
        phone.view, phone.draft = "sms", ""
    desk.inbox.keep(phone.number, text.sender, words, now)
    desk.journal.write("sms_in", "sent", "leaving", phone.number, subject=text.id, to=text.sender)
    desk.later(FIRST_AFTER, lambda: _post(desk, phone, text, tries=1))
    return text.id


def _post(desk: Desk, phone: Phone, text: Text, tries: int) -> None:
    """Try each minute for 12 hours. Nothing but 200 counts: not 204, not a redirect."""
    answer = desk.gateway.post("sms", _fields(phone, text))
    if answer.status == 200:
        state, words = "ok", "received"
    elif tries < MOST_TRIES:
        state, words = "wait", "will_retry"
        desk.later(RETRY_AFTER, lambda: _post(desk, phone, text, tries + 1))
    else:
        state, words = "no", "gave_up"
    desk.journal.write(
        "sms_in",
        state,
        words,
        phone.number,
        subject=text.id,
        to=text.sender,
        tries=str(tries),
    )


def _fields(phone: Phone, text: Text) -> dict[str, str]:
    return {
        "date": text.at.strftime("%Y-%m-%d %H:%M:%S"),
        "from": phone.number,
        "id": text.id,
        "linkId": text.id.replace("-", ""),
        "text": text.text,
        "to": text.sender,
        "networkCode": phone.network.code,
    }
