"""The command `veille`, as an operator meets it."""

import shutil

import pytest
from click.testing import CliRunner

from gateway.cli import main
from gateway.demo.instance import NotADemo, prepare
from gateway.settings import Settings
from menus.words import HERE
from storage.settings import BadSettings
from tests.conftest import TOKEN


@pytest.fixture
def database_url(tmp_path, migrated_file):
    """Commands do the same on any database: one is enough here."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'veille.db')}"


@pytest.fixture
def veille(variables):
    """Run a command with the variables of a test's house."""

    def run(*words, **changed):
        told = {**variables, **changed}
        return CliRunner(env=dict.fromkeys(told, "") | told).invoke(main, words)

    return run


def commands(group, *path):
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, *path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_every_command_teaches_what_it_does(path):
    done = CliRunner().invoke(main, [*path, "--help"])

    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4


def test_check_shows_every_setting_where_it_came_from_and_no_secret(veille, house):
    done = veille("check")

    assert done.exit_code == 0, done.output
    assert "AT_CALLBACK_SECRETS" in done.output
    assert "environment" in done.output
    assert "default" in done.output
    assert TOKEN not in done.output
    assert "test-key" not in done.output
    assert house.settings.service_code in done.output


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("AT_API_KEY", "", "is not set"),
        ("AT_USERNAME", "", "is not set"),
        ("SERVICE_CODE", "384", "must look like"),
        ("AT_CALLBACK_SECRETS", "short", "is weak"),
        ("AT_CALLBACK_SECRETS", ",".join(["a" * 40] * 3), "one token, or two"),
        ("AT_CALLBACK_SECRETS", "/" * 40, "stands in an address"),
        ("REDIS_URL", "http://x", "must start with redis"),
        ("DATABASE_URL", "mysql://x", "must start with postgresql"),
        ("DEFAULT_LANGUAGE", "xx", "must be one of"),
        ("ANSWER_TIMES", "critical=now", "is not a time"),
        ("TIMEZONE", "Mars/Base", "is not a time zone"),
        ("LEASE_SECONDS", "5", "longer than AT_DEADLINE"),
        ("SMS_TWO_WAY", "perhaps", "must be one of"),
        ("PORT", "0", "whole number"),
        ("VEILLE_KEYS", "seal:a:AAAA", "VEILLE_KEYS"),
        ("VEILLE_KEYS", "rubbish", "VEILLE_KEYS"),
        ("AT_API_BASE", "ftp://x", "must start with http"),
    ],
)
def test_a_missing_or_weak_value_stops_the_process_with_its_name(
    veille, variables, name, value, complaint
):
    with pytest.raises(BadSettings, match=name) as stopped:
        Settings.from_env({**variables, name: value})

    assert complaint in str(stopped.value)
    done = veille("check", **{name: value})
    assert done.exit_code == 1
    assert name in done.output


def test_production_speaks_to_the_provider_only_over_tls(variables):
    plain = {**variables, "VEILLE_MODE": "production", "AT_API_BASE": "http://example.org"}

    with pytest.raises(BadSettings, match="AT_API_BASE must be https"):
        Settings.from_env(plain)


@pytest.mark.parametrize("command", [["upgrade"], ["clock"], ["worker", "alerts"], ["serve"]])
def test_nothing_starts_without_its_settings(veille, command):
    done = veille(*command, AT_API_KEY="")

    assert done.exit_code == 1
    assert "AT_API_KEY is not set" in done.output
    assert "Traceback" not in done.output


def test_keys_are_made_once_and_never_written_over(veille, tmp_path):
    home = tmp_path / "new"

    first = veille("keys", "new", "--home", str(home))
    again = veille("keys", "new", "--home", str(home))

    assert first.exit_code == 0
    assert (home / "keys").stat().st_mode & 0o777 == 0o600
    assert again.exit_code == 1
    assert "never written over" in again.output


