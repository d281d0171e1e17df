"""An audience holds exactly whom one would pick by hand, and nobody who said STOP."""

import itertools
import random
import uuid
from collections import Counter
from datetime import date, timedelta

import pytest

from storage import audiences, bulk, contacts, recipient_lists
from storage.audiences import EVERYBODY, MEMBERS, RELAYS, Audience, Split
from storage.database import keys_of
from storage.models import Campaign, CampaignStatus, Contact, Place, Recipient
from storage.models.campaign import NOWHERE
from tests import country

COLUMNS = (
    "id", "phone_index", "language", "role", "operator", "topics", "agreed_at", "opted_out_at",
    "place_id", "sub_prefecture_id", "department_id", "seen_on", "written_at",
)  # fmt: skip
TOPICS = ("school", "work", "report", "workshop", "rep")  # some begin like others
SPLIT = Split(("fr", "bci"), "fr", two_wordings=True, by_place=True, by_first=True)
TODAY = date(2026, 11, 21)
CASES = 60


@pytest.fixture
def crowd(furnished, known, now):
    """People who agreed, or not, or said STOP, by chance; as plain rows."""
    chance = random.Random(11)  # noqa: S311 - the same people each time
    with furnished.transaction() as session:
        parent = known.places["CI26"]
        for code, level in (("CI2699", "department"), ("CI269901", "sub_prefecture"),
                            ("CI269901-01", "village")):  # fmt: skip
            place = Place(id=uuid.uuid4(), code=code, level=level, name=code, parent_id=parent)
            session.add(place)
            session.flush()
            known.places[code] = parent = place.id
        homes = _homes(known.places)
        rows = [_somebody(chance, homes, now) for _ in range(400)]
        bulk.write(session, Contact, COLUMNS, rows)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _homes(places):
    """Where somebody may live: village, sub-prefecture, department."""
    of = places.get
    return [
        (of("CI260401-02"), of("CI260401"), of("CI2604")),
        (of("CI260401-01"), of("CI260401"), of("CI2604")),
        (of("CI260404"), of("CI260404"), of("CI2604")),
        (of("CI2604"), None, of("CI2604")),
        (of("CI269901-01"), of("CI269901"), of("CI2699")),
        (None, None, None),
    ]


def _somebody(chance, homes, now):
    topics = {topic for topic in TOPICS if chance.random() < 0.4}
    return (
        uuid.UUID(int=chance.getrandbits(128)),
        f"{chance.getrandbits(256):064x}",
        chance.choice(("fr", "bci", "dyu", None)),
        chance.choice(("public", "public", "relay")),
        chance.choice(("orange", "mtn", "moov", "other")),
        contacts.framed(topics),
        chance.choice((now, now, now, None)),
        chance.choice((None, None, None, now)),
        *chance.choice(homes),
        chance.choice((None, TODAY, TODAY - timedelta(days=40), TODAY - timedelta(days=400))),
        chance.choice((None, now)),
    )


def asked_by_chance(chance, places):
    """An audience that somebody may choose."""
    return Audience(
        chance.choice((EVERYBODY, RELAYS)),
        tuple(chance.sample(places, chance.choice((0, 0, 1, 2)))),
        chance.choice(("", "", *TOPICS)),
        chance.choice(((), (), ("fr",), ("dyu", "bci"))),
        chance.choice((None, None, TODAY - timedelta(days=100), TODAY)),
    )


def picked(crowd, audience, known):
    """The people of an audience, picked by hand."""
    region = {known.places["CI2604"], known.places["CI2699"]}
    inside = set(audience.places)
    if known.places["CI26"] in inside:
        inside |= region
    return [
        each
        for each in crowd
        if each["agreed_at"] and not each["opted_out_at"]
        and (audience.role != RELAYS or each["role"] == "relay")
        and (not audience.topic or audience.topic in each["topics"].split())
        and (not audience.languages or (each["language"] or "fr") in audience.languages)
        and (not audience.seen_since or (each["seen_on"] or date.min) >= audience.seen_since)
        and (not inside or inside & {
            each["place_id"], each["sub_prefecture_id"], each["department_id"]})
    ]  # fmt: skip


