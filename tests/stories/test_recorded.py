"""Conversations recorded on the simulator, played again: each screen is what it was."""

import re
from pathlib import Path

import pytest

from gateway import create_app
from gateway.demo_data import folder
from gateway.imports import import_committees, import_members, import_places, import_services
from gateway.settings import Settings
from gateway.simulator.stories import INDENT, veiled
from gateway.wiring import wire
from notifications.delivery import Postman
from tests.conftest import TOKEN
from tests.people import Caller

pytestmark = pytest.mark.stories

RECORDED = sorted(Path(__file__).with_name("recorded").glob("*.txt"))


@pytest.fixture
def demo_house(variables, time):
    """The house as the demo furnishes it."""
    parts = wire(Settings.from_env(variables))
    parts.world.clock = time
    import_places(parts.database, folder() / "places.csv")
    import_committees(parts.database, folder() / "committees.csv")
    import_members(parts.database, folder() / "members.csv")
    import_services(parts.database, folder() / "services.csv")
    yield parts
    parts.redis.close()
    parts.database.close()


def beats(story):
    """Each thing somebody did, and the lines they saw then."""
    found = []
    for line in story.read_text(encoding="utf-8").splitlines():
        if line.startswith(INDENT):
            found[-1][1].append(line.removeprefix(INDENT))
        elif line and not line.startswith("#"):
            found.append((line, []))
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("story", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_conversation_goes_as_it_went(demo_house, channel, time, story):
    settings = demo_house.settings
    postman = Postman(demo_house.database, channel, settings.lease, settings.at_deadline, time)
    client, phones, receipt = create_app(demo_house).test_client(), {}, ""

    for deed, seen in beats(story):
        number, verb, said = deed.split(" ", 2)
        phone = phones.setdefault(number, Caller(client, TOKEN, number, postman, channel))
        if verb == "reçoit":
            assert said in [f"« {veiled(text)} »" for text in phone.sms]
            continue
        if verb == "écrit":
            phone.texts(said.strip("« »"))
            continue
        if verb == "compose":
            phone.dials_code(said)
        else:
            code = re.findall(r"code est (\d+)", " ".join(phone.sms))
            phone.types({"le code du signalement": receipt, "le code du SMS": (code or [""])[-1]}
                        .get(said, said))  # fmt: skip
        found = re.search(r"\d{4} \d{4} \d{4}", phone.screen)
        receipt = found[0].replace(" ", "") if found else receipt
        shown = veiled(phone.screen).splitlines() + ([] if phone.is_open else ["(fin)"])
        assert shown == seen, deed


def test_there_are_recorded_conversations():
    assert len(RECORDED) >= 2
