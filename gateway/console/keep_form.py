"""The pages on which the house is kept: one form each, its questions, and why an answer is not
taken."""

from collections.abc import Mapping

from flask import request
from markupsafe import Markup

from gateway.console.answers import Screen
from gateway.console.doors import Visit
from gateway.console.forms import Field, Wrong
from gateway.console.speech import typeset
from gateway.imports.cells import BadRow, written
from gateway.imports.refusal import Reason
from gateway.keeping import Keeper, Refused

NAMES = {"fr": "Français"}  # where a phone cannot write the language's name
SAID = "said"  # the reason is a sentence already


def keeper(visit: Visit) -> Keeper:
    """The reader as somebody who keeps the house."""
    return Keeper(visit.session, visit.parts.rules, visit.viewer, visit.now)


def may_act(visit: Visit) -> bool:
    """Whether the reader keeps what they see."""
    return bool(visit.viewer.may("keep_committees"))


def typed_name(visit: Visit, typed: str, longest: int, field: str = "name") -> str:
    """A name as it was typed, its spaces single. Raises Wrong."""
    try:
        return written(str(visit.speech("keep.name")), " ".join(typed.split()), longest)
    except BadRow as bad:
        raise _said(visit, bad, field) from None


def words_of(visit: Visit, refused: Refused | BadRow, field: str = "phone") -> Wrong:
    """Why something was refused, as the form tells it beside its question."""
    if isinstance(refused, BadRow):
        return _said(visit, refused, field)
    return Wrong(refused.field, refused.why)


def fault(visit: Visit, wrong: Wrong | None) -> Markup | str:
    """The sentence of what is wrong."""
    if wrong is None:
        return ""
    if wrong.why == SAID:
        return str(wrong.blanks["sentence"])
    return visit.speech(f"keep.fault.{wrong.why}", **wrong.blanks)


def form(
    visit: Visit,
    *,
    heading: Markup,
    action: str,
    back: tuple[str, str],
    fields: list[Field],
    button: Markup,
    lead: Markup | str = "",
    wrong: Wrong | None = None,
    here: str = "console.committees_committees",
    hidden: Mapping[str, str] | None = None,
    is_file: bool = False,
) -> Screen:
    """A page with a form."""
    return Screen(
        "keep_form.html",
        status=422 if wrong else 200,
        here=here,
        heading=heading,
        lead=lead,
        action=action,
        back=back,
        fields=fields,
        button=button,
        given=request.form if wrong else {},
        wrong=wrong,
        fault=fault(visit, wrong),
        hidden=hidden,
        is_file=is_file,
    )


def language_field(visit: Visit, value: str = "fr") -> Field:
    """Which language somebody is spoken to in."""
    words = visit.parts.conversation.shelf.words()
    known = {each: NAMES.get(each, words.voice(each).name) for each in words.languages}
    return Field("language", str(visit.speech("member.ask.language")), known, value=value)


def sentence(visit: Visit, reason: Reason) -> str:
    """A reason of a list in a sentence of the page's language."""
    said = typeset(reason.said(visit.speech.language), visit.speech.language)
    return said if said.endswith(("?", "!", "…")) else f"{said}."


def _said(visit: Visit, bad: BadRow, field: str) -> Wrong:
    """Beside a question the name of a column is no help."""
    key = f"keep.{bad.reason.code}"
    if visit.speech.has(key):
        return Wrong(field, SAID, sentence=visit.speech(key, **bad.reason.blanks))
    return Wrong(field, SAID, sentence=sentence(visit, bad.reason))
