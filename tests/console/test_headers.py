"""What every page of the console says about itself, and how little there is to fetch."""

import gzip
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway import create_app
from gateway.console import headers, is_page
from gateway.settings import Settings
from gateway.wiring import wire
from notifications import escalation
from storage import audit, members, reports, web
from storage.models import Member, Place, Report
from storage.reports import Statement
from tests import country
from tests.console import samples

FIRST_LOAD, EACH_PAGE = 60_000, 15_000  # bytes, packed as they go over the air
WRONG = {  # addresses that come to nothing, and what is answered
    "/no-such-page": 404,
    "/reports/000000": 404,
    "/reports/000000/visit": 404,
    "/static/none.css": 404,
    "/static/../settings.py": 404,
}


@pytest.fixture
def production(variables, time):
    """The house as it runs in production."""
    real = {"VEILLE_MODE": "production", "AT_API_BASE": "https://provider.example",
            "PUBLIC_URL": "https://veille.example"}  # fmt: skip
    parts = wire(Settings.from_env({**variables, **real}))
    parts.world.clock = time
    country.furnish(parts.database)
    yield parts
    parts.redis.close()
    parts.database.close()


def signed_in(house, phone: str, time) -> FlaskClient:
    """A browser in which a member is signed in."""
    client = create_app(house).test_client()
    with house.database.transaction() as session:
        index = house.settings.keys.phone(phone)
        member = session.scalars(select(Member).where(Member.phone_index == index)).one()
        web.open_session(session, f"t-{phone}", member.id, "Firefox", time())
    name = "__Host-veille" if house.settings.mode == "production" else "veille"
    client.set_cookie(name, f"t-{phone}", secure=True)
    return client


def every_page(house, client, **known: str):
    """Each page of the console, asked for with each of its methods: method, address, answer."""
    for rule in client.application.url_map.iter_rules():
        if not is_page(rule.rule) or rule.rule == "/sign-out":
            continue
        path = samples.address(house, rule, **known)
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield method, path, client.open(path, method=method, buffered=True)


def directives(answer) -> dict[str, str]:
    """The content security policy, part by part."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: " ".join(rest) for name, *rest in (part.split() for part in parts)}


def is_strict(answer) -> None:
    """Nothing of the page's own making runs, and nothing comes from elsewhere."""
    policy = directives(answer)
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", policy["script-src"])
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


@pytest.mark.parametrize("phone", ["", country.VILLAGE_MEMBER, country.COORDINATOR])
def test_every_answer_forbids_what_is_not_ours_and_is_kept_nowhere(production, time, phone):
    house = production
    client = signed_in(house, phone, time) if phone else create_app(house).test_client()
    asked = list(every_page(house, client))
    asked += [("GET", path, client.get(path)) for path in WRONG]
    nonces = []

    for method, path, answer in asked:
        is_strict(answer)
        assert directives(answer)["frame-ancestors"] == "'none'", path
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000"), path
        assert answer.headers["Cache-Control"] == "no-store", (method, path)
        nonces.append(directives(answer)["script-src"])
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert cookie.startswith("__Host-"), path
            assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")), path
    assert len(asked) > 40
    assert len(set(nonces)) == len(nonces)


def test_an_address_that_comes_to_nothing_says_no_more_than_that(production):
    client = create_app(production).test_client()

    for path, status in WRONG.items():
        answer = client.get(path)
        assert answer.status_code in (status, 303), path
        assert "Traceback" not in answer.text


