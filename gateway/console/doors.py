"""How somebody comes to a page: who they are, whether it is theirs, one transaction for it all.

Each view says on its door which action of the policy (`gateway.access`) it needs; a view without
one cannot be made. What is not theirs is answered like what does not exist.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn

from flask import Blueprint, abort, request, session
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway import access
from gateway.access import Viewer
from gateway.casework import Work
from gateway.console import cookies
from gateway.console.answers import Answer, answered, signed_out
from gateway.console.speech import Speech
from gateway.guards import wiring
from gateway.wiring import Wiring
from storage import web
from storage.models import Alert, WebSession

PUBLIC = "public"  # the action of pages that ask for no sign-in: the sign-in itself
POLLING = "poll"  # a page that looks by itself keeps nobody signed in


@dataclass(frozen=True, repr=False)
class Knock:
    """A visit to a page, inside its one transaction."""

    session: Session
    parts: Wiring
    speech: Speech
    now: datetime
    wakes: list[str] = field(default_factory=list)  # queues to wake after the commit


@dataclass(frozen=True, repr=False)
class Visit(Knock):
    """A visit of somebody who is signed in."""

    viewer: Viewer = field(kw_only=True)
    web_session: WebSession = field(kw_only=True)

    def work(self, alert: Alert) -> Work:
        """This member at work on an alert."""
        return Work(self.session, self.parts.rules, alert, self.viewer.member, self.now)


View = Callable[..., Answer]


def page(
    bp: Blueprint, rule: str, *, allows: str, methods: Sequence[str] = ("GET",)
) -> Callable[[View], View]:
    """Open a page to whom the policy allows an action. The view takes a Visit first."""
    if allows not in access.ACTIONS:
        raise LookupError(f"the policy has no action {allows!r}")

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**where: Any) -> Response:
            parts = wiring()
            with parts.database.transaction() as database:
                visit = _enter(database, parts)
                if visit is not None:
                    said = view(visit, **where) if visit.viewer.may(allows) else None
            if visit is None:
                return signed_out()
            parts.queues.wake(visit.wakes)
            return answered(said, visit.speech, visit)

        return _open(bp, rule, view, answer, allows, methods)

    return decorate


def public(bp: Blueprint, rule: str, methods: Sequence[str] = ("GET",)) -> Callable[[View], View]:
    """Open a page to everybody. The view takes a Knock first."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**where: Any) -> Response:
            parts = wiring()
            with parts.database.transaction() as database:
                knock = Knock(database, parts, _speech(parts, None, ""), parts.world.clock())
                said = view(knock, **where)
            parts.queues.wake(knock.wakes)
            return answered(said, knock.speech, None)

        return _open(bp, rule, view, answer, PUBLIC, methods)

    return decorate


def not_found() -> NoReturn:
    """It does not exist, or not for them."""
    abort(404)


def speech_here(parts: Wiring) -> Speech:
    """How to speak to whoever asks, before anything is known of them."""
    return _speech(parts, None, "")


def _open(
    bp: Blueprint,
    rule: str,
    view: View,
    answer: Callable[..., Response],
    allows: str,
    methods: Sequence[str],
) -> View:
    answer.allows = allows  # type: ignore[attr-defined]
    endpoint = f"{view.__module__.rpartition('.')[2]}_{view.__name__}"
    bp.add_url_rule(rule, endpoint=endpoint, view_func=answer, methods=list(methods))
    return view


def _enter(database: Session, parts: Wiring) -> Visit | None:
    now = parts.world.clock()
    token = request.cookies.get(cookies.name(parts), "")
    found = web.signed_in(database, token, now) if token else None
    if found is None:
        return None
    web_session, member = found
    if POLLING not in request.args:
        web.seen(web_session, now)
    viewer = access.viewer_of(database, member)
    parts.conversation.shelf.refresh(database)  # places and words as they are now
    speech = _speech(parts, web_session, member.language)
    return Visit(database, parts, speech, now, viewer=viewer, web_session=web_session)


def _speech(parts: Wiring, web_session: WebSession | None, own: str) -> Speech:
    """The language chosen here, or the member's, or the browser's, or the house's."""
    chosen = (web_session.language if web_session else None) or session.get("language")
    liked = request.accept_languages.best_match(("fr", "en"))
    language = chosen or own or liked or parts.settings.default_language
    if language not in ("fr", "en"):  # of the phone's languages the console speaks two
        language = "fr"
    voice = parts.conversation.shelf.words().voice(language)
    return Speech(language, parts.settings.zone, voice)
