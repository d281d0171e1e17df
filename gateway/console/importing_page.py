"""A list brought as a file: looked at first, then kept whole or not at all."""

import uuid
from collections.abc import Callable, Mapping

from flask import request, url_for

from gateway.console import bp, keep_form
from gateway.console.answers import After, Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong
from gateway.console.import_preview import Brought, looked_at, taken
from gateway.imports import ImportRefused
from gateway.imports.committees import COMMITTEES
from gateway.imports.files import text_of
from gateway.imports.lists import Listing
from gateway.imports.members import MEMBERS
from gateway.imports.services import SERVICES
from gateway.keeping import area_of
from storage import waiting
from storage.area import Area

LISTS: Mapping[str, Listing] = {  # type: ignore[type-arg]
    "members": MEMBERS,
    "committees": COMMITTEES,
    "services": SERVICES,
}
LONGEST_NAME = 80


@page(bp, "/import", allows="keep_committees")
def choose(visit: Visit) -> Answer:
    """Which list, and its file."""
    if not _keeps_the_country(visit):
        return None
    waiting.drop(visit.session, visit.viewer.member.id, visit.now)
    return _form(visit)


@page(bp, "/import", allows="keep_committees", methods=["POST"])
def bring(visit: Visit) -> Answer:
    """Take the file; nothing of it holds yet."""
    if not _keeps_the_country(visit):
        return None
    kind, file = request.form.get("kind", ""), request.files.get("file")
    if kind not in LISTS:
        return _form(visit, Wrong("kind", "missing_choice"))
    if file is None or not file.filename:
        return _form(visit, Wrong("file", "missing_file"))
    name = "".join(sign for sign in file.filename if sign.isprintable())[-LONGEST_NAME:]
    try:
        text = text_of(name, file.read())
    except ImportRefused as refused:
        said = keep_form.sentence(visit, refused.reason) if refused.reason else ""
        return _form(visit, Wrong("file", keep_form.SAID, sentence=said))
    made = waiting.keep(visit.session, visit.viewer.member.id, kind, name, text, visit.now)
    return Go(url_for("console.importing_page_preview", import_id=made))


@page(bp, "/import/<uuid:import_id>", allows="keep_committees")
def preview(visit: Visit, import_id: uuid.UUID) -> Answer:
    """What the file would change, or what is wrong with it."""
    return _with(visit, import_id, looked_at)


@page(bp, "/import/<uuid:import_id>", allows="keep_committees", methods=["POST"])
def confirm(visit: Visit, import_id: uuid.UUID) -> Answer:
    """Keep all of it, or nothing."""
    return _with(visit, import_id, taken)


def _with(visit: Visit, import_id: uuid.UUID, act: Callable[[Brought], Answer]) -> Answer:
    """Do something with what was brought, when this transaction is over: a long list must keep
    nobody from reporting."""
    member = visit.viewer.member
    found = waiting.get(visit.session, import_id, member.id, visit.now)
    if found is None or found.kind not in LISTS or not _keeps_the_country(visit):
        return Go(url_for("console.importing_page_choose")) if _keeps_the_country(visit) else None
    name, text = waiting.opened(visit.session, found)
    brought = Brought(visit, import_id, found.kind, LISTS[found.kind], name, text)
    return After(lambda: act(brought))


def _keeps_the_country(visit: Visit) -> bool:
    """A list names committees all over the country: whoever keeps a part of it brings none."""
    return area_of(visit.viewer) == Area()


def _form(visit: Visit, wrong: Wrong | None = None) -> Screen:
    say = visit.speech
    kinds = {kind: str(say(f"import.kind.{kind}")) for kind in LISTS}
    return Screen(
        "import.html",
        status=422 if wrong else 200,
        fields=[
            Field("kind", str(say("import.which")), kinds),
            Field("file", str(say("import.file")), kind="file", hint=str(say("import.file_hint"))),
        ],
        columns={kind: listing.columns for kind, listing in LISTS.items()},
        given=request.form,
        wrong=wrong,
        fault=keep_form.fault(visit, wrong),
        done=_counts(),
    )


def _counts() -> dict[str, int]:
    """What the last file came to, as its address says."""
    if request.args.get("done") != "taken":
        return {}
    return {name: request.args.get(name, 0, type=int) for name in ("new", "changed", "unchanged")}
