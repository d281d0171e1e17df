"""A believable year: the same for a seed, and true to the house's own rules."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.believable import furnishing, survey, year
from gateway.believable.course import Steady, Times
from gateway.believable.seasons import DAYS
from gateway.referring import FOLLOWS
from gateway.transitions import TRANSITIONS
from menus.flows.casework import OUTCOMES
from menus.triage import CONCERNS, is_sensitive, urgency_of
from notifications.twins import CLOSE
from storage import call_backs, casework, events, inbox, outbox, reports
from storage.database import keys_of
from storage.models import (
    Alert,
    CallBack,
    Committee,
    Event,
    FollowUp,
    InboundMessage,
    Link,
    Member,
    MessageStatus,
    OutboundMessage,
    Question,
    Recusal,
    Referral,
    Report,
    Service,
    Unsealing,
)
from storage.models.report import CLOSED, OPEN

from .conftest import REPORTS, STRETCH, UNTIL


@pytest.fixture
def database_url(tmp_path, migrated_file):
    """What is told is the same on any database: one is enough here."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'veille.db')}"


@pytest.fixture
def session(kept):
    """The year, to be looked at."""
    with kept.database.reading() as session:
        yield session


def everything(session, model):
    return session.scalars(select(model)).all()


def sent(session):
    """The reports that committees were told of."""
    return session.scalars(select(Report).where(Report.received_at.is_not(None))).all()


def lines_by_report(session):
    found = {}
    for event in session.scalars(select(Event).order_by(Event.report_id, Event.number)):
        found.setdefault(event.report_id, []).append(event)
    return found


def told(dossier):
    """All that a story says."""
    said = dossier.told
    return (
        dossier.id, dossier.reference, said.spot.name, said.concern, said.at, said.phone,
        said.words, dossier.status, dossier.outcome, dossier.due_at, str(dossier.lines),
        tuple((sms.id, sms.kind, sms.status, sms.sent_at, sms.reason) for sms in dossier.sms),
        tuple((slip.id, slip.state, slip.due_at, slip.asked) for slip in dossier.slips),
    )  # fmt: skip


def test_the_same_seed_tells_the_same_year_and_another_seed_another(lived, order):
    first, again = [told(each) for each in lived(order)], [told(each) for each in lived(order)]

    assert first == again
    assert len(first) == REPORTS
    other = [told(each) for each in lived(replace(order, seed=8))]
    assert not {each[0] for each in other} & {each[0] for each in first}


def test_every_history_is_told_in_the_order_of_time_and_ends_with_the_year(session):
    for lines in lines_by_report(session).values():
        moments = [line.at for line in lines]
        assert moments == sorted(moments)
        assert moments[-1] <= UNTIL


def test_reports_come_in_all_year_long_through_both_doors_whole_and_broken_off(session):
    found = sent(session)

    assert len(found) == REPORTS
    assert all(UNTIL - timedelta(days=DAYS) <= each.received_at <= UNTIL for each in found)
    assert len({each.received_at.month for each in found}) == 12
    assert {each.channel for each in found} == {"ussd", "sms"}
    assert any(each.incomplete for each in found)
    assert any(each.relay for each in found)
    assert any(each.route == "not_village" for each in found)
    assert {each.contact_consent for each in found} == {"text", "call", "never"}
    assert {each.language for each in found} == {"fr", "en"}
    assert all(each.urgency == urgency_of(each.concern, each.when) for each in found)


def test_most_old_reports_have_an_outcome_some_are_late_and_some_wait_for_one(session):
    found = sent(session)
    old = [each for each in found if each.received_at < UNTIL - timedelta(days=60)]
    ended = [each for each in old if each.stage == CLOSED]

    assert 0.8 < len(ended) / len(old) < 0.98
    assert all(each.outcome in (*OUTCOMES, "unfounded") and each.closed_at for each in ended)
    still = [each for each in found if each.stage == OPEN]
    assert all(each.outcome is None and each.closed_at is None for each in still)
    assert any(each.due_at < UNTIL for each in still)
    assert any(each.due_at > UNTIL for each in still)
    assert {each.status for each in still} & {"acknowledged", "in_care", "confirmed"}


