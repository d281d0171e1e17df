"""Settings: where each comes from, what it means, what is wrong with it."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "settings.env"  # in VEILLE_HOME; the environment goes before it


class BadSettings(Exception):
    """Settings that are missing or weak; the message names each and says what to do."""


@dataclass(frozen=True)
class Setting:
    """One variable: its name, what it is for, its default (None: it must be given)."""

    name: str
    explains: str
    default: str | None = None
    secret: bool = False
    check: Callable[[str], str] | None = None  # a value -> what is wrong with it, or ""


@dataclass(frozen=True)
class Reading:
    """One variable as it was found."""

    setting: Setting
    value: str
    source: str  # environment, settings.env, default, missing
    wrong: str

    @property
    def shown(self) -> str:
        """The value as it may be printed."""
        if not self.setting.secret or not self.value:
            return self.value
        return f"{self.value[:3]}… ({len(self.value)} signs)" if len(self.value) > 16 else "…"


def one_of(*allowed: str) -> Callable[[str], str]:
    """A check for a closed set of values."""
    return lambda value: "" if value in allowed else f"must be one of {', '.join(allowed)}"


def whole_number(least: int, most: int) -> Callable[[str], str]:
    """A check for a whole number within bounds."""

    def check(value: str) -> str:
        fits = value.isascii() and value.isdigit() and least <= int(value) <= most
        return "" if fits else f"must be a whole number from {least} to {most}"

    return check


STORAGE = (
    Setting("VEILLE_HOME", "the instance folder: database, keys, spool, settings.env", "instance"),
    Setting(
        "DATABASE_URL",
        "where reports are kept: postgresql://… in production; empty = SQLite in VEILLE_HOME",
        "",
        secret=True,
        check=lambda url: (
            ""
            if not url or url.startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///"))
            else "must start with postgresql:// or sqlite:///"
        ),
    ),
    Setting(
        "VEILLE_KEYS",
        "the keys that seal what is private; empty = the file VEILLE_HOME/keys (mode 0600)",
        "",
        secret=True,
    ),
)


def environment(environ: Mapping[str, str] | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Every variable there is, and where each came from: the environment, then settings.env."""
    given = dict(os.environ if environ is None else environ)
    home = Path(given.get("VEILLE_HOME") or "instance")
    values, sources = {"VEILLE_HOME": str(home)}, {}
    for name, value in _file(home / FILE).items():
        values[name], sources[name] = value, FILE
    for name, value in given.items():
        values[name], sources[name] = value, "environment"
    return values, sources


def read(settings: Sequence[Setting], environ: Mapping[str, str] | None = None) -> list[Reading]:
    """Each setting with its value, its source and what is wrong with it."""
    values, sources = environment(environ)
    return [_reading(setting, values, sources) for setting in settings]


def write_file(home: Path, values: Mapping[str, str]) -> None:
    """Keep settings in the instance folder, readable by its owner alone."""
    path = home / FILE
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    lines = ["# Written by Veille. The environment goes before this file."]
    lines += [f"{name}={value}" for name, value in sorted(values.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _reading(setting: Setting, values: Mapping[str, str], sources: Mapping[str, str]) -> Reading:
    value = values.get(setting.name, "")
    if not value:  # an empty value is as good as none
        if setting.default is None:
            return Reading(setting, "", "missing", "is not set")
        return Reading(setting, setting.default, "default", "")
    wrong = setting.check(value) if setting.check else ""
    return Reading(setting, value, sources.get(setting.name, "default"), wrong)


def _file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}
