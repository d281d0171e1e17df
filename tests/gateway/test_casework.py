"""What a committee may and may not do with a report, beyond the table of where it may start."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway import access, casework, closing, report_card, sharing
from storage import casework as kept
from storage import members
from storage.casework import Seen
from storage.models import Alert, AlertState, Committee, OutboundMessage, Report
from tests.gateway.at_work import A_DAY, BADAYO, DEPARTMENT, PHONES, Village, member

DONE = "child_safe"


@pytest.fixture
def village(house, time):
    """Badayo, its committee and the levels above."""
    return Village(house, time)


@pytest.fixture
def sees(house):
    """Whether somebody can be told that a report exists."""

    def look(name, reference):
        with house.database.reading() as session:
            who = member(session, name)
            viewer = access.viewer_of(session, who)
            shown = access.report(session, viewer, reference)
            may_work = casework.by_reference(session, who, reference)
            assert shown is not None or may_work is None
            return shown is not None

    return look


def takes(village, name, reference):
    """Somebody says "I have it"."""
    return village.does(
        name,
        reference,
        lambda w: casework.acknowledge(w.session, w.rules, w.alert, w.member, w.now),
    )


def closes(village, name, reference, outcome=DONE, why=""):
    return village.does(name, reference, lambda work: closing.close(work, outcome, why))


def visits(village, name, reference, works="no", on=None, mark=None):
    """A visit is told; each is another one unless the mark is the same."""
    told = Seen("safe", works, "unknown", on)
    village.told += 1
    own = mark or f"visit-{village.told}"
    return village.does(name, reference, lambda work: casework.visit(work, told, own))


def hires(village, name, role, code=BADAYO):
    """Another member of a committee."""
    PHONES[name] = f"+22507000001{len(PHONES):02}"
    with village.database.transaction() as session:
        committee = session.scalars(select(Committee).where(Committee.code == code)).one()
        members.add(session, committee.id, f"{name.title()} K.", PHONES[name], role, "fr")


# Visits


def test_a_visit_cannot_lie_ahead_nor_before_the_report(village, time):
    reference = village.reports()
    time.passes(days=3)

    assert visits(village, "awa", reference, on=time() + A_DAY) == "date"
    assert visits(village, "awa", reference, on=time() - 4 * A_DAY) == "date"
    assert village.lines(reference).count("visited") == 0
    assert village.alert(reference).state == AlertState.OPEN  # nothing was done at all

    assert (
        visits(village, "awa", reference, on=time() - 3 * A_DAY - timedelta(hours=9)) == "visited"
    )
    assert visits(village, "awa", reference, on=time() + timedelta(hours=9)) == "visited"


def test_a_visit_told_twice_is_one_visit(village):
    reference = village.reports()

    assert [visits(village, "awa", reference, mark="once") for _ in range(2)] == ["visited"] * 2

    assert village.lines(reference).count("visited") == 1


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ((), False),
        (("no",), False),
        (("no", "no"), True),
        (("yes", "no"), False),
        (("no", "yes"), False),
        (("no", "unknown"), False),
        (("no", "unknown", "no"), False),
        (("no", "yes", "no"), False),
        (("yes", "no", "no"), True),
        (("no", "no", "yes"), False),
        (("no", "no", "yes", "no", "no"), True),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_out_of_child_labour_means_two_visits_running_without_work(village, time, told, may):
    reference = village.reports("sharp_tools")
    for works in told:
        visits(village, "awa", reference, works)
        time.passes(days=1)

    result = closes(village, "awa", reference, closing.OUT_OF_LABOUR)

    assert result == ("closed" if may else "visits")
    assert village.report(reference).status == ("closed" if may else "acknowledged")


def test_two_visits_told_of_one_day_are_one(village, time):
    reference = village.reports("sharp_tools")
    for _ in range(2):
        visits(village, "awa", reference)
        time.passes(minutes=5)

    assert closes(village, "awa", reference, closing.OUT_OF_LABOUR) == "visits"


def test_visits_count_in_the_order_of_their_days_not_of_their_telling(village, time):
    reference = village.reports("sharp_tools")
    time.passes(days=5)
    for days, works in ((1, "no"), (2, "no"), (3, "yes")):
        visits(village, "awa", reference, works, on=time() - days * A_DAY)

    assert closes(village, "awa", reference, closing.OUT_OF_LABOUR) == "closed"


# Two people


@pytest.fixture
def critical(village):
    """A critical report that the department and the country know of; Dao has it."""
    reference = village.reports("forced_labour")
    assert takes(village, "dao", reference)
    return reference


def test_a_critical_report_closes_when_two_people_say_the_same(village, critical):
    assert [closes(village, "dao", critical) for _ in range(3)] == ["second"] * 3
    assert village.report(critical).status == "acknowledged"
    assert village.report(critical).outcome is None
    assert village.lines(critical).count("closing") == 1

    assert closes(village, "sery", critical) == "closed"

    assert village.report(critical).outcome == DONE


def test_two_people_who_disagree_have_not_closed_it(village, critical):
    assert closes(village, "dao", critical, DONE) == "second"
    assert closes(village, "sery", critical, closing.UNFOUNDED, "malice") == "second"
    assert village.report(critical).status == "acknowledged"

    assert closes(village, "dao", critical, closing.UNFOUNDED, "nothing_found") == "closed"

    assert village.report(critical).status == "unfounded"


def test_whoever_wished_to_close_and_then_stepped_aside_does_not_count(village, critical):
    hires(village, "yao", "focal_point", DEPARTMENT)
    closes(village, "dao", critical)
    village.does("dao", critical, sharing.recuse)

    assert closes(village, "sery", critical) == "second"
    assert closes(village, "yao", critical) == "closed"


def test_a_wish_to_close_ends_when_the_report_is_taken_up_again(village, critical):
    closes(village, "dao", critical)
    closes(village, "sery", critical)
    village.does("dao", critical, lambda work: closing.reopen(work, "again"))
    village.does("dao", critical, lambda work: sharing.pass_up(work, "no_means"))

    assert closes(village, "sery", critical) == "second"
    assert village.report(critical).status == "acknowledged"


def test_where_nobody_else_works_on_it_the_level_above_is_asked_to_be_the_second(village, critical):
    closes(village, "dao", critical)
    closes(village, "sery", critical)
    village.does("dao", critical, lambda work: closing.reopen(work, "again"))
    assert village.alert(critical, "NAT").state == AlertState.CLOSED

    assert closes(village, "dao", critical) == "second"
    assert texts(village, "sery")[-1] == "escalated"
    assert closes(village, "sery", critical) == "closed"


def test_the_second_person_is_asked_among_those_who_still_work_on_it(village, critical):
    closes(village, "dao", critical)

    assert texts(village, "sery")[-1] == "second"


def texts(village, name):
    """The kinds of SMS promised to somebody, in order."""
    with village.database.reading() as session:
        index = village.database.keys.phone(PHONES[name])
        found = select(OutboundMessage.kind).where(OutboundMessage.recipient_index == index)
        return list(session.scalars(found.order_by(OutboundMessage.id)))


# True, or not, and taken up again


def test_nobody_dismisses_a_report_without_saying_why(village):
    reference = village.reports()

    assert closes(village, "awa", reference, closing.UNFOUNDED) == "reason"
    assert village.lines(reference) == ["received", "alerted"]

    assert closes(village, "awa", reference, closing.UNFOUNDED, "a_mistake") == "closed"
    assert village.line(reference, "closed").detail["why"] == "a_mistake"


def test_what_is_verified_after_a_help_was_given_is_written_down_once(village):
    reference = village.reports()
    village.does("awa", reference, lambda work: casework.give(work, "school_kit", "gift"))

    for _ in range(2):
        assert village.does("awa", reference, closing.confirm) == "confirmed"

    assert village.report(reference).status == "in_care"
    assert village.lines(reference).count("confirmed") == 1


def test_a_report_taken_up_again_has_no_outcome_and_is_in_the_hands_of_who_did(village):
    reference = village.reports()
    closes(village, "awa", reference)

    assert village.does("koffi", reference, lambda w: closing.reopen(w, "again")) == "reopened"

    report, alert = village.report(reference), village.alert(reference)
    assert (report.status, report.outcome, report.closed_at) == ("acknowledged", None, None)
    assert alert.state == AlertState.ACKNOWLEDGED
    assert report.due_at == alert.due_at
    assert village.line(reference, "reopened").detail["why"] == "again"
    with village.database.reading() as session:
        assert alert.acknowledged_by == member(session, "koffi").id
    assert village.does("awa", reference, closing.confirm) == "confirmed"  # it is to be verified


def test_a_reporter_is_asked_after_each_closing_whether_the_child_is_safe(village):
    phone = "+2250700000097"
    reference = village.reports(phone=phone, contact="text")
    with village.database.transaction() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        report.phone_sealed = village.database.keys.seal(phone, "reports", str(report.id), "phone")
    PHONES["reporter"] = phone

    for round_ in (1, 2):
        assert closes(village, "awa", reference) == "closed"
        assert village.report(reference).safe_now == "asked"
        assert texts(village, "reporter").count("safe_now") == round_
        village.does("awa", reference, lambda work: closing.reopen(work, "mistake"))


# Who has it


def test_a_report_is_given_only_to_who_may_have_it(village):
    hires(village, "aya", "analyst")
    reference = village.reports(phone=PHONES["koffi"])

    def give(name):
        return village.does(
            "awa", reference, lambda work: sharing.assign(work, member(work.session, name).id)
        )

    assert give("koffi") == "gone"  # it is about their own phone
    assert give("dao") == "gone"  # another committee
    assert give("aya") == "gone"  # counts, and nothing else
    assert village.lines(reference) == ["received", "alerted"]

    assert give("awa") == "assigned"
    assert village.alert(reference).state == AlertState.ACKNOWLEDGED


def test_who_stepped_aside_is_not_given_it(village):
    reference = village.reports()
    village.does("koffi", reference, sharing.recuse)

    result = village.does(
        "awa", reference, lambda work: sharing.assign(work, member(work.session, "koffi").id)
    )

    assert result == "gone"


def test_a_level_above_that_knows_already_is_woken_by_what_is_handed_up(village, critical):
    assert village.alert(critical, "NAT").due_at is None  # Dao has it: nobody else is late

    assert village.does("dao", critical, lambda w: sharing.pass_up(w, "no_means")) == "passed"

    above = village.alert(critical, "NAT")
    assert above.state == AlertState.OPEN
    assert above.due_at == village.report(critical).due_at is not None
    assert texts(village, "sery")[-1] == "escalated"


def test_what_was_finished_above_is_handed_up_there_again(village):
    reference = village.reports()
    village.does("awa", reference, lambda work: sharing.pass_up(work, "no_means"))
    closes(village, "dao", reference)
    village.does("awa", reference, lambda work: closing.reopen(work, "again"))

    assert village.does("awa", reference, lambda w: sharing.pass_up(w, "no_means")) == "passed"

    assert village.alert(reference, DEPARTMENT).state == AlertState.OPEN
    assert village.alert(reference, "NAT") is None


def test_the_highest_level_keeps_what_it_cannot_hand_up(village, critical):
    takes(village, "sery", critical)

    assert village.does("sery", critical, lambda w: sharing.pass_up(w, "no_means")) == "top"

    assert village.alert(critical, "NAT").state == AlertState.ACKNOWLEDGED


def test_who_gave_a_report_to_a_colleague_steps_aside_without_taking_it_from_them(village):
    reference = village.reports()
    village.does(
        "awa", reference, lambda work: sharing.assign(work, member(work.session, "koffi").id)
    )

    village.does("awa", reference, sharing.recuse)

    assert village.alert(reference).state == AlertState.ACKNOWLEDGED


def test_when_who_has_a_report_steps_aside_it_waits_for_another(village):
    reference = village.reports()
    takes(village, "awa", reference)

    village.does("awa", reference, sharing.recuse)

    alert = village.alert(reference)
    assert (alert.state, alert.acknowledged_by) == (AlertState.OPEN, None)
    assert alert.due_at == village.report(reference).due_at is not None
    assert texts(village, "koffi")[-1] == "reminder"


def test_where_everybody_stepped_aside_a_report_still_waits_and_shows_as_late(village, critical):
    for name in ("dao", "sery"):
        village.does(name, critical, sharing.recuse)

    report, top = village.report(critical), village.alert(critical, "NAT")
    assert top.state == AlertState.OPEN
    assert report.due_at == top.due_at is not None


def test_a_level_above_takes_a_report_that_was_taken_up_again_below(village):
    reference = village.reports()
    village.does("awa", reference, lambda work: sharing.pass_up(work, "no_means"))
    closes(village, "dao", reference)
    village.does("awa", reference, lambda work: closing.reopen(work, "again"))
    assert village.alert(reference, DEPARTMENT).state == AlertState.CLOSED

    with village.database.transaction() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        dao = member(session, "dao")
        alert = sharing.step_in(session, village.parts.rules, report, dao, village.now())

        assert alert.state == AlertState.ACKNOWLEDGED
        assert alert.acknowledged_by == dao.id


# Who may know


def test_who_stepped_aside_finds_no_trace(village, sees):
    reference = village.reports()
    assert sees("koffi", reference)

    village.does("koffi", reference, sharing.recuse)

    assert not sees("koffi", reference)
    assert sees("awa", reference)


def test_nobody_works_on_what_their_own_phone_reported(village, sees):
    reference = village.reports(phone=PHONES["awa"])

    assert not sees("awa", reference)
    assert sees("koffi", reference)


def test_an_analyst_is_not_told_and_cannot_work(village, sees):
    hires(village, "aya", "analyst", "NAT")
    reference = village.reports("forced_labour")

    assert not sees("aya", reference)
    assert texts(village, "aya") == []
    assert texts(village, "sery") == ["alert"]


def test_a_committee_of_analysts_alone_is_nobody(village):
    with village.database.transaction() as session:
        session.scalars(select(Committee).where(Committee.code == DEPARTMENT)).one()
        member(session, "dao").role = "analyst"

    reference = village.reports("forced_labour")

    assert village.alert(reference, DEPARTMENT) is None
    assert village.alert(reference, "NAT").state == AlertState.OPEN


def test_a_village_that_took_what_it_should_not_know_loses_it_and_a_level_above_has_it(
    village, sees
):
    call = {"session_key": "broken-off"}
    reference = incomplete(village, **call)
    takes(village, "awa", reference)

    village.reports(route="not_village", **call)

    assert not sees("awa", reference)
    assert village.alert(reference).state == AlertState.PASSED_ON
    assert village.alert(reference, DEPARTMENT).due_at == village.report(reference).due_at


def incomplete(village, **call):
    """A call that broke off after the danger and the place; its reference."""
    reference = village.reports(**call)
    with village.database.transaction() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        report.receipt_hash, report.incomplete = None, True
    return reference


def test_a_twin_that_must_not_be_known_in_the_village_is_no_twin_there(village):
    reference = village.reports(phone="+2250700000001")
    hidden = village.reports(phone="+2250700000002", route="not_village")
    open_one = village.reports(phone="+2250700000003")

    with village.work("awa", reference) as work:
        viewer = access.viewer_of(work.session, work.member)
        report = work.session.get_one(Report, work.alert.report_id)
        other = work.session.scalars(select(Report).where(Report.reference == hidden)).one()
        kept.propose_link(work.session, report.id, other.id, work.now)
        assert set(kept.twin_references(work.session, report.id)) == {hidden, open_one}
        assert report_card.twins(work.session, viewer, report) == [open_one]
        assert casework.link(work, hidden, same=True) == "gone"
        assert casework.link(work, open_one, same=True) == "linked"


def test_twins_are_decided_once_and_may_be_decided_anew(village):
    one = village.reports(phone="+2250700000001")
    other = village.reports(phone="+2250700000002")

    for same in (True, True, False):
        village.does("awa", one, lambda work, same=same: casework.link(work, other, same=same))

    assert [line for line in village.lines(one) if line in ("linked", "parted")] == [
        "linked", "parted",
    ]  # fmt: skip
    assert village.report(other).status == "received"  # nothing is merged, nothing deleted


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_acts_on_a_report_that_was_closed_meanwhile_is_told_so(village):
    reference = village.reports()
    with village.work("awa", reference) as work:
        session = work.session
        seen = session.get_one(Report, work.alert.report_id)
        assert seen.status == "received"  # on Awa's screen

        closes(village, "koffi", reference)

        assert closing.close(work, "moved") == "gone"
        assert seen.status == "closed"
    assert village.report(reference).outcome == DONE
    with village.database.reading() as session:
        assert session.scalars(select(Alert.state)).all() == [AlertState.CLOSED]
