"""Campaigns as they are kept: each has a number of its own, whoever writes at the same moment."""

import pytest
from sqlalchemy import select

from storage import campaigns
from storage.models import Campaign, Member
from tests.storage.hands import at_once


@pytest.fixture
def writer(furnished):
    """Somebody who writes campaigns."""
    with furnished.reading() as session:
        return session.scalars(select(Member.id).limit(1)).one()


def test_campaigns_are_numbered_from_one(furnished, writer, now):
    with furnished.transaction() as session:
        made = [campaigns.add(session, name, writer, now).number for name in ("a", "b", "c")]

    assert made == [1, 2, 3]


def test_two_who_write_at_once_have_a_number_each(furnished, writer, now):
    def write():
        with furnished.transaction() as session:
            campaigns.add(session, "Charges lourdes", writer, now)

    at_once(4, write)

    with furnished.reading() as session:
        assert sorted(session.scalars(select(Campaign.number))) == [1, 2, 3, 4]
