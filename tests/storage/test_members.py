"""Members: known by their phone, proven by a code that expires, gone when they are gone."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import committees, members
from tests import country


@pytest.fixture
def awa(furnished, keys):
    """A member of the village's committee."""
    with furnished.reading() as session:
        member = members.by_phone(session, keys.phone(country.VILLAGE_MEMBER))
        session.expunge(member)
        return member


def change(database, member, **values):
    """Something about a member changes."""
    with database.transaction() as session:
        kept = session.merge(member)
        for name, value in values.items():
            setattr(kept, name, value)


def found(database, keys, phone=country.VILLAGE_MEMBER):
    """Who calls from a phone."""
    with database.reading() as session:
        return members.by_phone(session, keys.phone(phone))


def test_a_member_is_known_by_the_phone_they_call_from(furnished, awa):
    with furnished.reading() as session:
        assert members.phone_of(session, awa) == country.VILLAGE_MEMBER
        assert members.name_of(session, awa) == "Awa K."


def test_somebody_else_is_no_member(furnished, keys):
    assert found(furnished, keys, "+2250700000000") is None


def test_a_member_who_left_is_no_member(furnished, keys, awa):
    change(furnished, awa, active=False)

    assert found(furnished, keys) is None
    with furnished.reading() as session:
        assert awa.id not in [m.id for m in members.of_committee(session, awa.committee_id)]


def test_a_committee_that_was_closed_has_no_members(furnished, keys, awa):
    with furnished.transaction() as session:
        committees.get(session, awa.committee_id).active = False

    assert found(furnished, keys) is None


def test_one_phone_is_one_member(furnished, awa):
    with pytest.raises(IntegrityError), furnished.transaction() as session:
        members.add(session, awa.committee_id, "Ama", country.VILLAGE_MEMBER, "focal_point", "fr")


def test_a_member_s_new_name_is_sealed_like_the_old_one(furnished, awa):
    with furnished.transaction() as session:
        members.rename(session, session.merge(awa), "Ama B.")

    with furnished.reading() as session:
        kept = members.by_phone_index(session)[awa.phone_index]
        assert members.name_of(session, kept) == "Ama B."
        assert b"Ama" not in kept.name_sealed


@pytest.fixture
def sent_code(furnished, awa, now):
    """A code that was sent to the member; ask whether another is the one."""
    with furnished.transaction() as session:
        members.await_code(session, session.merge(awa), "482319", now + timedelta(minutes=15))

    def is_it(code, minutes=0, member=awa):
        with furnished.reading() as session:
            kept = session.get_one(type(member), member.id)
            return members.is_code(session, kept, code, now + timedelta(minutes=minutes))

    return is_it


def test_the_code_that_was_sent_is_good_for_its_time_and_no_longer(sent_code):
    assert sent_code("482319")
    assert sent_code("482319", minutes=14)
    assert not sent_code("482319", minutes=15)
    assert not sent_code("482319", minutes=99)


@pytest.mark.parametrize("code", ["", "482318", "0482319", "48231", "482319 "])
def test_another_code_is_not(sent_code, code):
    assert not sent_code(code)


def test_a_code_is_good_for_its_own_member_only(furnished, keys, sent_code, awa):
    other = found(furnished, keys, country.SECOND_VILLAGE_MEMBER)
    with furnished.transaction() as session:
        kept = session.get_one(type(awa), awa.id)
        copied = session.merge(other)
        copied.code_hash, copied.code_expires_at = kept.code_hash, kept.code_expires_at

    assert not sent_code("482319", member=other)


def test_a_member_to_whom_no_code_was_sent_has_none(furnished, awa, now):
    with furnished.reading() as session:
        assert not members.is_code(session, awa, "", now)


@pytest.mark.usefixtures("sent_code")
def test_a_code_is_kept_as_a_fingerprint(furnished, keys):
    assert "482319" not in found(furnished, keys).code_hash
