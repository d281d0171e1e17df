"""What reviewers would have to remember, the build remembers."""

import ast
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import gateway
from gateway import guards
from gateway.settings import EVERY, Settings
from gateway.wiring import wire
from gateway.world import EFFECTS
from menus.check import check
from menus.draw import draw
from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.samples import CONSTANTS, WORLD, sample_places
from menus.screens import Effect, End
from menus.triage import CONCERNS
from menus.words import Words
from notifications.queues import QUEUES
from storage import migrate
from tests.conftest import TOKEN

ROOT = Path(__file__).parents[2]
ROOMS = ("menus", "storage", "notifications", "gateway")
OPEN_DOORS = {"health", "static"}  # what tells nothing about anybody


def sources(*rooms):
    for room in rooms or ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            yield path, path.read_text(encoding="utf-8")


def test_each_room_is_entered_only_from_the_rooms_above():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "rooms"),
    [
        ("flask", ("menus", "storage", "notifications")),
        ("redis", ("menus", "storage")),
        ("rq", ("menus", "storage", "gateway")),
        ("sqlalchemy", ("menus",)),
    ],
)
def test_a_library_is_used_only_in_the_rooms_it_belongs_to(module, rooms):
    wanted = re.compile(rf"^\s*(?:from|import) {module}\b", re.MULTILINE)

    assert [path for path, text in sources(*rooms) if wanted.search(text)] == []


def test_the_menus_touch_no_world():
    forbidden = {"time", "random", "secrets", "os", "socket", "requests", "logging", "datetime"}

    for path, text in sources("menus"):
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", None) or node.names[0].name]
        }
        assert not imported & forbidden, path


def test_the_environment_is_read_by_the_settings_and_the_demo_alone():
    readers = {
        path.relative_to(ROOT).as_posix() for path, text in sources() if "os.environ" in text
    }

    assert readers <= {"storage/settings.py", "gateway/demo/instance.py",
                       "gateway/demo/processes.py", "gateway/demo/scene.py"}  # fmt: skip


def test_every_door_is_guarded_or_known_to_be_open(house):
    app = gateway.create_app(house)

    for rule in app.url_map.iter_rules():
        room = rule.endpoint.partition(".")[0]
        blueprint = app.blueprints.get(room)
        watched = blueprint.before_request_funcs.get(None, []) if blueprint else []
        asks_the_policy = hasattr(app.view_functions[rule.endpoint], "allows")
        is_guarded = guards.provider in watched or guards.watcher in watched
        assert asks_the_policy or room in OPEN_DOORS or is_guarded, rule


def test_the_procfile_starts_every_queue_and_nothing_else():
    lines = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text().strip().splitlines()
    )

    assert {n: c for n, c in lines.items() if " worker " in c} == {
        queue: f"veille worker {queue}" for queue in QUEUES
    }
    assert set(lines) == {"release", "web", "clock", *QUEUES}


def test_every_screen_fits_leads_somewhere_and_has_its_words_in_every_language():
    assert check(Words.load()).faults == []


def test_every_screen_can_come_to_an_end_or_go_back():
    words = Words.load()
    menu = Menu(CONVERSATION, words, sample_places(departments=1), CONSTANTS)
    ways = check(words).ways
    able = {screen.name for screen in CONVERSATION if isinstance(screen, End)}
    for _ in CONVERSATION:
        able |= {name for (name, _code), after in ways.items() if after & able}
        able |= {s.name for s in menu.flow if getattr(s, "back", None) in (*able, "list_alerts")}

    shown = {screen.name for screen in CONVERSATION if not isinstance(screen, Effect)}
    assert shown - able == {"details", "no_service"}  # read, then 0 leads back to the actions


def test_every_effect_of_the_flows_is_carried_out_and_walked():
    effects = {screen.name for screen in CONVERSATION if isinstance(screen, Effect)}

    assert effects == set(EFFECTS) == set(WORLD)


def test_every_concern_has_a_label_in_every_language():
    words = Words.load()

    for language in words.languages:
        assert set(words.voice(language).labels["concern"]) == set(CONCERNS)


def test_the_drawn_conversation_is_the_one_that_is_spoken():
    drawn = (ROOT / "docs" / "menus.md").read_text(encoding="utf-8")

    assert drawn == draw(Words.load()), "run `make menus`"


def test_the_models_are_what_the_migrations_make(house):
    assert migrate.differences(house.database) == ""


def test_every_setting_is_explained(house):
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    for setting in EVERY:
        assert f"`{setting.name}`" in page, setting.name
        assert f"{setting.name}=" in example, setting.name


def test_every_keyword_is_explained():
    page = (ROOT / "docs" / "sms.md").read_text(encoding="utf-8")
    words = Words.load()

    for language in words.languages:
        for spellings in words.voice(language).keywords.values():
            for spelling in spellings:
                assert f"`{spelling}`" in page, spelling


def test_a_weak_setting_stops_production_by_its_name(variables):
    weak = {**variables, "VEILLE_MODE": "production", "AT_CALLBACK_SECRETS": "short"}

    with pytest.raises(Exception, match="AT_CALLBACK_SECRETS is weak"):
        wire(Settings.from_env(weak))


def test_functions_and_modules_stay_short():
    long = []
    for path, text in sources():
        if "/migrations/" in path.as_posix():
            continue
        if text.count("\n") > 250:
            long.append(f"{path.name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 45:
                long.append(f"{path.name}: {node.name}")

    assert long == []


def test_every_public_function_of_the_rooms_says_what_it_is_for():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, text in sources()
        if "/migrations/" not in path.as_posix() and "/simulator/" not in path.as_posix()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]

    assert silent == []


def test_no_log_line_holds_content(house):
    fields = re.compile(r"log\.\w+\((?:[^()]|\([^()]*\))*\)", re.DOTALL)
    private = re.compile(r"\b(?:body|phone|text|recipient|sender|pin|code|receipt|answers)=")

    for path, text in sources("gateway", "notifications", "storage"):
        for call in fields.findall(text):
            assert not private.search(call), f"{path}: {call}"
    assert TOKEN in house.settings.callback_secrets


def test_a_test_cannot_reach_the_outside():
    with socket.socket() as outward, pytest.raises(AssertionError, match="tried to reach"):
        outward.connect(("192.0.2.1", 80))
