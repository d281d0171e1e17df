"""The way in and out: phone and secret, then a code."""

import re

from flask import request, session, url_for
from werkzeug.wrappers import Response

from gateway import signing_in
from gateway.console import bp, cookies
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Knock, Visit, page, public
from gateway.console.knocking import at_the_door
from gateway.signing_in import TooOften
from storage import web
from storage.outbox import ALERTS

HALF, WANTED = "half", "wanted"
_OURS = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")  # a path of this site, and of no other
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


@public(bp, "/sign-in")
def door(_knock: Knock) -> Answer:
    """Where a phone and a secret are asked for."""
    return Screen("sign_in.html", fault="")


@public(bp, "/sign-in", methods=["POST"])
def knock(here: Knock) -> Answer:
    """Take them; what follows is the same for everybody."""
    phone, secret = request.form.get("phone", ""), request.form.get("secret", "")
    if not phone.strip() or not secret:
        return Screen("sign_in.html", status=422, fault="empty", phone=phone)
    try:
        token = signing_in.begin(at_the_door(here), phone, secret)
    except TooOften:
        return Screen("sign_in.html", status=429, fault="too_often", phone=phone)
    session[HALF] = token
    here.wakes.append(ALERTS)
    return Go(url_for("console.signing_in_page_code"))


@public(bp, "/sign-in/code")
def code(_knock: Knock) -> Answer:
    """Where the code is asked for."""
    if HALF not in session:
        return Go(url_for("console.signing_in_page_door"))
    return Screen("sign_in_code.html", fault="")


@public(bp, "/sign-in/code", methods=["POST"])
def enter(here: Knock) -> Answer:
    """Take the code, and let in whom it is for."""
    token = session.get(HALF, "")
    typed = request.form.get("code", "").strip()
    if not token:
        return Go(url_for("console.signing_in_page_door"))
    if not typed:
        return Screen("sign_in_code.html", status=422, fault="empty")
    try:
        found = signing_in.finish(
            at_the_door(here), token, typed, device(request.user_agent.string)
        )
    except TooOften:
        return Screen("sign_in_code.html", status=429, fault="too_often")
    if found is None:
        return Screen("sign_in_code.html", status=422, fault="wrong")
    opened, parts = found[0], here.parts
    wanted = session.get(WANTED) or url_for("console.inbox_home")
    session.clear()  # nothing of before the sign-in goes on after it

    def finish(response: Response) -> None:
        cookies.keep(response, parts, opened)

    return Go(wanted if _OURS.fullmatch(wanted) else "/", finish)


@page(bp, "/sign-out", allows="sign_in", methods=["POST"])
def leave(visit: Visit) -> Answer:
    """End this browser's session."""
    web.end(visit.session, visit.web_session.id, visit.viewer.member.id, visit.now)
    parts = visit.parts
    session.clear()
    return Go(
        url_for("console.signing_in_page_door"), lambda response: cookies.drop(response, parts)
    )


def device(user_agent: str) -> str:
    """A browser and a system in two words: to tell one's own sessions apart."""
    browser = next((name for name in _BROWSERS if name in user_agent), "")
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    named = (_NAMES.get(browser, browser), system.replace("Macintosh", "Mac"))
    return ", ".join(part for part in named if part)