def test_places_committees_and_members_are_imported_from_files(veille, tmp_path):
    def given(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    places = given("p.csv", "code,level,name,parent_code\nCI,country,Côte d'Ivoire,\n")
    desks = given("c.csv", "code,level,place_code,name\nNAT,national,CI,Coordination\n")
    people = given(
        "m.csv", "committee_code,name,phone,role\nNAT,Awa K.,07 01 02 03 09,coordinator\n"
    )

    assert "1 new, 0 changed, 0 unchanged" in veille("places", "import", places).output
    assert "1 new" in veille("committees", "import", desks).output
    assert "1 new" in veille("members", "import", people).output
    assert "0 new, 0 changed, 1 unchanged" in veille("members", "import", people).output


def test_a_bad_file_is_refused_with_its_line_and_reason(veille, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("code,level,name,parent_code\nX,hamlet,Y,\n", encoding="utf-8")

    done = veille("places", "import", str(path))

    assert done.exit_code == 1
    assert "line 2" in done.output
    assert "Traceback" not in done.output


def test_the_menus_are_checked_and_drawn(veille, tmp_path):
    page = tmp_path / "menus.md"

    assert "each fits" in veille("menus", "check").output
    assert veille("menus", "draw", "--to", str(page)).exit_code == 0
    assert "```mermaid" in page.read_text()


def test_the_check_tells_what_the_conversation_is_like_in_each_language(veille):
    said = veille("menus", "check").output

    for heading in ("Screens", "Most keys", "Septets left", "Tightest", "Questions to a report"):
        assert heading in said
    assert "when the village" in said


def test_one_broken_word_in_a_copy_fails_the_check_by_screen_and_language(veille, tmp_path):
    folder = tmp_path / "locales"
    shutil.copytree(HERE, folder)
    page = folder / "en" / "ussd.toml"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('"What danger?"', '"What dâänger?"'), encoding="utf-8")

    done = veille("menus", "check", "--words", str(folder))

    assert done.exit_code == 1
    assert "en, ussd.danger.text: phones cannot show 'â'" in done.output


def test_words_go_out_to_a_translator_and_come_back_into_a_draft(veille, tmp_path):
    table = veille("words", "export", "--language", "fr").output
    file = tmp_path / "fr.csv"
    file.write_text(table.replace("Protégeons nos enfants", "Pour nos enfants"), encoding="utf-8")

    assert "1 text(s) changed" in veille("words", "import", str(file)).output
    assert "Pour nos enfants" in veille("words", "show").output
    assert "heard now" in veille("words", "publish", "--note", "plus court", "--yes").output
    assert "published" in veille("words", "list").output
    assert "heard now" in veille("words", "rollback", "0", "--yes").output


def test_a_draft_is_dialled_in_the_terminal(veille):
    veille("words", "draft", "--set", "fr", "ussd.home.text", "Pour nos enfants")

    said = veille("words", "preview").output

    assert "Pour nos enfants" in said
    assert "1 Signaler un danger" in said


def test_a_draft_that_cannot_be_is_refused_and_nothing_is_kept(veille):
    done = veille("words", "draft", "--set", "fr", "ussd.home.text", "Forêt")

    assert done.exit_code == 1
    assert "phones cannot show 'ê'" in done.output
    assert "were ever changed" in veille("words", "list").output


def test_kannel_needs_its_own_settings_and_no_account_elsewhere(veille):
    done = veille("check", SMS_CHANNEL="kannel", AT_USERNAME="", AT_API_KEY="")

    assert done.exit_code == 1
    assert "KANNEL_URL is not set" in done.output
    assert "AT_USERNAME is not set" not in done.output


def test_a_phone_without_its_simulator_says_so(veille):
    done = veille("phone", "0701020304")

    assert done.exit_code == 1
    assert "does not answer" in done.output


def test_a_phone_needs_a_number(veille):
    assert "not a phone number" in veille("phone", "bonjour").output


def test_the_demo_keeps_away_from_a_house_in_use(tmp_path):
    (tmp_path / "settings.env").write_text("VEILLE_MODE=production\n")

    with pytest.raises(NotADemo):
        prepare(tmp_path)


def test_the_demo_keeps_its_secrets_from_one_start_to_the_next(tmp_path):
    first, second = prepare(tmp_path, apart=True), prepare(tmp_path, apart=True)

    assert first.variables["AT_CALLBACK_SECRETS"] == second.variables["AT_CALLBACK_SECRETS"]
    assert (tmp_path / "settings.env").stat().st_mode & 0o777 == 0o600