def test_a_critical_report_was_closed_by_two_people_who_said_the_same(session):
    critical = {each.id for each in sent(session) if each.urgency == "critical"}
    closed = 0
    for report_id, lines in lines_by_report(session).items():
        proposed = None
        for line in lines if report_id in critical else ():
            if line.kind == "reopened":
                proposed = None
            if line.kind == "closing":
                proposed = line
            if line.kind == "closed":
                closed += 1
                assert proposed.actor != line.actor
                assert proposed.detail["outcome"] == line.detail["outcome"]

    assert closed > 5


def test_out_of_child_labour_was_said_after_two_visits_to_a_child_who_did_not_work(session):
    visits = everything(session, FollowUp)
    found = [each for each in sent(session) if each.outcome == "out_of_labour"]
    for report in found:
        seen = sorted(
            (v for v in visits if v.report_id == report.id and v.visited_at <= report.closed_at),
            key=lambda visit: visit.visited_at,
        )
        assert [visit.works for visit in seen][-2:] == ["no", "no"]
        assert len({visit.visited_at.date() for visit in seen}) > 1

    assert found


def test_nobody_was_told_who_must_not_know(session):
    levels = dict(session.execute(select(Committee.id, Committee.level)).all())
    told_levels = {}
    for alert in everything(session, Alert):
        told_levels.setdefault(alert.report_id, set()).add(levels[alert.committee_id])
    secret = 0
    for report in sent(session):
        if is_sensitive(report.concern):
            secret += 1
            assert told_levels[report.id] <= {"social_centre", "national"}
        if report.route == "not_village":
            assert "village" not in told_levels[report.id]

    assert secret > 2


def test_who_stepped_aside_does_nothing_more_and_hears_nothing_more(session):
    lines = lines_by_report(session)
    phones = dict(session.execute(select(Member.id, Member.phone_index)).all())
    alerts = {alert.id: alert.report_id for alert in everything(session, Alert)}
    told_later = [
        (alerts[sms.alert_id], sms.recipient_index, sms.created_at)
        for sms in everything(session, OutboundMessage)
        if sms.alert_id and sms.kind != "gathered"
    ]
    found = everything(session, Recusal)
    for recusal in found:
        after = [line for line in lines[recusal.report_id] if line.at > recusal.at]
        assert f"member:{recusal.member_id}" not in {line.actor for line in after}
        mine = (recusal.report_id, phones[recusal.member_id])
        assert not [at for *whose, at in told_later if tuple(whose) == mine and at > recusal.at]

    assert found


def test_services_answer_in_an_order_that_is_possible(session):
    said, states = {}, Counter(referral.state for referral in everything(session, Referral))
    for lines in lines_by_report(session).values():
        for line in lines:
            if line.kind == "service_said":
                key = (line.report_id, line.detail["service"])
                assert line.detail["said"] in FOLLOWS[said.get(key, "sent")]
                said[key] = line.detail["said"]

    assert all(states[state] for state in ("sent", "accepted", "done"))
    assert Counter(said.values()) == states - Counter(sent=states["sent"])


def test_reports_told_twice_are_linked_and_told_by_two_people(session):
    by_id = {report.id: report for report in sent(session)}
    found = everything(session, Link)
    for link in found:
        first, second = by_id[link.first_id], by_id[link.second_id]
        assert (first.place_id, first.concern, first.child) == (
            second.place_id, second.concern, second.child,
        )  # fmt: skip
        assert timedelta(0) <= second.received_at - first.received_at <= CLOSE
        is_another = first.phone_index != second.phone_index
        assert (first.told_by, second.told_by) == ((2, 2) if is_another else (1, 1))

    assert found


def test_what_is_sealed_opens_and_anonymous_reports_keep_no_number(session):
    for report in sent(session):
        number = reports.phone_of(session, report)
        assert bool(number) == (report.contact_consent != "never")
        assert not number or keys_of(session).phone(number) == report.phone_index
        assert bool(reports.words_of(session, report)) == (report.channel == "sms")
        reports.landmark_of(session, report)
    opened = keys_of(session).open
    for sms in everything(session, OutboundMessage):
        place = (outbox.TABLE, str(sms.id))
        recipient = opened(sms.recipient_sealed, *place, "recipient")
        assert keys_of(session).phone(recipient) == sms.recipient_index
        assert opened(sms.body_sealed, *place, "body").startswith("VEILLE")
    for letter in everything(session, InboundMessage):
        assert inbox.text_of(session, letter)
    for question in everything(session, Question):
        assert bool(question.answer_sealed) == bool(question.answered_at)
    for wish in everything(session, CallBack):
        opened(wish.phone_sealed, call_backs.TABLE, str(wish.id), "phone")


