"""The gateway's settings, and all of them together: read once, frozen, checked at the start.

`production` refuses to start on a missing or weak value; `demo` is what `veille demo` sets up.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.settings_faults import faults, keys_of
from menus.words import Words
from notifications.campaign_hours import Hours, hours_of
from notifications.campaign_money import Terms
from notifications.pace import rates_of
from notifications.prices import UNIT, prices_of
from notifications.rules import Clocks
from notifications.settings import NOTIFICATIONS, night_of, outcomes_of, times_of
from storage.database import url_of
from storage.encryption import Keys
from storage.settings import STORAGE, BadSettings, Setting, one_of, read, whole_number

TOKEN_SIGNS = 32  # least, for a secret that stands in an address


def _tokens(value: str) -> str:
    tokens = value.split(",")
    if len(tokens) > 2:
        return "holds one token, or two while they are being changed"
    if any(len(token.strip()) < TOKEN_SIGNS for token in tokens):
        return f"is weak: at least {TOKEN_SIGNS} signs each (make one: openssl rand -hex 32)"
    if any(not re.fullmatch(r"[A-Za-z0-9_-]+", token.strip()) for token in tokens):
        return "holds letters, digits, - and _ only, because it stands in an address"
    return ""


def _token(value: str) -> str:
    if len(value) < TOKEN_SIGNS or not value.isascii() or not value.isprintable():
        return f"is weak: at least {TOKEN_SIGNS} plain signs (make one: openssl rand -hex 32)"
    return ""


def _service_code(value: str) -> str:
    fits = re.fullmatch(r"\*\d+(\*\d+)*#", value)
    return "" if fits else "must look like *384*225#"


def _language(value: str) -> str:
    known = Words.load().languages
    return "" if value in known else f"must be one of {', '.join(known)}"


GATEWAY = (
    Setting(
        "VEILLE_MODE",
        "production refuses missing or weak values; demo is set up by `veille demo`",
        "production",
        check=one_of("production", "demo"),
    ),
    Setting(
        "AT_CALLBACK_SECRETS",
        "the secret in the addresses the provider calls; two, by comma, while changing it",
        secret=True,
        check=_tokens,
    ),
    Setting("SERVICE_CODE", "the code that people dial", check=_service_code),
    Setting("HELPLINE", "the number for immediate danger, on every first and last screen", "116"),
    Setting("COUNTRY", "the country that local phone numbers belong to", "CI"),
    Setting("DEFAULT_LANGUAGE", "the language spoken to who chose none", "fr", check=_language),
    Setting(
        "METRICS_TOKEN",
        "the bearer token that /metrics asks for; empty = there is no such page",
        "",
        secret=True,
        check=_token,
    ),
    Setting("HOST", "the address the gateway listens on", "127.0.0.1"),
    Setting("PORT", "the port the gateway listens on", "8000", check=whole_number(1, 65535)),
    Setting(
        "TRUSTED_PROXIES",
        "reverse proxies before us, whose X-Forwarded-For is believed; 0 = nobody's",
        "0",
        check=whole_number(0, 3),
    ),
    Setting("WEB_WORKERS", "processes that answer; one a core", "1", check=whole_number(1, 64)),
    Setting(
        "WEB_THREADS", "calls that one process answers at once", "4", check=whole_number(1, 64)
    ),
)

EVERY = (*STORAGE, *GATEWAY, *NOTIFICATIONS)


@dataclass(frozen=True, repr=False)
class Settings:
    """Every setting, in its own type."""

    mode: str
    home: Path
    database_url: str
    redis_url: str
    keys: Keys
    callback_secrets: tuple[str, ...]
    service_code: str
    helpline: str
    country: str
    default_language: str
    sms_two_way: bool
    sms_channel: str
    second_sms_channel: str
    kannel_url: str
    kannel_username: str
    kannel_password: str
    kannel_sender: str
    public_url: str
    at_username: str
    at_api_key: str
    at_api_base: str
    at_sender_id: str
    at_campaign_sender_id: str
    at_deadline: float
    low_balance: int
    campaign_terms: Terms
    campaign_pace: Mapping[str, int]
    metrics_token: str
    lease: timedelta
    sweep: timedelta
    draft_idle: timedelta
    clocks: Clocks
    zone: ZoneInfo
    host: str
    port: int
    trusted_proxies: int
    web_workers: int
    web_threads: int

    @property
    def call_deadline(self) -> float:
        """Seconds that a call may take in all: two ways to phones are gone one after the other."""
        return self.at_deadline * (2 if self.second_sms_channel else 1)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment and settings.env; raise BadSettings naming all that is wrong."""
        readings = read(EVERY, environ)
        if wrong := faults(readings):
            raise BadSettings("\n".join(wrong))
        return _typed({reading.setting.name: reading.value for reading in readings})


