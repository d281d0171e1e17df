"""The keys of a phone: what each does, given what the screen shows."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.simulator import texting, ussd
from gateway.simulator.desk import Desk
from gateway.simulator.faces import mode
from gateway.simulator.phones import Phone
from gateway.simulator.power import switch

DIGITS = frozenset("0123456789*#")


@dataclass(frozen=True)
class Press:
    """One key, and what stood in the fields when it was pressed."""

    key: str
    typed: str = ""
    to: str = ""


Action = Callable[[Desk, Phone, Press], None]


def press(desk: Desk, phone: Phone, press: Press) -> None:
    """Do what the key does; a refusal is shown on the phone."""
    phone.notice = ""
    try:
        _do(desk, phone, press)
    except ussd.Refused as refused:
        phone.notice = str(refused)


def _do(desk: Desk, phone: Phone, press: Press) -> None:
    shown = mode(phone)
    if press.key == "power":
        switch(desk, phone, on=not phone.powered)
    elif press.key in DIGITS and shown != "off":
        _type(desk, phone, press)
    elif press.key in ACTIONS[shown]:
        ACTIONS[shown][press.key](desk, phone, press)


def _type(desk: Desk, phone: Phone, press: Press) -> None:
    with desk.lock:
        phone.draft = press.typed + press.key
        if mode(phone) in ("over", "sms"):
            phone.view, phone.draft = "home", press.key


def _write(desk: Desk, phone: Phone, _: Press) -> None:
    with desk.lock:
        phone.read()
        phone.view, phone.draft = "write", ""


def _read(desk: Desk, phone: Phone, _: Press) -> None:
    with desk.lock:
        phone.view, phone.draft = "sms", ""


def _rest(desk: Desk, phone: Phone, _: Press) -> None:
    """Go back to the first screen; new texts come first."""
    with desk.lock:
        if phone.view == "sms":
            phone.read()
        phone.view, phone.draft = "sms" if phone.unread else "home", ""


def _dial(desk: Desk, phone: Phone, press: Press) -> None:
    if phone.view == "sms":
        phone.read()
    ussd.dial(desk, phone, press.typed.strip() or desk.config.service_code)


def _dial_or_read(desk: Desk, phone: Phone, press: Press) -> None:
    (_dial if press.typed.strip() else _read)(desk, phone, press)


def _dial_if_typed(desk: Desk, phone: Phone, press: Press) -> None:
    if press.typed.strip():
        _dial(desk, phone, press)


def _redial(desk: Desk, phone: Phone, _: Press) -> None:
    if phone.session:
        ussd.dial(desk, phone, phone.session.dialled)


def _answer(desk: Desk, phone: Phone, press: Press) -> None:
    ussd.answer(desk, phone, press.typed)


def _cancel(desk: Desk, phone: Phone, _: Press) -> None:
    ussd.cancel(desk, phone)


def _send(desk: Desk, phone: Phone, press: Press) -> None:
    with desk.lock:
        phone.draft = press.typed  # kept when refused
    texting.write(desk, phone, press.to, press.typed)


def _wake(desk: Desk, phone: Phone, _: Press) -> None:
    switch(desk, phone, on=True)


def _table(**keys: Action) -> dict[str, Action]:
    return keys


ACTIONS: dict[str, dict[str, Action]] = {
    "home": _table(
        left=_write, right=_read, ok=_dial_or_read, enter=_dial_if_typed, call=_dial, end=_rest
    ),
    "call": _table(
        left=_answer, right=_cancel, ok=_answer, enter=_answer, call=_answer, end=_cancel
    ),
    "wait": _table(right=_cancel, end=_cancel),
    "over": _table(left=_rest, right=_redial, ok=_rest, enter=_rest, call=_dial, end=_rest),
    "sms": _table(left=_write, right=_rest, ok=_rest, enter=_rest, call=_dial, end=_rest),
    "write": _table(left=_send, right=_rest, ok=_send, enter=_send, call=_send, end=_rest),
    "off": _table(left=_wake, ok=_wake),
}