def test_a_number_was_opened_only_by_who_may_and_only_where_one_was_kept(session):
    levels = dict(session.execute(select(Committee.id, Committee.level)).all())
    homes = dict(session.execute(select(Member.id, Member.committee_id)).all())
    has_number = {each.id for each in sent(session) if each.phone_sealed}
    found = everything(session, Unsealing)
    for unsealing in found:
        assert levels[homes[unsealing.member_id]] in ("social_centre", "national")
        assert unsealing.reason
        assert unsealing.call_back_id or unsealing.report_id in has_number

    assert found


def test_sms_say_what_became_of_them(session):
    found = Counter()
    for sms in everything(session, OutboundMessage):
        found[sms.status] += 1
        was_taken = sms.provider_id is not None
        assert (sms.segments, bool(sms.cost)) == ((1, True) if was_taken else (None, False))
        assert sms.next_attempt_at is None
        assert sms.created_at <= sms.promised_for <= sms.expires_at
        if sms.status == MessageStatus.DELIVERED:
            assert sms.sent_at < sms.settled_at <= UNTIL

    assert (
        found[MessageStatus.DELIVERED] > 0.6 * found.total()
    )  # one of its few phones is off for good
    assert found[MessageStatus.UNDELIVERED] > 0
    assert set(found) <= {"delivered", "undelivered", "expired", "sent"}


def test_a_status_is_one_that_its_history_leads_to(session):
    acts = {
        "acknowledged": "acknowledge", "confirmed": "confirm", "referred": "refer",
        "supported": "support", "visited": "visit", "reopened": "reopen",
    }  # fmt: skip
    by_id = {report.id: report for report in sent(session)}
    for report_id, lines in lines_by_report(session).items():
        if report_id not in by_id:
            continue
        status = "received"
        for line in lines:
            act = acts.get(line.kind)
            if line.kind == "closed":
                act = "dismiss" if line.detail["outcome"] == "unfounded" else "close"
            if act:
                status = TRANSITIONS[act][status]
        assert status == by_id[report_id].status


def test_every_concern_that_people_can_choose_is_reported_in_a_large_year(lived, order):
    found = Counter(each.told.concern for each in lived(replace(order, reports=1500)))

    assert set(found) >= {code for code in CONCERNS if code not in ("trafficking", "fgm")}
    assert found.most_common(1)[0][0] == "heavy_loads"


def test_a_member_never_works_on_a_report_of_another_committee(session):
    homes = {f"member:{m.id}": str(m.committee_id) for m in everything(session, Member)}
    for lines in lines_by_report(session).values():
        for line in lines:
            if line.actor.startswith("member:") and "committee" in line.detail:
                assert homes[line.actor] == line.detail["committee"]


def test_questions_are_asked_of_reporters_and_some_are_answered(session):
    found = everything(session, Question)

    assert found
    assert any(each.answered_at for each in found)
    asked = {(line.report_id, line.detail["question"]) for line in everything(session, Event)
             if line.kind == "asked"}  # fmt: skip
    assert {(each.report_id, each.question) for each in found} == asked


def test_visits_and_links_are_found_by_the_house_itself(session):
    report = next(each for each in sent(session) if each.outcome == "out_of_labour")

    assert len(casework.visits_of(session, report.id)) > 1
    assert events.latest(session, report, "closed").detail["outcome"] == "out_of_labour"


def test_a_service_that_has_a_phone_is_written_to_and_told_nothing(house, order):
    with house.database.transaction() as session:
        furnishing.complete(session, order.seed)
        for service in everything(session, Service):
            service.phone = "+2250112900009"
        session.flush()
        times = Times(survey.load(session, order.seed), Steady.of(house.rules), order.until)
    year.write(house.database, times, order, lambda _: None, stretch=STRETCH)

    with house.database.reading() as session:
        referred = [line for line in everything(session, Event) if line.kind == "referred"]
        written = [sms for sms in everything(session, OutboundMessage) if sms.kind == "referral"]
        assert len(written) == len(referred) > 0
        place = (outbox.TABLE, str(written[0].id), "body")
        assert "on vous confie un enfant" in keys_of(session).open(written[0].body_sealed, *place)
