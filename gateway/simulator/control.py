"""The control API: phones driven by a program instead of a finger."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, request

from gateway.simulator import sending, texting, ussd
from gateway.simulator.asking import Wrong, asked, found, our_desk
from gateway.simulator.clock import VirtualClock
from gateway.simulator.faces import left_to_answer, screen, spoken, used, who
from gateway.simulator.journal import Entry
from gateway.simulator.language import spoken as language
from gateway.simulator.language import words
from gateway.simulator.phones import Phone, Text
from gateway.simulator.power import switch
from gateway.simulator.stories import told

bp = Blueprint("control", __name__)


@bp.app_errorhandler(Wrong)
def wrong(error: Wrong) -> tuple[Response, int]:
    sentence = words(language())[f"trouble_{error.trouble}"]
    return jsonify(error=sentence.format(**error.values)), error.status


@bp.app_errorhandler(ussd.Refused)
def refused(error: ussd.Refused) -> tuple[Response, int]:
    return jsonify(error=spoken(our_desk(), words(language()), str(error))), 409


@bp.get("/health")
def health() -> Response:
    return jsonify(status="ok")


@bp.get("/api/story")
def story() -> Response:
    """What happened on the desk, as a dialogue that the tests can play again."""
    return Response(told(our_desk().traffic.lines()), mimetype="text/plain")


@bp.post("/api/phones/<number>/dial")
def dial(number: str) -> Response:
    phone = found(number)
    ussd.dial(our_desk(), phone, asked("code"))
    return _turn(phone)


@bp.post("/api/phones/<number>/reply")
def reply(number: str) -> Response:
    phone = found(number)
    ussd.answer(our_desk(), phone, asked("text"))
    return _turn(phone)


@bp.post("/api/phones/<number>/cancel")
def cancel(number: str) -> Response:
    phone = found(number)
    ussd.cancel(our_desk(), phone)
    return _turn(phone)


@bp.post("/api/phones/<number>/sms")
def sms(number: str) -> Response:
    text_id = texting.write(our_desk(), found(number), asked("to"), asked("text"))
    return jsonify(id=text_id)


@bp.post("/api/phones/<number>/power")
def power(number: str) -> Response:
    phone = found(number)
    switch(our_desk(), phone, on=asked("on") == "True")
    return show(number)


@bp.post("/api/phones/<number>/optout")
def opt_out(number: str) -> Response:
    sending.opt_out(our_desk(), found(number), asked("sender"))
    return jsonify(status="ok")


@bp.get("/api/phones")
def phones() -> Response:
    desk = our_desk()
    with desk.lock:
        now = desk.clock.now()
        return jsonify(phones=[_phone(phone, now) for phone in desk.on_the_desk()])


@bp.get("/api/phones/<number>")
def show(number: str) -> Response:
    desk, phone = our_desk(), found(number)
    with desk.lock:
        return jsonify(_phone(phone, desk.clock.now()))


@bp.get("/api/log")
def log() -> Response:
    after = request.args.get("after", "0")
    if not after.isdecimal():
        raise Wrong(400, "bad_request", name="after")
    return jsonify(events=[_event(entry) for entry in our_desk().journal.after(int(after))])


@bp.get("/api/traffic")
def traffic() -> Response:
    lines = "".join(f"{line}\n" for line in our_desk().traffic.lines())
    return Response(lines, mimetype="application/x-ndjson")


@bp.post("/api/reset")
def reset() -> Response:
    our_desk().clear()
    return jsonify(status="ok")


@bp.post("/api/clock/advance")
def advance() -> Response:
    clock = our_desk().clock
    if not isinstance(clock, VirtualClock):
        raise Wrong(409, "real_clock")
    try:
        seconds = float(asked("seconds"))
    except ValueError:
        raise Wrong(400, "bad_request", name="seconds") from None
    clock.advance(seconds)
    return jsonify(now=clock.now().isoformat())


def _turn(phone: Phone) -> Response:
    desk, said = our_desk(), words(language())
    with desk.lock:
        session = phone.session
        if session is None:
            raise Wrong(409, "no_session")
        trouble = session.trouble if session.trouble != "cancelled" else ""
        return jsonify(
            screen=screen(desk, phone, said),
            open=session.open,
            session_id=session.id,
            error=spoken(desk, said, trouble) or None,
            signs=session.signs,
            limit=session.limit,
        )


def _phone(phone: Phone, now: datetime) -> dict[str, object]:
    session = phone.session
    return {
        "number": phone.number,
        "network": phone.network.key,
        "powered": phone.powered,
        "screen": screen(our_desk(), phone, words(language())),
        "open": phone.calling,
        "session_id": session.id if session else "",
        "seconds_used": used(session, now) if session and session.open else 0,
        "seconds_total": phone.network.total_seconds,
        "seconds_to_answer": left_to_answer(phone, now),
        "hops": session.turns if session else 0,
        "messages": [_message(text) for text in phone.received],
        "unread": phone.unread,
    }


def _message(text: Text) -> dict[str, object]:
    return {
        "id": text.id,
        "from": text.sender,
        "text": text.text,
        "at": text.at.isoformat(),
        "delivered_at": text.delivered_at.isoformat() if text.delivered_at else None,
        "new": text.new,
    }


def _event(entry: Entry) -> dict[str, object]:
    said = words(language())
    return {
        "n": entry.n,
        "at": entry.at.isoformat(),
        "what": said[f"what_{entry.what}"].format(**entry.values),
        "who": who(our_desk(), entry.number, language()),
        "state": entry.state,
        "words": said[f"did_{entry.words}"].format(**entry.values),
        "subject": entry.subject,
    }
