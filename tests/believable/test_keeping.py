"""A year is kept whole stretch by whole stretch, on each database, and sends nothing."""

import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from gateway.believable import counts, year
from notifications import counting
from storage import agreements, bulk, ledger, outbox
from storage.ids import new_id
from storage.models import (
    Alert,
    Committee,
    Doing,
    Event,
    MessageStatus,
    OutboundMessage,
    Place,
    Report,
    Tally,
)
from storage.tallies import EVERYWHERE

from .conftest import REPORTS, STRETCH, UNTIL

# What a process does that is killed in the middle.
WITHOUT_END = """
from dataclasses import replace
from gateway.believable import survey, year
from gateway.believable.course import Steady, Times
from gateway.believable.order import Order
from gateway.settings import Settings
from gateway.wiring import wire
from tests.believable.conftest import UNTIL

house = wire(Settings.from_env())
with house.database.reading() as session:
    times = Times(survey.load(session, 7), Steady.of(house.rules), UNTIL)
year.write(house.database, times, Order(1_000_000, 7, UNTIL), lambda kept: None, stretch=40)
"""


def broken(session):
    found = (agreements.look_at(session, each) for each in agreements.AGREEMENTS)
    return [each for each in found if each]


def received(house):
    with house.database.reading() as session:
        return session.scalar(
            select(func.count()).select_from(Report).where(Report.received_at.is_not(None))
        )


@pytest.fixture
def session(kept):
    """The year, to be looked at."""
    with kept.database.reading() as session:
        yield session


def test_every_history_is_a_chain_that_holds(session):
    looked_at, faults = 0, []
    for count, found in ledger.histories(session, every=True):
        looked_at, faults = looked_at + count, faults + found

    assert faults == []
    assert looked_at > REPORTS  # and those that were cancelled, and one that is being told


def test_what_must_agree_agrees_and_the_books_add_up(session):
    assert [agreements.look_at(session, each) for each in agreements.AGREEMENTS] == [None] * len(
        agreements.AGREEMENTS
    )
    book = ledger.both_sides(session)
    assert book.difference == 0
    assert book.became["report"] == REPORTS
    assert book.became["cancelled"] > 0
    assert book.became["draft"] == 1


def test_nothing_of_it_is_ever_sent(kept, clock, postman, channel):
    def state():
        with kept.database.reading() as session:
            waits = select(func.count()).where(
                OutboundMessage.status.in_((MessageStatus.QUEUED, MessageStatus.SENDING))
            )
            counts = [session.scalar(select(func.count()).select_from(model))
                      for model in (OutboundMessage, Event, Alert)]  # fmt: skip
            return session.scalar(waits), counts

    before = state()
    clock.now = lambda: UNTIL
    clock.tick()
    postman.drain(outbox.ALERTS)

    assert before[0] == 0
    assert state() == before
    assert channel.sent == []


def test_a_year_is_told_in_stretches_and_says_how_far_it_is(house, times, order):
    told = []

    kept = year.write(house.database, times, order, told.append, stretch=STRETCH)

    assert kept == sum(told) == REPORTS
    assert told == [STRETCH] * (REPORTS // STRETCH)


def test_told_to_stop_it_keeps_what_it_has_lived_through_and_no_more(house, times, order):
    stopping = threading.Event()

    kept = year.write(
        house.database, times, order, lambda _: stopping.set(), stopping, stretch=STRETCH
    )

    assert STRETCH <= kept < REPORTS
    assert kept % STRETCH == 0
    assert received(house) == kept
    with house.database.reading() as session:
        assert broken(session) == []


@pytest.mark.processes
def test_killed_in_the_middle_it_leaves_whole_stretches(house, times, variables):
    process = subprocess.Popen([sys.executable, "-c", WITHOUT_END], env={**os.environ, **variables})
    while received(house) < 120 and process.poll() is None:
        continue
    process.kill()
    process.wait()

    found = received(house)
    assert found >= 120
    assert found % 40 == 0
    with house.database.reading() as session:
        assert broken(session) == []
        assert ledger.both_sides(session).difference == 0


def test_another_year_is_put_beside_the_first_with_numbers_of_its_own(kept, times, order):
    with kept.database.reading() as session:
        base = bulk.count(session, Report)

    year.write(kept.database, times, replace(order, base=base), lambda _: None, stretch=STRETCH)

    assert received(kept) == 2 * REPORTS
    with kept.database.reading() as session:
        assert broken(session) == []


def test_its_months_are_counted_for_the_overviews(kept, times, order):
    wanted = counts.months(kept.database, times.rules, UNTIL)
    counted = list(counts.count(kept.database, times.rules, wanted, UNTIL))

    assert counted == wanted
    assert 12 <= len(wanted) <= 13
    with kept.database.reading() as session:
        left = counting.due(session, times.rules, UNTIL)
        assert len(left) <= 2  # what can still change
        in_all = select(func.sum(Tally.count)).where(Tally.kind == "received")
        received_in_all = session.scalar(in_all.where(Tally.subject_id == EVERYWHERE))
        assert 0.9 * REPORTS < received_in_all <= REPORTS  # but for those with time to answer left


def test_rows_in_bulk_are_as_the_house_writes_them(database):
    row_id = new_id()
    with database.transaction() as session:
        bulk.unhurried(session)
        bulk.write(session, Doing, ("id", "kind", "detail", "at"),
                   [(row_id, "signed_in", {"à": [1, None]}, UNTIL)])  # fmt: skip
        bulk.write(session, Place, ("id", "code", "level", "name"), [])

    with database.reading() as session:
        found = session.get_one(Doing, row_id)
        assert (found.kind, found.detail, found.at) == ("signed_in", {"à": [1, None]}, UNTIL)
        assert found.member_id is None
        assert bulk.count(session, Doing) == 1


def test_one_row_that_does_not_fit_refuses_them_all(database):
    rows = [(new_id(), "P1", "village", "Galéa"), (new_id(), "P1", "village", "Badayo")]

    with pytest.raises(DBAPIError), database.transaction() as session:
        bulk.write(session, Place, ("id", "code", "level", "name"), rows)

    with database.reading() as session:
        assert bulk.count(session, Place) == 0
        assert bulk.taken(session, Place.code, ("P1",)) == frozenset()


def test_what_only_the_models_fill_in_is_filled_in(database):
    place, committee = new_id(), new_id()
    with database.transaction() as session:
        named = ("id", "code", "level", "name")
        bulk.write(session, Place, named, [(place, "CI", "country", "Côte d'Ivoire")])
        row = (committee, "NAT", "national", "Coordination", place)
        bulk.write(session, Committee, (*named, "place_id"), [row])

    with database.reading() as session:
        assert session.get_one(Committee, committee).active
