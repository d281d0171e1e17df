"""Switching a phone off and on."""

from gateway.simulator import ussd
from gateway.simulator.delivery import Letter, follow
from gateway.simulator.desk import Desk
from gateway.simulator.phones import Phone, Text
from gateway.simulator.script import ARRIVED


def switch(desk: Desk, phone: Phone, *, on: bool) -> None:
    """Turn a phone on or off. A call ends; on again, it gets what the network kept for it."""
    with desk.lock:
        if phone.calling and not on:
            ussd.cancel(desk, phone)
        phone.powered = on
        kept = _take_kept(phone) if on else []
    desk.journal.write("power", "ok" if on else "wait", "on" if on else "off", phone.number)
    for text in kept:
        letter = Letter(text.id, phone.number, text.sender, text.text, text.at)
        follow(desk, letter, (ARRIVED,))


def _take_kept(phone: Phone) -> list[Text]:
    kept, phone.waiting = phone.waiting, []
    return kept
