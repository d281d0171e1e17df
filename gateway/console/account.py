"""My access: where I am signed in, which language Veille speaks with me, how I get in."""

import uuid

from flask import request, url_for

from gateway.console import bp, cookies
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.numbers import masked
from gateway.signing_in import STAFF
from storage import members, web

NAMES = {"fr": "Français"}  # where a phone cannot write the language's name


@page(bp, "/account", allows="sign_in")
def account(visit: Visit) -> Answer:
    """What there is to know of one's own access."""
    member, words = visit.viewer.member, visit.parts.conversation.shelf.words()
    return Screen(
        "account.html",
        name=members.name_of(visit.session, member),
        role=member.role,
        phone=masked(members.phone_of(visit.session, member)),
        sessions=web.of_member(visit.session, member.id, visit.now),
        this_session=visit.web_session.id,
        now=visit.now,
        languages=[(each, NAMES.get(each, words.voice(each).name)) for each in words.languages],
        language=member.language,
        is_staff=member.role in STAFF,
        codes_left=len(member.recovery or ()),
        code=visit.parts.settings.service_code,
        notice=request.args.get("done", ""),
    )


@page(bp, "/account/language", allows="sign_in", methods=["POST"])
def language(visit: Visit) -> Answer:
    """Speak another language with this member, by SMS and by phone too."""
    asked = request.form.get("language", "")
    if asked in visit.parts.conversation.shelf.words().languages:
        visit.viewer.member.language = asked
        visit.web_session.language = None
    return Go(url_for("console.account_account", done="language"))


@page(bp, "/account/sessions/<uuid:session_id>/end", allows="sign_in", methods=["POST"])
def end(visit: Visit, session_id: uuid.UUID) -> Answer:
    """End one session of one's own."""
    web.end(visit.session, session_id, visit.viewer.member.id, visit.now)
    if session_id != visit.web_session.id:
        return Go(url_for("console.account_account", done="ended"))
    parts = visit.parts
    door = url_for("console.signing_in_page_door")
    return Go(door, lambda response: cookies.drop(response, parts))


@page(bp, "/account/sessions/others/end", allows="sign_in", methods=["POST"])
def end_others(visit: Visit) -> Answer:
    """End every session but this one."""
    web.end_others(visit.session, visit.viewer.member.id, visit.web_session.id, visit.now)
    return Go(url_for("console.account_account", done="ended"))