def _clocks(values: Mapping[str, str]) -> Clocks:
    return Clocks(
        times_of(values["ANSWER_TIMES"]),
        outcomes_of(values["OUTCOME_TIMES"]),
        night_of(values["NIGHT_HOURS"]),
    )


def _campaign_terms(values: Mapping[str, str]) -> Terms:
    return Terms(
        Hours(*hours_of(values["CAMPAIGN_HOURS"]), ZoneInfo(values["TIMEZONE"])),
        prices_of(values["CAMPAIGN_PRICES"]),
        int(values["CAMPAIGN_BUDGET"]) * UNIT,
        values["CAMPAIGN_SUFFIX"],
    )


def _typed(values: Mapping[str, str]) -> Settings:
    return Settings(
        mode=values["VEILLE_MODE"],
        home=Path(values["VEILLE_HOME"]),
        database_url=url_of(values["DATABASE_URL"], Path(values["VEILLE_HOME"]).absolute()),
        redis_url=values["REDIS_URL"],
        keys=keys_of(values),
        callback_secrets=tuple(t.strip() for t in values["AT_CALLBACK_SECRETS"].split(",")),
        service_code=values["SERVICE_CODE"],
        helpline=values["HELPLINE"],
        country=values["COUNTRY"],
        default_language=values["DEFAULT_LANGUAGE"],
        sms_two_way=values["SMS_TWO_WAY"] == "true",
        sms_channel=values["SMS_CHANNEL"],
        second_sms_channel=values["SECOND_SMS_CHANNEL"],
        kannel_url=values["KANNEL_URL"],
        kannel_username=values["KANNEL_USERNAME"],
        kannel_password=values["KANNEL_PASSWORD"],
        kannel_sender=values["KANNEL_SENDER"],
        public_url=values["PUBLIC_URL"].rstrip("/"),
        at_username=values["AT_USERNAME"],
        at_api_key=values["AT_API_KEY"],
        at_api_base=values["AT_API_BASE"],
        at_sender_id=values["AT_SENDER_ID"],
        at_campaign_sender_id=values["AT_CAMPAIGN_SENDER_ID"] or values["AT_SENDER_ID"],
        at_deadline=float(values["AT_DEADLINE"]),
        low_balance=int(values["LOW_BALANCE"]),
        campaign_terms=_campaign_terms(values),
        campaign_pace=rates_of(values["CAMPAIGN_PACE"]),
        metrics_token=values["METRICS_TOKEN"],
        lease=timedelta(seconds=int(values["LEASE_SECONDS"])),
        sweep=timedelta(seconds=int(values["SWEEP_SECONDS"])),
        draft_idle=timedelta(minutes=int(values["DRAFT_IDLE_MINUTES"])),
        clocks=_clocks(values),
        zone=ZoneInfo(values["TIMEZONE"]),
        host=values["HOST"],
        port=int(values["PORT"]),
        trusted_proxies=int(values["TRUSTED_PROXIES"]),
        web_workers=int(values["WEB_WORKERS"]),
        web_threads=int(values["WEB_THREADS"]),
    )