def test_what_went_wrong_inside_is_as_strict_and_says_nothing(house, time, monkeypatch):
    client = signed_in(house, country.COORDINATOR, time)
    monkeypatch.setattr("storage.caseload.page", lambda *_: 1 / 0)

    answer = client.get("/reports")

    assert answer.status_code == 500
    is_strict(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ZeroDivision" not in answer.text


def test_a_form_that_is_not_ours_is_refused_as_strictly(house, time):
    client = signed_in(house, country.COORDINATOR, time)

    answer = client.post("/settings", data={"csrf_token": "made-up"})

    assert answer.status_code == 400
    is_strict(answer)


def test_a_form_that_is_too_large_is_refused_as_strictly(house, time):
    client = signed_in(house, country.COORDINATOR, time)

    answer = client.post("/settings", data={"after": "1" * 5_000_000})

    assert answer.status_code == 413
    is_strict(answer)


def test_the_demo_may_stand_beside_its_phones_and_asks_for_no_https(house, time):
    answer = signed_in(house, country.COORDINATOR, time).get("/reports")

    assert directives(answer)["frame-ancestors"] == "'self' http://127.0.0.1:*"
    assert "Strict-Transport-Security" not in answer.headers


def test_whoever_leaves_leaves_nothing_in_the_browser(house, browse):
    reader = browse(country.COORDINATOR)
    answer = reader.client.post("/sign-out", data={"csrf_token": reader.csrf})

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert re.search(r"veille=;.*Expires=Thu, 01 Jan 1970", answer.headers["Set-Cookie"])
    assert reader.client.get("/reports").status_code == 303


def test_a_file_of_ours_is_kept_for_a_year_under_a_name_of_its_own(house):
    client = create_app(house).test_client()
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/sign-in").text)

    assert assets
    for asset in assets:
        answer = client.get(asset, buffered=True)
        assert re.search(r"\?v=[0-9a-f]{10}$", asset)
        assert answer.headers["Cache-Control"] == f"public, max-age={headers.A_YEAR}, immutable"
    gone = client.get("/static/look-of-another-release.css", buffered=True)
    assert gone.headers["Cache-Control"] == "no-store"  # it may be there tomorrow


@pytest.fixture
def full(house, time):
    """The house with a page of everything: more reports, looks and lines than a page holds."""
    keys, rules = house.settings.keys, house.rules
    with house.database.transaction() as session:
        places = session.scalars(select(Place).where(Place.level == "village")).all()
        for number in range(45):
            statement = Statement(
                session_key=keys.index("test", str(number)), channel="ussd",
                concern=("heavy_loads", "forced_labour", "sexual_abuse")[number % 3],
                urgency="critical", place_id=str(places[number // 3 % 3].id), language="fr",
                phone_index=keys.phone(f"+22507{number:08}"), contact="text",
                phone=f"+22507{number:08}",
            )  # fmt: skip
            report = reports.keep(session, statement, lambda digits: f"{digits}0", time())
            escalation.receive(session, rules, report, time(), incomplete=False)
        ids = session.scalars(select(Report.id)).all()
        for phone in (country.DEPARTMENT_MEMBER, country.SOCIAL_WORKER, country.VILLAGE_MEMBER):
            member = members.by_phone(session, keys.phone(phone))
            for _ in range(2):
                audit.looked(session, member.id, ids, audit.OPENED, "web", time())
    return house


def packed(client: FlaskClient, path: str) -> int:
    """How many bytes go over the air for an address."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.status_code in (200, 303), path
    if answer.headers.get("Content-Encoding") == "gzip":
        gzip.decompress(answer.data)
    return len(answer.data)


def test_the_first_page_is_there_soon_on_2g(full, time):
    client = signed_in(full, country.COORDINATOR, time)
    page = client.get("/reports").text
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))

    weight = packed(client, "/reports") + sum(packed(client, asset) for asset in assets)

    assert {asset.split("?")[0].rpartition(".")[2] for asset in assets} == {"css", "js", "svg"}
    assert weight <= FIRST_LOAD


@pytest.mark.parametrize(
    "phone",
    [country.VILLAGE_MEMBER, country.DEPARTMENT_MEMBER, country.SOCIAL_WORKER, country.COORDINATOR],
)
def test_each_page_after_it_is_small(full, time, phone):
    client = signed_in(full, phone, time)
    listed = client.get("/reports?tab=open").text
    reference = re.findall(r'href="/reports/(\d+)"', listed)[0]
    heavy = {}

    for rule in client.application.url_map.iter_rules():
        if not is_page(rule.rule) or "GET" not in rule.methods or rule.endpoint == "static":
            continue
        path = samples.address(full, rule, reference=reference)
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        if len(answer.data) > EACH_PAGE:
            heavy[path] = len(answer.data)

    assert heavy == {}
    assert packed(client, f"/reports/{reference}") > 1000  # it was really drawn
