"""Where each setting comes from, what is wrong with it, and what may be printed of it."""

import pytest

from storage.settings import (
    FILE,
    STORAGE,
    Setting,
    environment,
    one_of,
    read,
    whole_number,
    write_file,
)

MODE = Setting("VEILLE_MODE", "", "production", check=one_of("demo", "production"))
KEY = Setting("AT_API_KEY", "", None, secret=True)
SPOKEN = Setting("LANGUAGE", "", "fr")


@pytest.fixture
def home(tmp_path):
    """An instance folder with a settings file in it."""
    (tmp_path / FILE).write_text(
        "# comment = not a setting\n\nVEILLE_MODE = demo\nAT_API_KEY=a=b=c\nnonsense\n"
    )
    return {"VEILLE_HOME": str(tmp_path)}


def test_the_environment_goes_before_the_file(home):
    (found,) = read([MODE], {**home, "VEILLE_MODE": "production"})

    assert (found.value, found.source, found.wrong) == ("production", "environment", "")


def test_the_file_goes_before_the_default(home):
    (found,) = read([MODE], home)

    assert (found.value, found.source) == ("demo", "settings.env")


def test_a_value_may_hold_the_sign_of_equality(home):
    (found,) = read([KEY], home)

    assert found.value == "a=b=c"


def test_what_nobody_set_has_its_default(home):
    (found,) = read([SPOKEN], home)

    assert (found.value, found.source, found.wrong) == ("fr", "default", "")


def test_a_house_without_a_settings_file_has_the_environment_only(tmp_path):
    values, sources = environment({"VEILLE_HOME": str(tmp_path), "X": "1"})

    assert values == {"VEILLE_HOME": str(tmp_path), "X": "1"}
    assert sources["X"] == "environment"


def test_comments_and_nonsense_in_the_file_are_not_settings(home):
    values, _ = environment(home)

    assert set(values) == {"VEILLE_HOME", "VEILLE_MODE", "AT_API_KEY"}


@pytest.mark.parametrize("given", [{}, {"AT_API_KEY": ""}])
def test_what_must_be_given_is_missed(tmp_path, given):
    (found,) = read([KEY], {"VEILLE_HOME": str(tmp_path), **given})

    assert (found.source, found.wrong) == ("missing", "is not set")


def test_an_empty_value_is_as_good_as_none(tmp_path):
    (found,) = read([MODE], {"VEILLE_HOME": str(tmp_path), "VEILLE_MODE": ""})

    assert (found.value, found.source, found.wrong) == ("production", "default", "")


def test_a_value_that_is_not_allowed_says_which_are(tmp_path):
    (found,) = read([MODE], {"VEILLE_HOME": str(tmp_path), "VEILLE_MODE": "prod"})

    assert found.wrong == "must be one of demo, production"


@pytest.mark.parametrize("value", ["1", "10", "7"])
def test_a_whole_number_within_bounds_is_taken(value):
    assert whole_number(1, 10)(value) == ""


@pytest.mark.parametrize("value", ["", "0", "11", "-1", "1.5", "x", "٣", "²", "1e1", " 7"])
def test_what_is_no_whole_number_within_bounds_is_refused(value):
    assert whole_number(1, 10)(value) == "must be a whole number from 1 to 10"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("", ""),
        ("short", "…"),
        ("sixteen-signs-xx", "…"),
        ("a-secret-of-more-signs", "a-s… (22 signs)"),
    ],
)
def test_a_secret_is_shown_only_so_far_as_to_recognise_it(tmp_path, secret, shown):
    (found,) = read([KEY], {"VEILLE_HOME": str(tmp_path), "AT_API_KEY": secret})

    assert found.shown == shown


def test_the_password_in_the_database_s_address_is_not_shown(tmp_path):
    url = "postgresql://veille:s3cret-pass@db.example/veille"
    found = read(STORAGE, {"VEILLE_HOME": str(tmp_path), "DATABASE_URL": url})

    assert not any("s3cret-pass" in reading.shown for reading in found)


@pytest.mark.parametrize(
    ("url", "is_right"),
    [
        ("", True),
        ("postgresql://u@h/d", True),
        ("postgresql+psycopg://u@h/d", True),
        ("sqlite:////var/veille.db", True),
        ("postgres://u@h/d", False),
        ("mysql://u@h/d", False),
        ("veille.db", False),
    ],
)
def test_only_databases_we_run_on_are_taken(tmp_path, url, is_right):
    readings = read(STORAGE, {"VEILLE_HOME": str(tmp_path), "DATABASE_URL": url})
    found = next(reading for reading in readings if reading.setting.name == "DATABASE_URL")

    assert (found.wrong == "") is is_right


def test_a_settings_file_we_wrote_is_read_back_and_is_its_owner_s_alone(tmp_path):
    write_file(tmp_path, {"VEILLE_MODE": "demo", "AT_API_KEY": "clé=x"})

    values, _ = environment({"VEILLE_HOME": str(tmp_path)})
    assert (values["VEILLE_MODE"], values["AT_API_KEY"]) == ("demo", "clé=x")
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_settings_file_that_others_could_read_is_closed_when_it_is_written(tmp_path):
    (tmp_path / FILE).touch(mode=0o644)

    write_file(tmp_path, {"AT_API_KEY": "secret"})

    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
