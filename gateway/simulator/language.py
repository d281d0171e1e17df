"""The words of the simulator, in the reader's language."""

import tomllib
from functools import cache
from pathlib import Path

from flask import request

LANGUAGES = ("fr", "en")
COOKIE = "simulator_lang"
FOLDER = Path(__file__).parent / "words"

Words = dict[str, str]


@cache
def words(language: str) -> Words:
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def asked() -> str | None:
    """Tell the language this very request asks for, if it does."""
    language = request.args.get("lang")
    return language if language in LANGUAGES else None


def spoken() -> str:
    language = asked() or request.cookies.get(COOKIE, "")
    return language if language in LANGUAGES else LANGUAGES[0]
