"""USSD calls: dialling, answering, cancelling, and the timers that cut them off."""

from gateway.simulator.answers import BACK, ERRORS, MORE, Reading, read
from gateway.simulator.callbacks import Answer
from gateway.simulator.config import SimulatorConfig
from gateway.simulator.desk import Desk
from gateway.simulator.phones import Phone, Session

HOP_LENGTH = 99
EVENT_AFTER = 0.2


class Refused(Exception):
    """The phone cannot do this now; the reason is a key of the words."""


def dial(desk: Desk, phone: Phone, code: str) -> None:
    """Open a new call; one that was open ends first."""
    with desk.lock:
        if not phone.powered:
            raise Refused("phone_off")
        if phone.session and phone.session.open:
            _end(desk, phone, phone.session, "Incomplete", "cancelled")
        session = _open(desk, code)
        phone.session, phone.view, phone.draft = session, "ussd", ""
    if not session.open:
        desk.journal.write("ussd", "no", "unknown_code", phone.number, screen="0")
        return
    desk.later(phone.network.total_seconds, lambda: _cut(desk, phone, session, "total"))
    _turn(desk, phone, session)


def answer(desk: Desk, phone: Phone, typed: str) -> None:
    """Send what the person typed. The network itself turns the pages of a menu it cut."""
    with desk.lock:
        session = _open_session(phone)
        if session.waiting:
            raise Refused("busy")
        phone.draft = ""
        if _turn_page(session, typed):
            _wait_for_person(desk, phone, session)
            return
        session.inputs.append(typed[: phone.network.input_limit])
        session.waiting = True
    _turn(desk, phone, session)


def cancel(desk: Desk, phone: Phone) -> None:
    with desk.lock:
        _end(desk, phone, _open_session(phone), "Incomplete", "cancelled")
    desk.journal.write("ussd_end", "sent", "cancelled", phone.number)


def _open_session(phone: Phone) -> Session:
    if not phone.powered:
        raise Refused("phone_off")
    if phone.session is None or not phone.session.open:
        raise Refused("no_session")
    return phone.session


def _open(desk: Desk, code: str) -> Session:
    now = desk.clock.now()
    place = _place(desk.config, code)
    if place is None:
        return Session("", code, code, now, open=False, trouble="unknown_code")
    service_code, inputs = place
    return Session(desk.ids.session(), code, service_code, now, inputs, waiting=True)


def _place(config: SimulatorConfig, code: str) -> tuple[str, list[str]] | None:
    """Tell which service code was dialled, and what of a longer code counts as typed.

    Where the tail of *384*225*1*2# lands is not documented, hence the switch."""
    if code == config.service_code:
        return code, []
    stem = config.service_code.removesuffix("#") + "*"
    if not (code.startswith(stem) and code.endswith("#")):
        return None
    if config.direct_dial == "service_code":
        return code, []
    tail = code[len(stem) : -1].split("*")
    return config.service_code, tail if config.direct_dial == "text" else []


def _turn(desk: Desk, phone: Phone, session: Session) -> None:
    """Ask the gateway without holding the lock: the person may hang up meanwhile."""
    fields = {
        "phoneNumber": phone.number,
        "serviceCode": session.service_code,
        "text": session.typed,
        "sessionId": session.id,
        "networkCode": phone.network.code,
    }
    said = desk.gateway.post("ussd", fields, hop=session.hop)
    reading = read(said, phone.network)
    with desk.lock:
        session.turns += 1
        session.last_response = said.body
        session.waiting = False
        if not session.open:
            return
        _show(desk, phone, session, reading, said)
    _tell(desk, phone, session, reading, said)


def _show(desk: Desk, phone: Phone, session: Session, reading: Reading, said: Answer) -> None:
    session.signs, session.limit = reading.signs, reading.limit
    if reading.trouble:
        _end(desk, phone, session, "Failed", reading.trouble)
        return
    session.pages, session.page = reading.pages, 0
    session.hop = said.hop[:HOP_LENGTH] if "|" not in said.hop else ""
    if session.hop:
        session.hops.append(session.hop)
    if reading.ended:
        _end(desk, phone, session, "Success", "")
    else:
        _wait_for_person(desk, phone, session)


def _turn_page(session: Session, typed: str) -> bool:
    step = {MORE: 1, BACK: -1}.get(typed.strip(), 0)
    if not step or not 0 <= session.page + step < len(session.pages):
        return False
    session.page += step
    return True


def _wait_for_person(desk: Desk, phone: Phone, session: Session) -> None:
    shown = session.shown_at = desk.clock.now()

    def cut_if_silent() -> None:
        if session.shown_at == shown and not session.waiting:
            _cut(desk, phone, session, "idle")

    desk.later(phone.network.idle_seconds, cut_if_silent)


def _cut(desk: Desk, phone: Phone, session: Session, why: str) -> None:
    with desk.lock:
        if not session.open:
            return
        _end(desk, phone, session, "Incomplete", why)
    seconds = phone.network.idle_seconds if why == "idle" else phone.network.total_seconds
    desk.journal.write("ussd_end", "no", f"cut_{why}", phone.number, seconds=str(seconds))


def _end(desk: Desk, phone: Phone, session: Session, status: str, trouble: str) -> None:
    session.open, session.waiting, session.trouble = False, False, trouble
    session.ended_at = desk.clock.now()
    lasted = session.ended_at - session.started
    milliseconds = str(round(lasted.total_seconds() * 1000))

    def event() -> None:
        desk.gateway.post("events", _event(desk, phone, session, status, milliseconds))

    desk.later(EVENT_AFTER, event)


def _event(
    desk: Desk, phone: Phone, session: Session, status: str, milliseconds: str
) -> dict[str, str]:
    fields = {
        "date": desk.clock.now().strftime("%Y-%m-%d %H:%M:%S"),
        "sessionId": session.id,
        "serviceCode": session.service_code,
        "networkCode": phone.network.code,
        "phoneNumber": phone.number,
        "status": status,
        "cost": f"{desk.config.currency} {phone.network.session_cost}",
        "durationInMillis": milliseconds,
        "hopsCount": str(session.turns),
        "hopsMetadata": "|".join(session.hops),
        "input": session.typed,
        "lastAppResponse": session.last_response,
    }
    if status == "Failed":
        fields["errorMessage"] = ERRORS[session.trouble]
    return fields


def _tell(desk: Desk, phone: Phone, session: Session, reading: Reading, said: Answer) -> None:
    desk.journal.write(
        "ussd",
        "no" if reading.trouble else "ok",
        reading.trouble or ("ended" if reading.ended else "answered"),
        phone.number,
        screen=str(session.turns),
        milliseconds=str(said.milliseconds),
    )
