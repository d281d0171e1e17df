"""The settings of sending: good ones are understood, bad ones are refused with a word for it."""

from datetime import timedelta

import pytest

from menus.triage import URGENCIES
from notifications.settings import NOTIFICATIONS, Times, times_of
from storage.settings import read

BY_NAME = {setting.name: setting for setting in NOTIFICATIONS}
GIVEN = {"AT_USERNAME": "veille", "AT_API_KEY": "key"}


def wrong_with(home, name, value):
    """What is wrong with a value of a setting, as `veille check` would say it."""
    readings = read(NOTIFICATIONS, {"VEILLE_HOME": str(home), **GIVEN, name: value})
    (reading,) = (reading for reading in readings if reading.setting.name == name)
    return reading.wrong


def minutes(count):
    return timedelta(minutes=count)


def test_the_times_are_those_of_the_design():
    assert times_of(BY_NAME["ANSWER_TIMES"].default) == {
        "critical": Times(minutes(15), timedelta(hours=1)),
        "high": Times(timedelta(hours=4), timedelta(hours=12)),
        "medium": Times(timedelta(hours=24), timedelta(hours=72)),
        "low": Times(timedelta(hours=72), timedelta(days=7)),
    }


def test_times_are_read_in_any_order_and_across_lines():
    found = times_of("low=1d/2d\n medium=3h/4h\thigh=5m/6h   critical=1m/9999d")

    assert set(found) == set(URGENCIES)
    assert found["high"] == Times(minutes(5), timedelta(hours=6))
    assert found["critical"].next_level == timedelta(days=9999)


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "critical=15m/1h",
        "critical=15m/1h high=4h/12h medium=24h/72h",
        "critical=15m/1h high=4h/12h medium=24h/72h low=72h/7d urgent=1m/2m",
        "critical=15m high=4h/12h medium=24h/72h low=72h/7d",
        "critical=15m/ high=4h/12h medium=24h/72h low=72h/7d",
        "critical=/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=15m/1h/2h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=15/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=15s/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=0m/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=-15m/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=1.5h/2h high=4h/12h medium=24h/72h low=72h/7d",
        "critical=15M/1H high=4h/12h medium=24h/72h low=72h/7d",
        "critical=99999d/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical = 15m/1h high=4h/12h medium=24h/72h low=72h/7d",
        "critical:15m/1h high:4h/12h medium:24h/72h low:72h/7d",
    ],
)
def test_times_that_cannot_be_read_are_refused_when_the_house_is_set_up(text, tmp_path):
    with pytest.raises(ValueError, match=r"one entry for each|is not a time"):
        times_of(text)

    assert wrong_with(tmp_path, "ANSWER_TIMES", text)


@pytest.mark.parametrize(
    "zone",
    [
        "Africa/Abijan",
        "Nowhere/Land",
        "..",
        "/etc/passwd",
        "Africa",
        "Abidjan\0",
        "é",
        "GMT+25",
    ],
)
def test_a_place_that_has_no_time_zone_is_refused_with_a_word_for_it(zone, tmp_path):
    assert "not a time zone" in wrong_with(tmp_path, "TIMEZONE", zone)


@pytest.mark.parametrize("zone", ["Africa/Abidjan", "Europe/Paris", "UTC"])
def test_a_time_zone_is_taken(zone, tmp_path):
    assert wrong_with(tmp_path, "TIMEZONE", zone) == ""


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("REDIS_URL", "redis://127.0.0.1:6379/0", True),
        ("REDIS_URL", "rediss://queue.example:6380/1", True),
        ("REDIS_URL", "unix:///run/valkey.sock", True),
        ("REDIS_URL", "127.0.0.1:6379", False),
        ("REDIS_URL", "http://127.0.0.1", False),
        ("AT_API_BASE", "", True),
        ("AT_API_BASE", "https://api.example", True),
        ("AT_API_BASE", "http://127.0.0.1:5599", True),
        ("AT_API_BASE", "api.africastalking.com", False),
        ("AT_API_BASE", "ftp://api.example", False),
        ("AT_USERNAME", "", False),
        ("AT_API_KEY", "", False),
        ("AT_SENDER_ID", "", True),
        ("AT_DEADLINE", "1", True),
        ("AT_DEADLINE", "60", True),
        ("AT_DEADLINE", "0", False),
        ("AT_DEADLINE", "61", False),
        ("AT_DEADLINE", "1.5", False),
        ("AT_DEADLINE", "٥", False),
        ("LEASE_SECONDS", "0", False),
        ("LEASE_SECONDS", "601", False),
        ("SWEEP_SECONDS", "10", True),
        ("SWEEP_SECONDS", "soon", False),
        ("DRAFT_IDLE_MINUTES", "1441", False),
        ("SMS_TWO_WAY", "true", True),
        ("SMS_TWO_WAY", "yes", False),
    ],
)
def test_a_setting_is_taken_or_refused(name, value, fits, tmp_path):
    assert (wrong_with(tmp_path, name, value) == "") is fits


def test_every_default_passes_its_own_check():
    checked = [s for s in NOTIFICATIONS if s.default is not None and s.check]

    assert checked
    assert {s.name: s.check(s.default) for s in checked if s.check(s.default)} == {}


def test_what_opens_the_account_or_the_queue_is_never_shown(tmp_path):
    url = "redis://:hunter2hunter2@queue.example:6379/0"
    given = {
        "VEILLE_HOME": str(tmp_path),
        **GIVEN,
        "AT_API_KEY": "atsk_0123456789",
        "REDIS_URL": url,
    }
    shown = " ".join(reading.shown for reading in read(NOTIFICATIONS, given))

    assert "hunter2" not in shown
    assert "0123456789" not in shown
