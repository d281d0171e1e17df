"""Every page × every role × every kind of report: the answer is what the policy says.

What the policy says of reports is written here a second time, in plain conditions from the
programme's protocol, so that a slip in one of the two shows.
"""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from gateway import access, create_app
from gateway.access import ACTIONS, Seat
from gateway.console.deeds import DEEDS
from notifications import escalation
from storage import casework, events, members, reports
from storage.models import Committee, Place
from storage.reports import Statement
from tests import country
from tests.console import samples

BADAYO, GALEA, FAR = "CI260401-02", "CI260401-01", "CI260101-01"
PLACES = (
    ("CI2601", "department", "Buyo", "CI26"),
    ("CI260101", "sub_prefecture", "Buyo", "CI2601"),
    (FAR, "village", "Loboville", "CI260101"),
)
COMMITTEES = (
    ("D-CI2601", "department", "CI2601", "+2250700000091", "focal_point"),
    ("CS-CI2601", "social_centre", "CI2601", "+2250700000092", "social_worker"),
    ("SP-CI260401", "sub_prefecture", "CI260401", "+2250700000093", "secretary"),
)
ANALYST, OPERATOR = "+2250700000094", "+2250700000095"


@dataclass(frozen=True)
class Told:
    """A report: what it is about, where, and for whom something is special."""

    concern: str = "heavy_loads"
    place: str = BADAYO
    route: str = "village"
    by: str = "+2250799999999"
    is_aside: bool = False  # the reader stepped aside from it
    of_reader: bool = False  # the reader's own phone made it

    @property
    def is_sensitive(self) -> bool:
        return self.concern == "sexual_abuse"

    @property
    def is_near(self) -> bool:
        return self.place != FAR


REPORTS = {
    "ordinary": Told(),
    "critical": Told(concern="forced_labour"),
    "away_from_the_village": Told(route="not_village"),
    "sensitive": Told(concern="sexual_abuse"),
    "in_a_village_without_committee": Told(place=GALEA),
    "far": Told(place=FAR),
    "far_and_sensitive": Told(concern="sexual_abuse", place=FAR),
    "stepped_aside_from": Told(is_aside=True),
    "critical_stepped_aside_from": Told(concern="forced_labour", is_aside=True),
    "sensitive_stepped_aside_from": Told(concern="sexual_abuse", is_aside=True),
    "their_own": Told(of_reader=True),
}


@dataclass(frozen=True)
class Role:
    """Somebody in a seat, and which reports their committee was told of by routing."""

    phone: str
    seat: Seat
    level: str


ROLES = {
    "village": Role(country.VILLAGE_MEMBER, Seat.VILLAGE, "village"),
    "sub_prefecture": Role("+2250700000093", Seat.AREA, "sub_prefecture"),
    "department": Role(country.DEPARTMENT_MEMBER, Seat.AREA, "department"),
    "social_centre": Role(country.SOCIAL_WORKER, Seat.SOCIAL, "social_centre"),
    "coordination": Role(country.COORDINATOR, Seat.COORDINATION, "national"),
    "analyst": Role(ANALYST, Seat.ANALYST, "national"),
    "operator": Role(OPERATOR, Seat.OPERATOR, "national"),
}


def was_told(role: Role, told: Told) -> bool:
    """Whether routing tells the reader's committee, at once."""
    near, level = told.is_near, role.level
    if told.is_sensitive:  # the social centre of the area, and being critical, the country
        return level == "national" or (level == "social_centre" and near)
    if told.concern == "forced_labour":  # the department, and being critical, the country
        return level == "national" or (level == "department" and near)
    if not near:
        return False  # Buyo's department has it
    if told.place == GALEA or told.route == "not_village":
        return level == "sub_prefecture"
    return level == "village"


def exists_for(role: Role, told: Told) -> bool:
    """Whether a report exists for a reader at all."""
    if role.seat in (Seat.ANALYST, Seat.OPERATOR) or told.is_aside or told.of_reader:
        return False
    if was_told(role, told):
        return True
    if told.is_sensitive:
        return False
    return role.level == "national" or (
        role.level in ("sub_prefecture", "department") and told.is_near
    )


