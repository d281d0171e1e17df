"""The face of a phone: what its screen, its soft keys and the lines under it say."""

from dataclasses import dataclass
from datetime import datetime

from gateway.simulator.desk import Desk
from gateway.simulator.language import Words
from gateway.simulator.phones import Phone, Session, Text, masked

SOFT_KEYS = {
    "home": ("write", "read"),
    "call": ("send", "cancel"),
    "wait": ("nothing", "cancel"),
    "over": ("ok", "redial"),
    "sms": ("write", "back"),
    "write": ("send", "cancel"),
    "off": ("switch_on", "nothing"),
}
FIELDS = {"home": "code", "call": "reply", "write": "text"}


@dataclass(frozen=True)
class Bubble:
    """One SMS on the screen."""

    text: str
    when: str
    mine: bool


@dataclass(frozen=True)
class Face:
    """All that a page shows of one phone."""

    place: int
    number: str
    mode: str
    screen: str
    bubbles: tuple[Bubble, ...]
    left: str
    right: str
    field: str
    draft: str
    notice: str
    stamp: str
    lines: tuple[tuple[str, str], ...]
    used: int
    total: int
    powered: bool


def mode(phone: Phone) -> str:
    if not phone.powered:
        return "off"
    if phone.view != "ussd" or phone.session is None:
        return phone.view
    if phone.session.waiting:
        return "wait"
    return "call" if phone.session.open else "over"


def spoken(desk: Desk, words: Words, trouble: str) -> str:
    """Say a trouble as a sentence."""
    short_code = desk.config.short_code
    return words[f"trouble_{trouble}"].format(short_code=short_code) if trouble else ""


def screen(desk: Desk, phone: Phone, words: Words) -> str:
    """Say what the last call left on the screen: the gateway's words or the network's."""
    session = phone.session
    if phone.view != "ussd" or session is None:
        return ""
    return spoken(desk, words, session.trouble) or session.screen


def face(desk: Desk, phone: Phone, words: Words) -> Face:
    """Look at a phone. The caller holds the lock."""
    now, session, shown = desk.clock.now(), phone.session, mode(phone)
    left, right = SOFT_KEYS[shown]
    if shown == "over" and phone.unread:
        left = "read"
    return Face(
        place=desk.place_of(phone.number),
        number=phone.number,
        mode=shown,
        screen=_screen(desk, phone, words, shown),
        bubbles=tuple(_bubble(text, now, words) for text in reversed(phone.texts)),
        left=words[left],
        right=words[right],
        field=FIELDS.get(shown, ""),
        draft=phone.draft,
        notice=spoken(desk, words, phone.notice),
        stamp=_stamp(phone, shown),
        lines=_lines(phone, now, words),
        used=used(session, now) if session and session.open else 0,
        total=phone.network.total_seconds,
        powered=phone.powered,
    )


def used(session: Session, now: datetime) -> int:
    return int((now - session.started).total_seconds())


def left_to_answer(phone: Phone, now: datetime) -> int | None:
    session = phone.session
    if session is None or not session.open or session.waiting or session.shown_at is None:
        return None
    gone = int((now - session.shown_at).total_seconds())
    return max(0, phone.network.idle_seconds - gone)


def who(desk: Desk, number: str, language: str) -> str:
    """Name a phone in the log: by its place on the desk, else by a masked number."""
    place = desk.place_of(number)
    if not place:
        return masked(number)
    return f"{place}. {desk.config.phones[place - 1].title(language)}"


def _screen(desk: Desk, phone: Phone, words: Words, shown: str) -> str:
    if shown == "home":
        return words["home"].format(code=desk.config.service_code)
    fixed = {"off": "off_screen", "wait": "waiting", "sms": "no_texts"}
    return words[fixed[shown]] if shown in fixed else screen(desk, phone, words)


def _bubble(text: Text, now: datetime, words: Words) -> Bubble:
    at = text.delivered_at or text.at
    clock = f"{at:%H:%M}"
    when = words["today"].format(time=clock) if at.date() == now.date() else f"{at:%d/%m} {clock}"
    if text.mine:
        when += " · " + words["sent_by_me"].format(to=text.sender)
    elif text.new:
        when += " · " + words["new"]
    return Bubble(text.text, when, text.mine)


def _stamp(phone: Phone, shown: str) -> str:
    """Change whenever the field should start afresh, and only then."""
    session = phone.session
    turn = f"{session.id}-{session.turns}-{session.page}" if session else ""
    return f"{shown}-{turn}-{phone.notice}-{phone.draft}"


def _lines(phone: Phone, now: datetime, words: Words) -> tuple[tuple[str, str], ...]:
    session = phone.session
    if session is None or not session.open:
        return _idle_lines(phone, words)
    seconds = left_to_answer(phone, now)
    timer = words["seconds_of"].format(used=used(session, now), total=phone.network.total_seconds)
    answer = words["waiting"] if seconds is None else words["seconds"].format(seconds=seconds)
    signs = words["signs_of"].format(signs=session.signs, limit=session.limit)
    lines = (
        (words["session_open"], timer),
        (words["to_answer"], answer),
        (words["screen_n"].format(n=session.turns), signs),
    )
    return (*lines, ("SMS", _texts(phone, words))) if phone.unread else lines


def _idle_lines(phone: Phone, words: Words) -> tuple[tuple[str, str], ...]:
    network = words["network_good" if phone.powered else "network_off"]
    last = phone.received[-1].delivered_at if phone.received else None
    hour = words["hour"].format(hour=f"{last:%H}", minute=f"{last:%M}") if last else words["never"]
    return (
        (words["session_none"], _texts(phone, words)),
        (words["last_text"], hour),
        (words["network_label"], network),
    )


def _texts(phone: Phone, words: Words) -> str:
    count = len(phone.received)
    name = "texts_new" if phone.unread else "texts_some" if count else "texts_none"
    return words[name].format(count=count, new=phone.unread)
