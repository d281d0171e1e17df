"""What a campaign came to is counted without anybody's name: what went, what it cost, what
people learnt."""

import random
import uuid
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from notifications import campaign_figures
from storage import campaigns, learning, results
from storage.models import (
    Campaign,
    CampaignStatus,
    Contact,
    Place,
    QuizAnswer,
    Recipient,
    Report,
)
from storage.models.campaign import NOWHERE
from storage.results import Asked
from tests.campaigns.conftest import on_sqlite

FAR = ZoneInfo("Asia/Tokyo")
STATES = ("queued", "sent", "delivered", "undelivered", "uncertain", "stopped")
DAY = timedelta(days=1)


@pytest.fixture
def elsewhere(house, press):
    """A village of another department."""
    with house.database.transaction() as session:
        above = press.place("CI26")
        for code, level in (("CI2699", "department"), ("CI269901", "sub_prefecture"),
                            ("CI269901-01", "village")):  # fmt: skip
            place = Place(id=uuid.uuid4(), code=code, level=level, name=code, parent_id=above)
            session.add(place)
            session.flush()
            above = place.id
    return above


@pytest.fixture
def figures(house, time):
    """What is counted of a campaign."""

    def of(number, zone=FAR):
        campaign_figures.count_one(house.database, number, zone, time())
        with house.database.reading() as session:
            return campaigns.by_number(session, number).figures

    return of


def started(house, press, time, **more):
    """A campaign that is running, of nobody yet."""
    number = press.approved(message="LOAD", **more)
    with house.database.transaction() as session:
        campaign = campaigns.held(session, number)
        campaign.status, campaign.started_at = CampaignStatus.RUNNING, time() - timedelta(hours=30)
    return press.campaign(number)


def some_rows(house, campaign, places, now, count=300):
    """Messages in all states, by chance; each with when its person said STOP, if they did."""
    chance, kept = random.Random(7), []  # noqa: S311 - the same rows each time
    with house.database.transaction() as session:
        for each in range(count):
            status = chance.choice(STATES)
            went = status in ("sent", "delivered", "undelivered", "uncertain")
            sent_at = now - timedelta(minutes=chance.randrange(1_700)) if went else None
            said = chance.choice((None, None, now - 5 * DAY, now, now + 2 * DAY, now + 9 * DAY))
            row = Recipient(
                person_id=uuid.uuid4(), campaign_id=campaign.id, is_member=False,
                phone_index=f"p{each}", operator=chance.choice(("orange", "mtn")), language="fr",
                wording=chance.choice("ab"), is_first=False, place_id=chance.choice(places),
                status=status, sent_at=sent_at, segments=chance.choice((1, 2)) if went else None,
                price=chance.choice((120_000, 240_000)) if went else None,
                currency=chance.choice(("XOF", "KES")) if went else None,
                reason=chance.choice(("Absent", None)) if status == "undelivered" else None,
            )  # fmt: skip
            session.add(row)
            session.add(Contact(phone_index=row.phone_index, opted_out_at=said))
            kept.append((row, said))
        session.flush()
        session.expunge_all()
    return kept


def test_every_count_is_what_the_rows_say_one_by_one(house, press, time, elsewhere, figures):
    village, of_other = press.place("CI260401-02"), elsewhere
    campaign, now = started(house, press, time), time()
    places = [village, press.place("CI260404"), press.place("CI2604"), of_other, NOWHERE]
    kept = some_rows(house, campaign, places, now)

    told = figures(campaign.number)

    rows = [row for row, _ in kept]
    assert told["status"] == Counter(row.status for row in rows)
    department = {place: str(press.place("CI2604")) for place in places[:3]}
    department |= {of_other: str(press.place("CI2699")), NOWHERE: ""}
    assert told["departments"] == nested((department[row.place_id], row.status) for row in rows)
    below = {village: str(press.place("CI260401")), places[1]: str(places[1]),
             of_other: str(press.place("CI269901"))}  # fmt: skip
    assert told["sub_prefectures"] == nested(
        (below.get(row.place_id, ""), row.status) for row in rows
    )
    assert told["operators"] == nested((row.operator, row.status) for row in rows)
    assert told["wordings"] == nested((row.wording, row.status) for row in rows)
    went = [row for row in rows if row.sent_at]
    assert {hour: each["went"] for hour, each in told["hours"].items()} == Counter(
        str(row.sent_at.astimezone(FAR).hour) for row in went
    )
    assert sum(each["delivered"] for each in told["hours"].values()) == told["status"]["delivered"]
    failed = [row for row in rows if row.status in ("undelivered", "uncertain")]
    assert told["reasons"] == Counter(row.reason or "" for row in failed)
    for currency in ("XOF", "KES"):
        paid = [row for row in went if row.currency == currency]
        assert told["costs"][currency] == {
            "parts": sum(row.segments for row in paid), "price": sum(row.price for row in paid),
        }  # fmt: skip
    assert told["opt_outs"] == Counter(
        row.wording for row, said in kept
        if row.sent_at and said and row.status != "undelivered"
        and row.sent_at <= said <= row.sent_at + timedelta(days=results.CAUSED)
    )  # fmt: skip


