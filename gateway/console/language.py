"""The language of the pages, for this browser."""

from flask import request, session, url_for

from gateway.console import bp
from gateway.console.answers import Answer, Go
from gateway.console.doors import Knock, Visit, page, public
from gateway.console.speech import LANGUAGES


@public(bp, "/language", methods=["POST"])
def choose(_knock: Knock) -> Answer:
    """Speak another language to somebody who is not signed in."""
    session["language"] = _chosen()
    return Go(url_for("console.signing_in_page_door"))


@page(bp, "/my-language", allows="sign_in", methods=["POST"])
def choose_mine(visit: Visit) -> Answer:
    """Speak another language in this session."""
    visit.web_session.language = _chosen()
    return Go(url_for("console.inbox_home"))


def _chosen() -> str:
    asked = request.form.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]