def may_act(role: Role, told: Told, action: str) -> bool:
    """Whether an action on a report exists for a reader."""
    if not exists_for(role, told):
        return False
    if action == "step_in":
        return role.seat in (Seat.AREA, Seat.COORDINATION)
    if action == "unseal" and role.seat not in (Seat.SOCIAL, Seat.COORDINATION):
        return False
    return was_told(role, told)


@pytest.fixture
def many(house):
    """The small country, with a second department and people of every role."""
    with house.database.transaction() as session:
        placed = {p.code: p for p in session.query(Place)}
        for code, level, name, parent in PLACES:
            placed[code] = Place(code=code, level=level, name=name, parent_id=placed[parent].id)
            session.add(placed[code])
            session.flush()
        for code, level, place, phone, role in COMMITTEES:
            made = Committee(code=code, level=level, name=code, place_id=placed[place].id)
            session.add(made)
            session.flush()
            members.add(session, made.id, "Awa K.", phone, role, "fr")
        national = session.query(Committee).filter_by(code="NAT").one()
        members.add(session, national.id, "Ama", ANALYST, "analyst", "fr")
        members.add(session, national.id, "Eba", OPERATOR, "operator", "fr")
    return house


def file(house, told: Told, reader: Role, key: str, now) -> str:
    """File one report; its reference."""
    phone = reader.phone if told.of_reader else told.by
    keys = house.settings.keys
    with house.database.transaction() as session:
        place = session.query(Place).filter_by(code=told.place).one()
        urgency = "critical" if told.concern in ("forced_labour", "sexual_abuse") else "medium"
        statement = Statement(
            session_key=keys.index("test", key), channel="ussd", concern=told.concern,
            urgency=urgency, place_id=str(place.id), language="fr",
            phone_index=keys.phone(phone), route=told.route, contact="text", phone=phone,
        )  # fmt: skip
        report = reports.keep(session, statement, lambda digits: f"{digits}0", now)
        escalation.receive(session, house.rules, report, now, incomplete=False)
        if told.is_aside:
            reader_row = members.by_phone(session, keys.phone(reader.phone))
            casework.recuse(session, report.id, reader_row.id, now)
            events.append(session, report, "recused", f"member:{reader_row.id}", now)
        return report.reference


@pytest.fixture
def world(many, browse, time):
    """Everything there is to be asked, for one role."""

    def begin(name: str) -> SimpleNamespace:
        role = ROLES[name]
        told = {
            kind: file(many, told, role, f"{name}:{kind}", time()) for kind, told in REPORTS.items()
        }
        return SimpleNamespace(role=role, told=told, reader=browse(role.phone))

    return begin


def said(reader, path: str, method: str = "GET") -> tuple[object, ...]:
    """An answer, bar the number of the request and the page's one-time word."""
    form = {"csrf_token": reader.csrf} if method == "POST" else None
    answer = reader.client.open(path, method=method, data=form)
    skipped = {"X-Request-Id", "Content-Security-Policy", "Date"}
    headers = tuple((n, v) for n, v in answer.headers.items() if n not in skipped)
    return answer.status_code, headers, answer.data


@pytest.mark.parametrize("name", ROLES)
def test_a_report_opens_for_those_for_whom_it_exists_and_for_nobody_else(world, name):
    here = world(name)
    nothing = said(here.reader, "/reports/000000")
    assert nothing[0] == 404

    for kind, told in REPORTS.items():
        answer = said(here.reader, f"/reports/{here.told[kind]}")

        if exists_for(here.role, told):
            assert answer[0] == 200, kind
        else:
            assert answer == nothing, kind


@pytest.mark.parametrize("name", ROLES)
def test_an_action_exists_for_those_who_may_and_for_nobody_else(world, name):
    here = world(name)
    nothing = said(here.reader, "/reports/000000/visit")
    nothing_sent = said(here.reader, "/reports/000000/visit", "POST")

    for action in (*DEEDS, "step_in"):
        for kind, told in REPORTS.items():
            path = f"/reports/{here.told[kind]}/{action}"
            if may_act(here.role, told, action):
                assert said(here.reader, path, "POST")[0] in (303, 422), (kind, action)
            else:
                assert said(here.reader, path) == nothing, (kind, action)
                assert said(here.reader, path, "POST") == nothing_sent, (kind, action)


