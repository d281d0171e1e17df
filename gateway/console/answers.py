"""What a view answers, and how it becomes a page: drawn after the commit, in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import (
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.speech import Speech

if TYPE_CHECKING:
    from gateway.console.doors import Visit

# The pages a person may have, in the order of the menu: action of the policy, endpoint, words.
MENU = (
    ("see_reports", "console.inbox_inbox", "menu.reports"),
    ("see_call_backs", "console.call_backs_call_backs", "menu.call_backs"),
    ("triage", "console.triage_triage", "menu.triage"),
    ("see_overview", "console.overview_overview", "menu.overview"),
    ("see_campaigns", "console.campaigns_campaigns", "menu.campaigns"),
    ("keep_contacts", "console.contacts_contacts", "menu.contacts"),
    ("see_committees", "console.committees_committees", "menu.committees"),
    ("see_words", "console.wording_words", "menu.words"),
    ("see_rules", "console.rules_rules", "menu.rules"),
    ("see_journal", "console.journal_journal", "menu.journal"),
    ("see_machines", "console.machines_machines", "menu.machines"),
)
Finish = Callable[[AnyResponse], None]


class Screen:
    """A page: its template and what it is filled with; everything of it is read already."""

    def __init__(self, template: str, *, status: int = 200, **facts: object) -> None:
        self.template, self.status, self.facts = template, status, facts


@dataclass(frozen=True)
class Go:
    """Another page: where, and what is done to the response (a cookie is kept)."""

    address: str
    finish: Finish | None = None


@dataclass(frozen=True)
class File:
    """Something to be kept: bytes, their kind, the file's name."""

    content: bytes
    mimetype: str
    name: str


@dataclass(frozen=True)
class After:
    """What takes seconds to find: looked for when the transaction is over, so that nobody waits
    for it. It opens a transaction of its own where it needs one."""

    find: Callable[[], "Answer"]


Answer = Screen | Go | File | After | None


def answered(said: Answer, speech: Speech, visit: "Visit | None") -> AnyResponse:
    """The response of a view. Raises NotFound where it said nothing."""
    if said is None:
        raise NotFound
    if isinstance(said, After):
        return answered(said.find(), speech, visit)
    if isinstance(said, File):
        disposition = f'attachment; filename="{said.name}"'
        return make_response(
            said.content,
            {"Content-Type": said.mimetype, "Content-Disposition": disposition},
        )
    if isinstance(said, Go):
        gone = redirect(said.address, 303)
        if said.finish is not None:
            said.finish(gone)
        return gone
    return drawn(said, speech, visit)


def drawn(screen: Screen, speech: Speech, visit: "Visit | None") -> Response:
    """A page, drawn."""
    facts: dict[str, Any] = {"say": speech, "visit": visit, "menu": menu(visit), **screen.facts}
    return make_response(render_template(screen.template, **facts), screen.status)


def signed_out() -> AnyResponse:
    """To the door; a page that was asked for is opened after signing in."""
    door = url_for("console.signing_in_page_door")
    if request.headers.get("HX-Request"):
        return make_response("", 401, {"HX-Redirect": door})
    if request.method == "GET":
        session["wanted"] = request.full_path.rstrip("?")
    return redirect(door, 303)


def menu(visit: "Visit | None") -> list[tuple[str, str]]:
    """The pages that are open to somebody: endpoint and key of its words."""
    if visit is None:
        return []
    return [
        (endpoint, words)
        for action, endpoint, words in MENU
        if visit.viewer.may(action) and endpoint in current_app.view_functions
    ]
