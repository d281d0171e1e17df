"""Who looked at what is written with the look itself, or neither happened."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage import audit
from storage.ids import new_id
from storage.models import AccessRecord


def looks(database):
    """Every look there was."""
    with database.reading() as session:
        return session.scalars(select(AccessRecord)).all()


def test_each_report_that_was_listed_is_a_look(furnished, known, keep, now):
    seen = [keep("call-1").id, keep("call-2").id]

    with furnished.transaction() as session:
        audit.looked(session, known.members[0], seen, "listed", "ussd", now)

    kept = looks(furnished)
    assert {look.report_id for look in kept} == set(seen)
    assert {(look.member_id, look.what, look.channel, look.at) for look in kept} == {
        (known.members[0], "listed", "ussd", now)
    }


def test_a_list_with_nothing_in_it_is_no_look(furnished, known, now):
    with furnished.transaction() as session:
        audit.looked(session, known.members[0], [], "listed", "ussd", now)

    assert looks(furnished) == []


def test_a_look_that_broke_off_was_none(furnished, known, keep, now):
    report = keep()

    def look_and_break_off():
        with furnished.transaction() as session:
            audit.looked(session, known.members[0], [report.id], "opened", "ussd", now)
            raise LookupError

    with pytest.raises(LookupError):
        look_and_break_off()

    assert looks(furnished) == []


def test_nobody_unknown_can_have_looked(furnished, keep, now):
    report = keep()

    with pytest.raises(IntegrityError), furnished.transaction() as session:
        audit.looked(session, new_id(), [report.id], "opened", "ussd", now)
