"""A new committee: of which level, where, and what it is called."""

import uuid

from flask import request, url_for

from gateway import house_list
from gateway.console import bp, keep_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, read
from gateway.console.keep_form import keeper, typed_name, words_of
from gateway.console.whereabouts import step
from gateway.house_list import SHORT
from gateway.imports.committees import LONGEST_NAME, STANDS_AT
from gateway.keeping import Refused
from menus.places import LEVELS as HEIGHTS
from menus.places import Place
from storage import places
from storage.outbox import ALERTS

LEVELS = tuple(level for level in SHORT if level != "national")  # there is one country


@page(bp, "/committees/new", allows="keep_committees")
def new(visit: Visit) -> Answer:
    """The level, then the way down to where it stands, then its name."""
    level = request.args.get("level", "")
    if level not in LEVELS:
        return Screen("committee_level.html", levels=LEVELS)
    where = step(visit, request.args.get("place", ""))
    if where is None:
        return None
    wanted = STANDS_AT[level]
    if where.here.level == wanted:
        return _form(visit, level, where.here)
    below = [each for each in where.below if _is_above(each, wanted)]
    return Screen("committee_where.html", level=level, where=where, below=below)


@page(bp, "/committees/new", allows="keep_committees", methods=["POST"])
def add(visit: Visit) -> Answer:
    """Add it."""
    level, where = request.form.get("level", ""), step(visit, request.form.get("place", ""))
    if level not in LEVELS or where is None or where.here.level != STANDS_AT[level]:
        return None
    visit.wakes.append(ALERTS)
    try:
        answers = read(_fields(visit, level, where.here), request.form)
        name = typed_name(visit, answers["name"], LONGEST_NAME)
        place = places.get(visit.session, uuid.UUID(where.here.id))
        with visit.session.begin_nested():  # what is refused half way is not half done
            made = house_list.add_committee(keeper(visit), level, place, name)
    except Wrong as wrong:
        return _form(visit, level, where.here, wrong)
    except Refused as refused:
        return _form(visit, level, where.here, words_of(visit, refused))
    return Go(url_for("console.committee_committee", committee_id=made.id, done="new"))


def _is_above(place: Place, wanted: str) -> bool:
    """Whether the way to a level may lead through a place."""
    return HEIGHTS.index(place.level) <= HEIGHTS.index(wanted)


def _fields(visit: Visit, level: str, place: Place) -> list[Field]:
    say = visit.speech
    usual = str(say(f"committee.usual.{level}", name=place.name))[:LONGEST_NAME]
    question = str(say("committee.ask.name"))
    return [Field("name", question, kind="text", value=usual, longest=LONGEST_NAME)]


def _form(visit: Visit, level: str, place: Place, wrong: Wrong | None = None) -> Screen:
    say = visit.speech
    return keep_form.form(
        visit,
        heading=say("committee.act.new"),
        lead=say(f"committees.at.{level}", name=place.name),
        action=url_for("console.committee_new_add"),
        back=(url_for("console.committee_new_new", level=level), str(say("committee.elsewhere"))),
        fields=_fields(visit, level, place),
        button=say("committee.go.new"),
        wrong=wrong,
        hidden={"level": level, "place": place.id},
    )
