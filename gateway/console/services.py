"""The directory of services that a child can be referred to: read, and kept."""

import uuid
from collections.abc import Mapping

from flask import request, url_for

from gateway import house_list
from gateway.console import bp, keep_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.committees import an_id, chosen_area, gazetteer
from gateway.console.doors import Visit, page
from gateway.console.filters import places_to_choose
from gateway.console.forms import Field, Wrong, read
from gateway.console.keep_form import keeper, may_act, typed_name, words_of
from gateway.console.numbers import spaced
from gateway.console.whereabouts import step
from gateway.house_list import Entry
from gateway.imports.cells import BadRow
from gateway.imports.services import KINDS, LONGEST_NAME, service_phone
from gateway.keeping import area_of
from storage import area as areas
from storage import places
from storage import services as directory
from storage.models import Place, Service


@page(bp, "/services", allows="see_committees")
def services(visit: Visit) -> Answer:
    """One page of the directory."""
    area, place = chosen_area(visit)
    kind = request.args.get("kind", "")
    kind, is_closed = kind if kind in KINDS else "", request.args.get("closed") == "1"
    after = an_id(request.args.get("after", ""))
    found = directory.page(visit.session, area, kind, after, active=not is_closed)
    args = {"kind": kind or None, "place": place or None, "closed": 1 if is_closed else None}
    more = str(found[directory.PAGE - 1][0].id) if len(found) > directory.PAGE else ""
    return Screen(
        "services.html",
        rows=found[: directory.PAGE],
        numbers={each.id: spaced(each.phone) for each, _ in found},
        kind=kind,
        kinds=[(each, visit.speech(f"services.kinds.{each}")) for each in KINDS],
        place=place,
        places=[(p.id, p.name) for p in places_to_choose(visit.viewer, gazetteer(visit))],
        is_closed=is_closed,
        is_first=after is None,
        may_keep=may_act(visit),
        next_page=more and url_for("console.services_services", after=more, **args),  # type: ignore[arg-type]
        notice=request.args.get("done", ""),
    )


@page(bp, "/services/new", allows="keep_committees")
def new(visit: Visit) -> Answer:
    """The way down to where a service is; anywhere on it one may stop."""
    where = step(visit, request.args.get("place", ""))
    if where is None:
        return None
    if request.args.get("here"):
        return _form(visit, _place(visit, where.here.id), None)
    return Screen("service_where.html", where=where)


@page(bp, "/services/new", allows="keep_committees", methods=["POST"])
def add(visit: Visit) -> Answer:
    """Add it."""
    where = step(visit, request.form.get("place", ""))
    if where is None:
        return None
    place = _place(visit, where.here.id)
    try:
        house_list.add_service(keeper(visit), _entry(visit, place, None))
    except (Wrong, BadRow) as wrong:
        return _form(visit, place, None, wrong)
    return Go(url_for("console.services_services", done="added"))


@page(bp, "/services/<uuid:service_id>", allows="keep_committees")
def change(visit: Visit, service_id: uuid.UUID) -> Answer:
    """The questions of a change."""
    found = _one(visit, service_id)
    return _form(visit, _place(visit, str(found.place_id)), found) if found else None


@page(bp, "/services/<uuid:service_id>", allows="keep_committees", methods=["POST"])
def keep(visit: Visit, service_id: uuid.UUID) -> Answer:
    """Change it."""
    found = _one(visit, service_id)
    if found is None:
        return None
    place = _place(visit, str(found.place_id))
    try:
        entry = _entry(visit, place, found)
    except (Wrong, BadRow) as wrong:
        return _form(visit, place, found, wrong)
    offered = request.form.get("offered", "yes") == "yes"
    house_list.change_service(keeper(visit), found, entry)
    house_list.offer_service(keeper(visit), found, offered=offered)
    return Go(url_for("console.services_services", done="changed" if offered else "closed"))


def _one(visit: Visit, service_id: uuid.UUID) -> Service | None:
    found = directory.get(visit.session, service_id)
    is_near = found and areas.holds(visit.session, area_of(visit.viewer), found.place_id)
    return found if is_near else None


def _place(visit: Visit, place_id: str) -> Place:
    return places.get(visit.session, uuid.UUID(place_id))


def _entry(visit: Visit, place: Place, found: Service | None) -> Entry:
    answers = read(_fields(visit, found), request.form)
    name = typed_name(visit, answers["name"], LONGEST_NAME)
    phone = service_phone(answers["phone"], visit.parts.settings.country)
    return Entry(name, answers["kind"], place, phone)


def _fields(visit: Visit, found: Service | None) -> list[Field]:
    say = visit.speech
    kinds = {kind: str(say(f"services.kinds.{kind}")) for kind in KINDS}
    fields = [
        Field(
            "name",
            str(say("services.ask.name")),
            kind="text",
            value=found.name if found else "",
            longest=LONGEST_NAME,
        ),
        Field("kind", str(say("services.ask.kind")), kinds, value=found.kind if found else ""),
        Field(
            "phone",
            str(say("services.ask.phone")),
            kind="phone",
            hint=str(say("services.ask.phone_hint")),
            value=spaced(found.phone) if found else "",
            is_needed=False,
        ),
    ]
    if found is None:
        return fields
    choices: Mapping[str, str] = {
        "yes": str(say("services.offered")),
        "no": str(say("services.not_offered")),
    }
    value = "yes" if found.active else "no"
    return [*fields, Field("offered", str(say("services.ask.offered")), choices, value=value)]


def _form(
    visit: Visit, place: Place, found: Service | None, wrong: Wrong | BadRow | None = None
) -> Screen:
    say = visit.speech
    is_new = found is None
    action = (
        url_for("console.services_add")
        if found is None
        else url_for("console.services_keep", service_id=found.id)
    )
    return keep_form.form(
        visit,
        heading=say("services.add" if is_new else "services.change"),
        lead=say("services.lead_form", place=place.name),
        action=action,
        back=(url_for("console.services_services"), str(say("committees.page.services"))),
        fields=_fields(visit, found),
        button=say("keep.go"),
        wrong=words_of(visit, wrong) if isinstance(wrong, BadRow) else wrong,
        hidden={"place": str(place.id)} if is_new else None,
    )