def nested(pairs):
    """Pairs, counted two deep."""
    told = {}
    for (key, status), count in Counter(pairs).items():
        told.setdefault(key, {})[status] = count
    return told


def test_answers_and_reports_are_compared_where_it_went_and_elsewhere(
    house, press, time, elsewhere, figures
):
    campaign = started(house, press, time)
    start, here, there = campaign.started_at, press.place("CI2604"), press.place("CI2699")
    with house.database.transaction() as session:
        row = Recipient(
            person_id=uuid.uuid4(),
            campaign_id=campaign.id,
            is_member=False,
            phone_index="p",
            operator="mtn",
            language="fr",
            wording="a",
            is_first=False,
            place_id=press.place("CI260401-02"),
            status="sent",
            sent_at=start,
        )
        session.add(row)
        for department, days, right in (
            (here, -29, True), (here, -1, False), (here, 0, True), (here, 27, True),
            (there, -2, True), (there, 1, False), (None, 2, True), (here, 28, True),
        ):  # fmt: skip
            answered(session, "LOAD", right, department, start + days * DAY)
        answered(session, "PEST", True, here, start + DAY)
        for department, days, concern in (
            (here, -3, "neglect"), (here, 1, "neglect"), (here, 2, "fgm"),
            (there, 5, "neglect"), (there, 40, "neglect"),
        ):  # fmt: skip
            reported(session, press, concern, department, start + days * DAY)

    told = figures(campaign.number)

    assert told["quiz"]["before"] == {
        "reached": {"all": 1, "right": 0}, "others": {"all": 1, "right": 1},
    }  # fmt: skip
    assert told["quiz"]["after"] == {
        "reached": {"all": 2, "right": 2}, "others": {"all": 2, "right": 1},
    }  # fmt: skip
    assert told["reports"] == {"before": {"reached": 1}, "after": {"reached": 1, "others": 1}}


def answered(session, message, right, department_id, at):
    """Somebody answered the question of a message."""
    learning.keep_answer(
        session, uuid.uuid4().hex, message, "a", is_right=right, language="fr",
        department_id=department_id, now=at,
    )  # fmt: skip


def reported(session, press, concern, department_id, at):
    """Somebody reported something."""
    row = Report(
        reference=uuid.uuid4().hex[:12],
        session_key=uuid.uuid4().hex,
        channel="ussd",
        phone_index="p",
        status="received",
        stage=1,
        rank=1,
        concern=concern,
        urgency="low",
        language="fr",
        place_id=press.place("CI260401-02"),
        department_id=department_id,
        received_at=at,
        saved_at=at,
    )
    session.add(row)


def test_an_answer_counts_for_the_wording_that_the_phone_had_been_sent(
    house, press, people, figures
):
    phone, other = press.listens(2)
    number = press.approved(message="LOAD", audience=None)
    press.goes()
    keys = house.database.keys
    with house.database.reading() as session:
        since = press.now() - DAY
        behind = learning.campaign_behind(session, keys.phone(phone), "LOAD", since)
        assert behind == (press.campaign(number).id, "a")
        assert learning.campaign_behind(session, keys.phone(phone), "PEST", since) is None
        assert learning.campaign_behind(session, keys.phone(other), "LOAD", press.now()) is None
        assert learning.campaign_behind(session, "nobody", "LOAD", since) is None
    with house.database.transaction() as session:
        learning.keep_answer(
            session, "mark", "LOAD", "a", is_right=True, language="fr", department_id=None,
            now=press.now(), behind=behind,
        )  # fmt: skip

    assert figures(number)["quiz"]["wordings"] == {"a": {"all": 1, "right": 1}}
    with house.database.reading() as session:
        kept = session.scalars(select(QuizAnswer)).one()
    assert keys.phone(phone) not in str(vars(kept))


@on_sqlite
def test_the_clock_counts_what_runs_and_what_ended_lately(house, press, time, clock):
    press.listens(3)
    number = press.approved()
    press.goes()

    clock.tick()
    first = press.campaign(number)
    assert first.figures["status"] == {"sent": 3}
    clock.tick()
    assert press.campaign(number).figured_at == first.figured_at
    time.passes(minutes=11)
    clock.tick()
    second = press.campaign(number)
    assert second.figured_at > first.figured_at
    time.passes(days=10)
    clock.tick()
    third = press.campaign(number)
    time.passes(hours=2)
    clock.tick()
    assert press.campaign(number).figured_at == third.figured_at > second.figured_at
    time.passes(days=30)
    clock.tick()
    assert press.campaign(number).figured_at == third.figured_at


@on_sqlite
def test_a_campaign_that_never_began_has_nothing_to_compare(house, press):
    number = press.approved()

    with house.database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.number == number)).one()
        told = results.of_campaign(session, campaign, Asked(FAR, ()))

    assert told["status"] == {}
    assert "quiz" not in told
