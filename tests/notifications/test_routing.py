"""Who must know about a report: the cases of DESIGN §5, and what holds for every case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menus.triage import CONCERNS, is_sensitive
from notifications.routing import LADDER, Case, Desk, next_level, recipients

REPORTER = "the reporter's phone"

# One desk of each kind on the way from a village to the country.
VILLAGE = Desk("village", "village", 0, frozenset({"v"}))
SUB_PREFECTURE = Desk("sub_prefecture", "sub_prefecture", 1, frozenset({"s"}))
DEPARTMENT = Desk("department", "department", 2, frozenset({"d"}))
SOCIAL_CENTRE = Desk("social_centre", "social_centre", 2, frozenset({"c"}))
NATIONAL = Desk("national", "national", 4, frozenset({"n"}))
ALL = (VILLAGE, SUB_PREFECTURE, DEPARTMENT, SOCIAL_CENTRE, NATIONAL)


def desk(name, level, distance=0, *phones):
    return Desk(name, level, distance, frozenset(phones or {name}))


def without(*names):
    return tuple(desk for desk in ALL if desk.committee_id not in names)


def told(*recipients):
    return [(recipient.committee_id, recipient.reason) for recipient in recipients]


def first(*names):
    return [(name, "first") for name in names]


def also(*names):
    return [(name, "also") for name in names]


def case(concern, urgency="", **more):
    return Case(concern, urgency or CONCERNS[concern].urgency, **more)


MINE = desk("mine", "village", 0, REPORTER)
OURS = desk("ours", "village", 0, REPORTER, "a colleague's")


@pytest.mark.parametrize(
    ("told_case", "desks", "expected"),
    [
        # Each first route of the table.
        pytest.param(case("sharp_tools"), ALL, first("village"), id="tools: the village"),
        pytest.param(case("out_of_school"), ALL, first("village"), id="school: the village"),
        pytest.param(case("agrochemicals"), ALL, first("village"), id="chemicals: the village"),
        pytest.param(case("other"), ALL, first("village"), id="other: the village"),
        pytest.param(
            case("domestic_work"), ALL, first("sub_prefecture"), id="domestic: sub-prefecture"
        ),
        pytest.param(
            case("physical_violence"), ALL, first("sub_prefecture"), id="blows: sub-prefecture"
        ),
        pytest.param(
            case("forced_marriage"), ALL, first("sub_prefecture"), id="marriage: sub-prefecture"
        ),
        pytest.param(case("mining"), ALL, first("department"), id="mine: department"),
        # Critical: two levels at once.
        pytest.param(
            case("trafficking"), ALL, first("department") + also("national"), id="two levels"
        ),
        pytest.param(
            case("missing"), ALL, first("department") + also("national"), id="missing child"
        ),
        pytest.param(
            case("agrochemicals", "critical"),
            ALL,
            first("village") + also("sub_prefecture"),
            id="critical in the village: one of the two is outside",
        ),
        pytest.param(
            case("agrochemicals", "critical"),
            without("sub_prefecture", "department"),
            first("village") + also("national"),
            id="the one outside is as far up as it must be",
        ),
        pytest.param(
            case("physical_violence", "critical"),
            without("sub_prefecture"),
            first("department") + also("national"),
            id="critical: both skip upwards",
        ),
        pytest.param(
            case("trafficking"),
            without("department"),
            first("national"),
            id="critical, but only the country is there",
        ),
        # Levels where nobody can be reached are skipped upwards, never downwards.
        pytest.param(
            case("neglect"), without("village"), first("sub_prefecture"), id="no village committee"
        ),
        pytest.param(
            case("neglect"),
            without("village", "sub_prefecture"),
            first("department"),
            id="no village nor sub-prefecture committee",
        ),
        pytest.param(case("neglect"), (NATIONAL,), first("national"), id="the country is the root"),
        pytest.param(
            case("mining"), (VILLAGE, SUB_PREFECTURE), [], id="never down to those below the route"
        ),
        pytest.param(
            case("neglect"),
            (Desk("silent", "village", 0, frozenset()), NATIONAL),
            first("national"),
            id="a committee without a phone is as if it were not there",
        ),
        pytest.param(
            case("neglect"),
            (SOCIAL_CENTRE, NATIONAL),
            first("national"),
            id="the social centre is not on the ladder of the others",
        ),
        # "Not the village".
        pytest.param(
            case("neglect", avoids_village=True), ALL, first("sub_prefecture"), id="not the village"
        ),
        pytest.param(
            case("neglect", avoids_village=True),
            without("sub_prefecture"),
            first("department"),
            id="not the village, and no sub-prefecture committee",
        ),
        pytest.param(
            case("agrochemicals", "critical", avoids_village=True),
            ALL,
            first("sub_prefecture") + also("department"),
            id="not the village, critical",
        ),
        pytest.param(
            case("mining", avoids_village=True),
            ALL,
            first("department"),
            id="not lower than it was",
        ),
        pytest.param(
            case("neglect", avoids_village=True), (VILLAGE,), [], id="not the village, even alone"
        ),
        # What only a social centre may see.
        pytest.param(
            case("sexual_abuse"), ALL, first("social_centre") + also("national"), id="sexual abuse"
        ),
        pytest.param(case("fgm"), ALL, first("social_centre") + also("national"), id="excision"),
        pytest.param(
            case("sexual_abuse"),
            without("social_centre"),
            first("national"),
            id="no social centre: the country, never the department",
        ),
        pytest.param(
            case("fgm"), (VILLAGE, SUB_PREFECTURE, DEPARTMENT), [], id="nobody who may see it"
        ),
        pytest.param(
            case("fgm", avoids_village=True),
            ALL,
            first("social_centre") + also("national"),
            id="excision, not the village",
        ),
        # Nobody is told of a report that names their own phone.
        pytest.param(
            case("neglect", reporter=REPORTER),
            (MINE, *without("village")),
            first("sub_prefecture"),
            id="the only member of the committee reports",
        ),
        pytest.param(
            case("neglect", reporter=REPORTER),
            (OURS, *without("village")),
            first("ours"),
            id="a member reports, the others are told",
        ),
        pytest.param(
            case("sexual_abuse", reporter=REPORTER),
            (desk("mine", "social_centre", 2, REPORTER), NATIONAL),
            first("national"),
            id="the social worker reports",
        ),
        pytest.param(
            case("neglect", reporter=REPORTER),
            (desk("mine", "national", 4, REPORTER),),
            [],
            id="the only one there is reports",
        ),
        # Two committees on one rung, near ones before far ones.
        pytest.param(
            case("neglect"),
            (VILLAGE, desk("women's", "village")),
            first("village", "women's"),
            id="two committees in one village",
        ),
        pytest.param(
            case("mining"),
            (desk("near", "department", 1), desk("far", "department", 2)),
            first("near"),
            id="the nearer of two departments",
        ),
        pytest.param(
            case("trafficking"),
            (DEPARTMENT, NATIONAL, desk("second", "national", 4)),
            first("department") + also("national", "second"),
            id="two committees on the second rung",
        ),
        pytest.param(case("neglect"), (), [], id="nobody at all"),
        pytest.param(case("fgm"), (), [], id="nobody at all, critical"),
    ],
)
def test_a_report_is_told_to(told_case, desks, expected):
    assert told(*recipients(told_case, desks)) == expected
    assert sorted(told(*recipients(told_case, reversed(desks)))) == sorted(expected)


@pytest.mark.parametrize(
    ("told_case", "desks", "already", "expected"),
    [
        pytest.param(case("neglect"), ALL, {"village"}, "sub_prefecture", id="one level up"),
        pytest.param(
            case("neglect"), ALL, {"village", "sub_prefecture"}, "department", id="above them all"
        ),
        pytest.param(
            case("neglect"), ALL, {"village", "department"}, "national", id="above the highest"
        ),
        pytest.param(
            case("neglect"), without("sub_prefecture"), {"village"}, "department", id="skips a gap"
        ),
        pytest.param(case("neglect"), ALL, {"national"}, "", id="nobody is above the country"),
        pytest.param(
            case("trafficking"), ALL, {"department", "national"}, "", id="critical told the country"
        ),
        pytest.param(
            case("sexual_abuse"), ALL, {"social_centre"}, "national", id="past the department"
        ),
        pytest.param(
            case("fgm"), ALL, {"social_centre", "national"}, "", id="excision stops at the country"
        ),
        pytest.param(case("neglect"), ALL, set(), "village", id="nobody was told: from the start"),
        pytest.param(
            case("neglect", avoids_village=True), ALL, set(), "sub_prefecture", id="nor the village"
        ),
        pytest.param(
            case("neglect"), ALL, {"gone since"}, "village", id="those told are not there any more"
        ),
        pytest.param(case("neglect"), (), {"village"}, "", id="nobody is there any more"),
    ],
)
def test_who_is_next_when_nobody_answered(told_case, desks, already, expected):
    above = told(*next_level(told_case, desks, frozenset(already)))

    assert above == ([(expected, "escalated")] if expected else [])


def test_all_committees_of_the_next_rung_are_told():
    desks = (VILLAGE, desk("one", "department", 2), desk("two", "department", 2))

    above = next_level(case("neglect"), desks, frozenset({"village"}))

    assert told(*above) == [("one", "escalated"), ("two", "escalated")]


PHONES = st.frozensets(st.sampled_from((REPORTER, "a", "b", "c")), max_size=3)
LEVELS = st.sampled_from((*LADDER, "social_centre"))
CASES = st.builds(
    Case,
    concern=st.sampled_from(sorted(CONCERNS)),
    urgency=st.sampled_from(("low", "medium", "high", "critical")),
    avoids_village=st.booleans(),
    reporter=st.sampled_from((REPORTER, "somebody's")),
)


@st.composite
def some_desks(draw):
    rows = draw(st.lists(st.tuples(LEVELS, st.integers(0, 4), PHONES), max_size=8))
    return [Desk(f"c{n}", *row) for n, row in enumerate(rows)]


def may_know(case, desk):
    """DESIGN §5, said once more, and otherwise than routing says it."""
    if not desk.phones or desk.phones == {case.reporter}:
        return False
    if is_sensitive(case.concern):
        return desk.level in ("social_centre", "national")
    if desk.level == "social_centre" or (case.avoids_village and desk.level == "village"):
        return False
    return LADDER.index(desk.level) >= LADDER.index(CONCERNS[case.concern].first_route)


@given(CASES, some_desks(), st.data())
def test_whoever_is_told_may_know_and_somebody_is_told_whenever_somebody_may(case, desks, data):
    by_id = {desk.committee_id: desk for desk in desks}
    already = data.draw(st.frozensets(st.sampled_from(sorted(by_id)))) if by_id else frozenset()

    arrived = [by_id[recipient.committee_id] for recipient in recipients(case, desks)]
    climbed = [by_id[recipient.committee_id] for recipient in next_level(case, desks, already)]

    assert all(may_know(case, desk) for desk in (*arrived, *climbed))
    assert bool(arrived) == any(may_know(case, desk) for desk in desks)
    assert len(arrived) == len({desk.committee_id for desk in arrived})
    assert len({desk.level for desk in arrived}) <= (2 if case.urgency == "critical" else 1)


@given(CASES, some_desks())
def test_climbing_reaches_the_top_and_ends_there(case, desks):
    seen = {recipient.committee_id for recipient in recipients(case, desks)}

    for _ in range(len(LADDER) + 1):
        above = (
            {r.committee_id for r in next_level(case, desks, frozenset(seen))} if seen else set()
        )
        assert not above & seen
        seen |= above

    assert above == set()
    reachable = [desk for desk in desks if desk.level == "national" and may_know(case, desk)]
    nearest = min((desk.distance for desk in reachable), default=0)
    assert {d.committee_id for d in reachable if d.distance == nearest} <= seen
