"""A service is asked to help a child: what it may answer, by which way, and who hears of it."""

import re

import pytest
from sqlalchemy import select

from gateway import closing, referring
from menus.flows.casework import FOLLOWS
from storage import casework as kept
from storage.models import OutboundMessage, Referral
from storage.phone import PhoneNumber
from tests.gateway.at_work import PHONES, Village, service

URL = "https://veille.example"
CENTRE = "+2250709000001"
CHILD = ("neg", "Badayo", "enfant neg")  # nothing of the report may be in what a service gets


@pytest.fixture
def village(house, time):
    """Badayo, and a social centre in the directory."""
    made = Village(house, time)
    made.has_a_service(phone=CENTRE)
    return made


@pytest.fixture
def referred(village):
    """A report that Awa sent on to the centre."""
    reference = village.reports()
    assert refers(village, reference) == "referred"
    return reference


def refers(village, reference, url=URL):
    return village.does("awa", reference, lambda w: referring.refer(w, service(w.session).id, url))


def texts(village, phone=CENTRE):
    """The SMS promised to a phone, in order."""
    with village.database.reading() as session:
        rows = session.scalars(
            select(OutboundMessage)
            .where(OutboundMessage.recipient_index == village.database.keys.phone(phone))
            .order_by(OutboundMessage.id)
        )
        keys = village.database.keys
        return [
            keys.open(row.body_sealed, "outbound_messages", str(row.id), "body") for row in rows
        ]


def token(village):
    return re.search(r"/s/(\S+)$", texts(village)[-1])[1]


def follows_the_link(village, opened, said, reason=""):
    """The service opens its link and answers; None where the link leads nowhere."""
    with village.database.transaction() as session:
        found = referring.by_link(session, opened, village.now())
        if found is None:
            return None
        rules = village.parts.rules
        return referring.answer_by_itself(session, rules, found, said, reason, village.now())


def state(village):
    with village.database.reading() as session:
        return session.scalars(select(Referral.state)).one()


def test_the_sms_to_a_service_says_nothing_of_the_child_and_holds_a_link_of_its_own(
    village, referred
):
    other = village.reports(phone="+2250700000055")
    refers(village, other)

    first, second = texts(village)
    assert referred in first
    assert other in second
    assert not any(word in first for word in CHILD)
    assert first.split("/s/")[1] != second.split("/s/")[1]
    with village.database.reading() as session:
        hashes = session.scalars(select(Referral.answer_hash)).all()
    assert not any(each.split("/s/")[1] in hashes for each in (first, second))


def test_a_list_may_write_a_phone_as_people_do(village):
    village.has_a_service("CS-2", "07 09 00 00 02")
    reference = village.reports()

    village.does("awa", reference, lambda w: referring.refer(w, service(w.session, "CS-2").id))

    assert len(texts(village, "+2250709000002")) == 1


@pytest.mark.parametrize("phone", ["", "voir au bureau", "123"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_without_a_phone_is_asked_by_the_member(village, phone):
    village.has_a_service("CS-2", phone)
    reference = village.reports()
    before = len(all_texts(village))

    result = village.does(
        "awa", reference, lambda w: referring.refer(w, service(w.session, "CS-2").id)
    )

    assert result == "referred"
    assert len(all_texts(village)) == before


def all_texts(village):
    with village.database.reading() as session:
        return session.scalars(select(OutboundMessage.id)).all()


def test_a_link_answers_once_and_after_a_yes_only_that_it_is_done(village, referred):
    link = token(village)

    assert follows_the_link(village, link, "accepted") is True
    assert follows_the_link(village, link, "accepted") is True  # sent twice by a slow network
    assert village.lines(referred).count("service_said") == 1
    assert follows_the_link(village, link, "declined", "full") is False
    assert follows_the_link(village, link, "done") is True

    assert state(village) == "done"
    assert [village.line(referred, "service_said").actor] == ["service"]


def test_a_refusal_has_a_reason_and_those_at_work_are_told(village, referred):
    follows_the_link(village, token(village), "declined", "full")

    assert village.line(referred, "service_said").detail["reason"] == "full"
    assert "un service a répondu non" in texts(village, PHONES["awa"])[-1]
    assert "un service a répondu non" in texts(village, PHONES["koffi"])[-1]


def test_a_link_that_is_a_week_old_leads_nowhere_nor_does_one_that_nobody_was_sent(
    village, referred, time
):
    link = token(village)
    assert follows_the_link(village, "x" * 22, "accepted") is None
    time.passes(days=7, seconds=1)

    assert follows_the_link(village, link, "accepted") is None


def test_a_report_that_is_finished_waits_for_no_yes_but_may_hear_that_it_is_done(village, referred):
    link = token(village)
    village.does("awa", referred, lambda work: closing.close(work, "in_services"))

    assert follows_the_link(village, link, "accepted") is False
    assert follows_the_link(village, link, "done") is True
    assert village.report(referred).status == "closed"


def test_a_service_that_declined_is_asked_again_with_a_new_link(village, referred):
    old = token(village)
    follows_the_link(village, old, "declined", "full")

    assert refers(village, referred) == "referred"

    assert state(village) == "sent"
    assert follows_the_link(village, old, "accepted") is None
    assert follows_the_link(village, token(village), "accepted") is True
    assert village.lines(referred).count("referred") == 2


def test_a_service_that_has_it_is_not_asked_twice(village, referred):
    follows_the_link(village, token(village), "accepted")

    assert refers(village, referred) == "referred"

    assert state(village) == "accepted"
    assert len(texts(village)) == 1


@pytest.mark.parametrize("before", FOLLOWS)
@pytest.mark.parametrize("said", referring.ANSWERS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_member_enters_for_a_service_follows_what_it_said_before(
    village, referred, before, said
):
    with village.work("awa", referred) as work:
        referral = kept.referrals_of(work.session, work.alert.report_id)[0]
        referral.state = before
        may = said == before or said in FOLLOWS[before]

        result = referring.answer(work, referral.id, said, "full" if said == "declined" else "")

        assert result == ("answered" if may else "gone")
        assert referral.state == (said if may else before)
    assert village.lines(referred).count("service_said") == (may and said != before)


def test_a_service_is_known_by_its_own_phone_and_only_for_what_it_was_asked(village, referred):
    village.has_a_service("CS-2", "+2250709000002")
    other = village.reports(phone="+2250700000055")

    def found(phone, reference):
        with village.database.reading() as session:
            rules = village.parts.rules
            return referring.by_phone(session, rules, PhoneNumber(phone), reference)

    assert found(CENTRE, referred) is not None
    assert found("+2250709000002", referred) is None
    assert found(CENTRE, other) is None
    assert found(CENTRE, "000000") is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_service_that_answers_what_is_no_longer_asked_is_told_so(village, referred):
    with village.database.transaction() as session:
        seen = referring.by_link(session, token(village), village.now())
        assert seen.state == "sent"  # on the service's screen
        referral = seen.id

        village.does("koffi", referred, lambda work: referring.answer(work, referral, "revoked"))

        rules, now = village.parts.rules, village.now()
        assert not referring.answer_by_itself(session, rules, seen, "accepted", "", now)
    assert state(village) == "revoked"


def test_a_link_is_made_where_the_house_has_an_address(village, house):
    reference = village.reports()

    village.does("awa", reference, lambda w: referring.refer(w, service(w.session).id))

    assert ("/s/" in texts(village)[-1]) == bool(house.settings.public_url)