def shares_of(people):
    """The same, counted apart by what their message will be."""
    return Counter(
        (
            each["operator"],
            each["language"] if each["language"] in SPLIT.spoken else SPLIT.default,
            audiences.wording_for(each["phone_index"]),
            each["written_at"] is None,
            each["place_id"],
        )
        for each in people
    )


def test_every_count_is_what_picking_by_hand_gives(furnished, known, crowd):
    chance = random.Random(3)  # noqa: S311
    codes = ["CI26", "CI2604", "CI2699", "CI260401", "CI260404", "CI260401-02", "CI269901-01"]
    places = [known.places[code] for code in codes]
    with furnished.reading() as session:
        for _ in range(CASES):
            audience = asked_by_chance(chance, places)
            shares = audiences.count(session, audiences.reach(session, audience, SPLIT))
            counted = {
                (s.operator, s.language, s.wording, s.is_first, s.place_id): s.people
                for s in shares
            }
            assert counted == shares_of(picked(crowd, audience, known)), audience


def test_who_is_counted_is_who_gets_a_row_in_whatever_slices(furnished, known, crowd, now):
    numbers = itertools.count(1)
    for audience in (
        Audience(),
        Audience(RELAYS, (known.places["CI2604"],)),
        Audience(topic="work", languages=("fr",)),
    ):
        with furnished.transaction() as session:
            number = next(numbers)
            campaign = Campaign(
                number=number, name="c", status=CampaignStatus.APPROVED,
                written_by=known.members[0], written_at=now,
            )  # fmt: skip
            session.add(campaign)
            session.flush()
            asked = audiences.reach(session, audience, SPLIT)
            while recipient_lists.prepare(session, campaign, asked, 37):
                pass
            rows = session.query(Recipient).filter_by(campaign_id=campaign.id).all()
        wanted = picked(crowd, audience, known)
        assert {row.person_id for row in rows} == {each["id"] for each in wanted}
        assert campaign.recipients == len(rows) == len(wanted)
        assert shares_of(wanted) == Counter(
            (row.operator, row.language, row.wording, row.is_first, _home(row)) for row in rows
        )


def _home(row):
    return None if row.place_id == NOWHERE else row.place_id


def test_an_audience_that_is_kept_and_read_again_is_the_same(known):
    audience = Audience(
        RELAYS, (known.places["CI2604"],), "work", ("fr", "bci"), TODAY - timedelta(days=3)
    )

    assert Audience.read(audience.written()) == audience
    assert Audience.read({}) == Audience()


def test_a_place_that_is_gone_is_nobody_not_everybody(furnished, crowd):
    with furnished.reading() as session:
        asked = audiences.reach(session, Audience(places=(uuid.uuid4(),)), SPLIT)

        assert audiences.count(session, asked) == []


def test_whoever_stopped_is_told_apart_in_the_places_of_an_audience(furnished, known, crowd):
    with furnished.reading() as session:
        everywhere = audiences.reach(session, Audience(), SPLIT)
        there = audiences.reach(session, Audience(places=(known.places["CI2699"],)), SPLIT)

        said = [each for each in crowd if each["agreed_at"] and each["opted_out_at"]]
        assert audiences.stopped(session, everywhere) == len(said)
        assert audiences.stopped(session, there) == sum(
            each["department_id"] == known.places["CI2699"] for each in said
        )


def test_members_are_an_audience_of_their_own_and_may_say_stop(furnished, known, now):
    def people(**more):
        with furnished.reading() as session:
            asked = audiences.reach(session, Audience(MEMBERS, **more), Split(("fr",), "fr"))
            return sum(share.people for share in audiences.count(session, asked))

    everybody = len(known.members)
    assert people() == everybody
    assert people(places=(known.places["CI260401-02"],)) == 2
    assert people(places=(known.places["CI26"],)) == everybody - 1  # the coordination is above
    assert people(languages=("en",)) == 0

    with furnished.transaction() as session:
        index = keys_of(session).phone(country.VILLAGE_MEMBER)
        contacts.opt_out(session, index, "sms", now)

    assert people() == everybody - 1
    assert people(places=(known.places["CI260401-02"],)) == 1
