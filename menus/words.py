"""The words of each language, read from the locale files; screens say only their names."""

import string
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "locales"
FILES = ("ussd", "sms", "alerts", "keywords", "advice")
_NOT_SCREENS = ("notices", "labels", "layout", "language_name")  # of ussd.toml


class WordsMissing(Exception):
    """A locale lacks words that a screen or a message needs."""


@dataclass(frozen=True)
class Said:
    """The words of one screen: the question, a shorter one for when room is short, the options,
    and perhaps a line that stays below them."""

    text: str
    short: str
    options: Mapping[str, str]
    below: str = ""


class Voice:
    """Everything Veille says in one language."""

    def __init__(
        self,
        language: str,
        files: Mapping[str, Mapping[str, Any]],
        instead: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`instead` stands in for words that the language lacks: a caller never meets a hole."""
        self.language = language
        self.own = files
        self._files = _over(instead, files) if instead else files
        ussd = self._files["ussd"]
        self.own_screens = frozenset(name for name in files["ussd"] if name not in _NOT_SCREENS)
        self.name: str = ussd["language_name"]
        self.notices: Mapping[str, str] = ussd["notices"]
        self.labels: Mapping[str, Mapping[str, str]] = ussd["labels"]
        self.layout: Mapping[str, str] = ussd["layout"]
        self.screens = {
            name: _said(said) for name, said in ussd.items() if name not in _NOT_SCREENS
        }

    def screen(self, name: str) -> Said:
        """The words of a screen."""
        try:
            return self.screens[name]
        except KeyError:
            raise WordsMissing(f"{self.language}/ussd.toml has no [{name}]") from None

    def label(self, group: str, code: str) -> str:
        """How a code of a closed set is called: label("urgency", "high")."""
        try:
            return self.labels[group][code]
        except KeyError:
            raise WordsMissing(f"{self.language}/ussd.toml lacks {group}.{code}") from None

    def message(self, file: str, name: str, *, two_way: bool = True, **blanks: object) -> str:
        """An SMS text of sms.toml or alerts.toml with its blanks filled.

        Where nobody can answer us, `one_way` stands in for a text that tells people to write.
        """
        try:
            said = self._files[file][name]
            text = said["text"] if two_way else said.get("one_way", said["text"])
            return str(text).format(**blanks)
        except KeyError as missing:
            raise WordsMissing(f"{self.language}/{file}.toml, {name}: {missing}") from None

    def advice(self, message: str) -> str:
        """A message of advice."""
        return self._found("messages", message)

    def topic(self, topic: str) -> str:
        """What a topic of advice is called."""
        return self._found("topics", topic)

    def quiz(self, message: str) -> Mapping[str, str]:
        """The question after a message, and its answers by letter."""
        return dict(self._files["advice"]["quiz"][message])

    def _found(self, group: str, code: str) -> str:
        try:
            return str(self._files["advice"][group][code])
        except KeyError:
            raise WordsMissing(f"{self.language}/advice.toml lacks {group}.{code}") from None

    def messages(self, file: str) -> Mapping[str, str]:
        """Every SMS text of a file by name, blanks unfilled."""
        return {name: said["text"] for name, said in self._files[file].items()}

    @cached_property
    def keywords(self) -> Mapping[str, tuple[str, ...]]:
        """What people may write first in an SMS: intent -> its spellings."""
        every = self._files["keywords"].items()
        return {intent: tuple(words) for intent, words in every if isinstance(words, list)}

    def sms_words(self, name: str) -> tuple[str, ...]:
        """Words around a keyword: `polite`, `after_stop`, `not_for_us`."""
        return tuple(self._files["keywords"].get("words", {}).get(name, ()))

    def sms_group(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """How people may call the codes of a group (`dangers`, `topics`…) in an SMS."""
        group = self._files["keywords"].get(name, {})
        return {code: tuple(words) for code, words in group.items()}

    def every_text(self) -> Iterator[tuple[str, str]]:
        """Each text with where it stands, for the checks."""
        yield from _leaves("", self.own)


class Words:
    """The languages there are; the first one is spoken when nothing else is known."""

    def __init__(self, voices: Mapping[str, Voice], default: str) -> None:
        self._voices = voices
        self.default = default

    @classmethod
    def load(cls, default: str = "fr", folder: Path = HERE) -> "Words":
        """Read every language of a folder; a language is a folder of TOML files."""
        names = sorted(path.name for path in folder.iterdir() if (path / "ussd.toml").is_file())
        if default not in names:
            raise WordsMissing(f"no locale {default!r} among {', '.join(names)}")
        ordered = sorted(names, key=lambda name: (name != default, name))
        return cls.of({name: _read(folder / name) for name in ordered}, default)

    @classmethod
    def of(cls, files: Mapping[str, Mapping[str, Any]], default: str) -> "Words":
        """The words of each language's files; what one lacks is said in the default one."""
        first = files[default]
        voices = {
            name: Voice(name, own, None if name == default else {**first, "keywords": {}})
            for name, own in files.items()
        }
        return cls(voices, default)

    def with_overrides(self, overrides: Mapping[str, Mapping[str, str]]) -> "Words":
        """These words with some texts replaced: {language: {where: text}}, `where` as
        `Voice.every_text` names it. Raises WordsMissing for a text there is none of."""
        files = {name: deepcopy(dict(self.voice(name).own)) for name in self.languages}
        for language, texts in overrides.items():
            if language not in files:
                raise WordsMissing(f"no language {language!r}")
            for where, text in texts.items():
                _replace(files[language], language, where, text)
        return Words.of(files, self.default)

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages, the default first."""
        return tuple(self._voices)

    def voice(self, language: str | None) -> Voice:
        """The voice of a language, or of the default one when it is unknown."""
        return self._voices.get(language or "") or self._voices[self.default]


def blanks_of(text: str) -> frozenset[str]:
    """The names of the blanks in a text: {"receipt"} for "Code {receipt}"."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def _said(said: Mapping[str, Any]) -> Said:
    text = said["text"]
    return Said(text, said.get("short", text), said.get("options", {}), said.get("below", ""))


def _read(folder: Path) -> dict[str, Any]:
    files = {}
    for name in FILES:
        with (folder / f"{name}.toml").open("rb") as file:
            files[name] = tomllib.load(file)
    return files


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """One tree laid over another."""
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        is_tree = isinstance(value, Mapping) and isinstance(under, Mapping)
        both[key] = _over(under, value) if is_tree and under else value
    return both


def _replace(files: dict[str, Any], language: str, where: str, text: str) -> None:
    *way, last = where.split(".")
    node: Any = files
    for key in way:
        node = node.get(key) if isinstance(node, dict) else None
    if not isinstance(node, dict) or not isinstance(node.get(last), str):
        raise WordsMissing(f"{language} has no text {where!r}")
    node[last] = text


def _leaves(where: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield where, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(f"{where}.{key}" if where else str(key), value)
    elif isinstance(node, list | tuple):
        for number, value in enumerate(node):
            yield from _leaves(f"{where}[{number}]", value)