@pytest.mark.parametrize("name", ROLES)
def test_lists_counts_and_search_hold_what_exists_and_leave_no_trace_of_the_rest(world, name):
    here = world(name)
    if here.role.seat in (Seat.ANALYST, Seat.OPERATOR):
        assert here.reader.opens("/reports").status == 404
        return

    there_are = {k for k, told in REPORTS.items() if exists_for(here.role, told)}
    listed = here.reader.opens("/reports?tab=open").markup
    live = here.reader.opens("/reports/live?tab=open&since=2020-01-01T00:00:00%2B00:00").markup

    for kind, reference in here.told.items():
        is_there = kind in there_are
        assert (f"/reports/{reference}" in listed) == is_there, kind
        assert (f"/reports/{reference}" in live) == is_there, kind
        found = here.reader.opens(f"/find?reference={reference}")
        assert found.status == (200 if is_there else 404), kind
    assert f"{len(there_are)} Ouverts" in here.reader.opens("/reports?tab=open").text


@pytest.mark.parametrize("name", ROLES)
def test_every_page_opens_for_those_who_may_and_for_nobody_else(many, world, name):
    here = world(name)
    app = create_app(many)
    seat = here.role.seat
    nothing = {method: said(here.reader, "/no-such-page", method) for method in ("GET", "POST")}

    for rule in app.url_map.iter_rules():
        allows = getattr(app.view_functions[rule.endpoint], "allows", None)
        if allows in (None, "public") or rule.rule.startswith(("/reports/<", "/sign-out")):
            continue  # reports have tests of their own, and everybody may leave
        for method in sorted(rule.methods & {"GET", "POST"}):
            path = samples.address(many, rule)
            answer = said(here.reader, path, method)
            if seat in ACTIONS[allows]:
                if path in samples.OPEN_TO_ALL_WHO_MAY:
                    assert answer[0] != 404, (method, path)
            else:
                assert answer == nothing[method], (method, path)


@pytest.mark.parametrize("name", ROLES)
def test_nothing_opens_without_signing_in(many, world, browse, name):
    here = world(name)
    stranger = browse()
    app = create_app(many)

    for rule in app.url_map.iter_rules():
        allows = getattr(app.view_functions[rule.endpoint], "allows", None)
        if allows in (None, "public"):
            continue
        path = samples.address(many, rule, reference=here.told["ordinary"])
        for method in sorted(rule.methods & {"GET", "POST"}):
            status, headers, _ = said(stranger, path, method)
            assert status == 303, (method, path)
            assert dict(headers)["Location"] == "/sign-in"


def test_what_a_role_sees_of_a_report_is_what_the_policy_lets_it_see(many, world, time):
    for name in ("village", "sub_prefecture", "social_centre", "coordination"):
        here = world(name)
        kind = {"village": "ordinary", "sub_prefecture": "in_a_village_without_committee"}.get(
            name, "sensitive"
        )
        page = here.reader.opens(f"/reports/{here.told[kind]}")

        assert page.status == 200
        assert "0799999999" not in page.markup.replace(" ", "")
        assert ("•• •• ••" in page.text) == (here.role.seat in access.FIELDS["masked_phone"])
        assert ("Qui l’a lu" in page.text) == (here.role.seat in access.FIELDS["who_looked"])


def test_nobody_signs_in_who_has_no_seat():
    assert {access.seat_of(role, level) for role in samples.ROLES for level in samples.LEVELS} == (
        set(Seat)
    )


def test_every_kind_of_report_is_really_of_that_kind():
    assert replace(REPORTS["ordinary"], is_aside=True) == REPORTS["stepped_aside_from"]
    assert {told.concern for told in REPORTS.values()} == {
        "heavy_loads", "forced_labour", "sexual_abuse",
    }  # fmt: skip
