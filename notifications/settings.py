"""Settings of sending: the provider, Redis, and the times after which somebody is asked again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from menus.triage import URGENCIES
from notifications.campaign_hours import hours_of
from notifications.pace import rates_of
from notifications.prices import prices_of
from storage.settings import Setting, one_of, whole_number

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d{1,4})([mhd])")


@dataclass(frozen=True)
class Times:
    """How long a committee has: until it is reminded, until the next level is told."""

    remind: timedelta
    next_level: timedelta


@dataclass(frozen=True)
class Outcomes:
    """How long a committee that has a report may take: until it is asked what was done, and how
    often it is asked again."""

    first: timedelta
    again: timedelta


Night = tuple[time, time]  # when it falls, when morning comes, in local time


def times_of(text: str) -> Mapping[str, Times]:
    """Read `critical=15m/1h high=4h/12h …`, one entry for each urgency."""
    found = {urgency: Times(*spans) for urgency, spans in _spans(text)}
    for urgency, times in found.items():
        if times.remind >= times.next_level:
            raise ValueError(f"{urgency}: the reminder must come before the next level is told")
    return found


def outcomes_of(text: str) -> Mapping[str, Outcomes]:
    """Read `critical=24h/24h high=72h/48h …`, one entry for each urgency."""
    return {urgency: Outcomes(*spans) for urgency, spans in _spans(text)}


def night_of(text: str) -> Night:
    """Read `21:00-06:00`."""
    falls, dash, ends = text.partition("-")
    try:
        night = time.fromisoformat(falls.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        dash = ""
    if not dash or any(each.tzinfo for each in night) or night[0] <= night[1]:
        raise ValueError("must look like 21:00-06:00, from an evening to a morning")
    return night


def _spans(text: str) -> list[tuple[str, tuple[timedelta, timedelta]]]:
    found = {}
    for entry in text.split():
        urgency, _, spans = entry.partition("=")
        first, _, second = spans.partition("/")
        if urgency in found:
            raise ValueError(f"{urgency} is there twice")
        found[urgency] = (_span(first), _span(second))
    if set(found) != set(URGENCIES):
        raise ValueError(f"needs one entry for each of {', '.join(reversed(URGENCIES))}")
    return list(found.items())


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if not found or not int(found[1]):
        raise ValueError(f"{text!r} is not a time such as 15m, 4h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def read_by(reader: Callable[[str], object]) -> Callable[[str], str]:
    """A check that says what a reader has against a text."""

    def check(text: str) -> str:
        try:
            reader(text)
        except ValueError as wrong:
            return str(wrong)
        return ""

    return check


def _zone(name: str) -> str:
    try:
        ZoneInfo(name or "?")
    except (KeyError, ValueError, OSError):
        return "is not a time zone, such as Africa/Abidjan"
    return ""


def _address(value: str) -> str:
    fits = not value or value.startswith(("http://", "https://"))
    return "" if fits else "must start with http:// or https://"


def _redis(value: str) -> str:
    fits = value.startswith(("redis://", "rediss://", "unix://"))
    return "" if fits else "must start with redis://, rediss:// or unix://"


NOTIFICATIONS = (
    Setting(
        "REDIS_URL",
        "Redis or Valkey, which wakes workers and remembers calls under way",
        "redis://127.0.0.1:6379/0",
        secret=True,
        check=_redis,
    ),
    Setting(
        "SMS_CHANNEL",
        "who carries our SMS: africastalking or kannel",
        "africastalking",
        check=one_of("africastalking", "kannel"),
    ),
    Setting(
        "SECOND_SMS_CHANNEL",
        "who takes over when the first is slow or fails: kannel, africastalking; empty = nobody",
        "",
        check=one_of("", "kannel", "africastalking"),
    ),
    Setting("KANNEL_URL", "where Kannel's sendsms is: http://127.0.0.1:13013", "", check=_address),
    Setting("KANNEL_USERNAME", "the sendsms user at Kannel", ""),
    Setting("KANNEL_PASSWORD", "the sendsms password at Kannel", "", secret=True),
    Setting("KANNEL_SENDER", "the number or name that SMS come from through Kannel", ""),
    Setting(
        "PUBLIC_URL",
        "the address at which Kannel reaches us for delivery reports",
        "",
        check=_address,
    ),
    Setting("AT_USERNAME", "the account's name at the provider (`sandbox` to try)"),
    Setting("AT_API_KEY", "the account's API key", secret=True),
    Setting(
        "AT_API_BASE",
        "where the provider's API is; empty = the provider's own hosts",
        "",
        check=_address,
    ),
    Setting("AT_SENDER_ID", "the registered name that SMS come from; empty = the provider's", ""),
    Setting(
        "AT_DEADLINE",
        "seconds that one call to the provider may take in all",
        "15",
        check=whole_number(1, 60),
    ),
    Setting(
        "AT_CAMPAIGN_SENDER_ID",
        "the name registered for campaigns, where the law wants another than that of alerts; "
        "empty = the same",
        "",
    ),
    Setting(
        "CAMPAIGN_HOURS",
        "when campaigns may go out, in local time; the law of the country sets it",
        "08:00-19:00",
        check=read_by(hours_of),
    ),
    Setting(
        "CAMPAIGN_PRICES",
        "what one part of an SMS costs with each company, and in which currency",
        "XOF orange=12 mtn=12 moov=14 other=25",
        check=read_by(prices_of),
    ),
    Setting(
        "CAMPAIGN_BUDGET",
        "how much all campaigns of a month may cost, in that currency; 0 = no limit",
        "0",
        check=whole_number(0, 10**9),
    ),
    Setting(
        "CAMPAIGN_PACE",
        "how many campaign messages a second may go to each company; 0 = no limit",
        "orange=40 mtn=40 moov=40 other=40",
        check=read_by(rates_of),
    ),
    Setting(
        "CAMPAIGN_SUFFIX",
        "what the provider itself adds to the first SMS that a phone gets from us, to be counted",
        "",
    ),
    Setting(
        "LOW_BALANCE",
        "below which amount on the provider's account its operators are told; 0 = never",
        "0",
        check=whole_number(0, 10**9),
    ),
    Setting(
        "LEASE_SECONDS",
        "how long a worker may hold a message before another takes it over",
        "60",
        check=whole_number(1, 600),
    ),
    Setting(
        "SWEEP_SECONDS",
        "how often the clock looks for messages that nobody was woken for",
        "10",
        check=whole_number(1, 60),
    ),
    Setting(
        "DRAFT_IDLE_MINUTES",
        "after how long an unfinished report is sent as incomplete",
        "10",
        check=whole_number(1, 1440),
    ),
    Setting(
        "ANSWER_TIMES",
        "for each urgency: when a committee is reminded / when the next level is told",
        "critical=15m/1h high=4h/12h medium=24h/72h low=72h/7d",
        check=read_by(times_of),
    ),
    Setting(
        "OUTCOME_TIMES",
        "for each urgency: when a committee is asked what was done / how often it is asked again",
        "critical=24h/24h high=72h/48h medium=14d/7d low=30d/14d",
        check=read_by(outcomes_of),
    ),
    Setting(
        "NIGHT_HOURS",
        "when nobody is written to about what is not critical, in local time",
        "21:00-06:00",
        check=read_by(night_of),
    ),
    Setting("TIMEZONE", "the local time of nights and mornings", "Africa/Abidjan", check=_zone),
    Setting(
        "SMS_TWO_WAY",
        "whether people can answer our SMS (a two-way short code): true or false",
        "false",
        check=one_of("true", "false"),
    ),
)
