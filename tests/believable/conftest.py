"""A small country in which a small year takes place."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from gateway.believable import furnishing, survey, upkeep, year
from gateway.believable.course import Steady, Times
from gateway.believable.dossier import Dossier
from gateway.believable.numbers import References
from gateway.believable.order import Order
from gateway.wiring import Wiring

UNTIL = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
REPORTS, STRETCH = 300, 75


@pytest.fixture
def order() -> Order:
    """A year of a few hundred reports."""
    return Order(REPORTS, 7, UNTIL)


@pytest.fixture
def times(house: Wiring, order: Order) -> Times:
    """The small country, completed, in the year before a moment."""
    with house.database.transaction() as session:
        furnishing.complete(session, order.seed)
        upkeep.tell_counts(session, house.rules, order.until)
    with house.database.reading() as session:
        return Times(survey.load(session, order.seed), Steady.of(house.rules), order.until)


@pytest.fixture
def lived(house: Wiring, times: Times) -> Callable[..., list[Dossier]]:
    """The reports of a year as they were lived through; nothing is kept."""

    def live(order: Order) -> list[Dossier]:
        named = References(order.most, lambda _: False)
        told = year.stories(times, house.database.keys, order, named, STRETCH)
        return [dossier for stretch in told for dossier in stretch]

    return live


@pytest.fixture
def kept(house: Wiring, times: Times, order: Order) -> Wiring:
    """The house with a year in it."""
    year.write(house.database, times, order, lambda _: None, stretch=STRETCH)
    return house
