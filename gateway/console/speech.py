"""How the console speaks: its words per language, numbers and moments as the reader writes them.

The words stand in `words/<language>.toml` under the page's name; `*two stars*` make bold. What the
phone says too (concerns, actions, outcomes) comes from the phone's own words, so that both agree.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from menus.words import Voice

HERE = Path(__file__).parent / "words"
LANGUAGES = ("fr", "en")
_BOLD = re.compile(r"\*([^*]+)\*")
_BEFORE_SIGN = re.compile(r" ([:;?!»%])")
_AFTER_QUOTE = re.compile(r"« ")
_NO_BREAK = "\u00a0"


class WordsMissing(KeyError):
    """A page asks for words that are in no file."""


@dataclass(frozen=True)
class Speech:
    """One language, one time zone; `voice` holds what the phone says."""

    language: str
    zone: tzinfo
    voice: Voice

    def __call__(self, key: str, **blanks: object) -> Markup:
        """The words under a key, `n` choosing between one and several: say("inbox.wait", n=4).

        Raises WordsMissing.
        """
        said = _words(self.language).get(key)
        if said is None:
            raise WordsMissing(key)
        if isinstance(said, Mapping):
            said = said[self._form(int(str(blanks["n"])), said)]
        shown = {
            name: self.number(value) if type(value) is int else value
            for name, value in blanks.items()
        }
        marked = _BOLD.sub(r"<b>\1</b>", str(escape(said)))
        return Markup(marked).format(**shown)  # noqa: S704 - escaped just above

    def has(self, key: str) -> bool:
        """Whether there are words under a key."""
        return key in _words(self.language)

    def label(self, group: str, code: str) -> str:
        """What the phone calls a code of a closed set."""
        return self._typeset(self.voice.label(group, code))

    def options(self, screen: str) -> dict[str, str]:
        """The choices of a screen of the phone, in the phone's order."""
        options = self.voice.screen(screen).options
        return {code: self._typeset(text) for code, text in options.items()}

    def urgency(self, urgency: str) -> str:
        """An urgency in a word."""
        return self._typeset(self.voice.label("urgency", urgency)).capitalize()

    def number(self, number: float, digits: int = 0) -> str:
        """A number as it is written in this language."""
        return format_decimal(round(number, digits), locale=self.language)

    def reference(self, reference: str) -> str:
        """A reference as it is said aloud: 482 913."""
        return _NO_BREAK.join((reference[:3], reference[3:]))

    def time(self, moment: datetime) -> str:
        """A time of the day: "14 h 32", "2:32 pm"."""
        local = moment.astimezone(self.zone)
        if self.language == "fr":
            return f"{local.hour}{_NO_BREAK}h{_NO_BREAK}{local:%M}"
        return f"{local:%-I:%M}{_NO_BREAK}{'am' if local.hour < 12 else 'pm'}"

    def day(self, moment: datetime | date) -> str:
        """A day of this year, or of another one: "12 novembre", "3 mars 2025"."""
        local = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        this_year = local.year == datetime.now(self.zone).year
        skeleton = "MMMMd" if this_year else "yMMMMd"
        return str(format_skeleton(skeleton, local, locale=self.language))

    def short_day(self, moment: datetime | date) -> str:
        """A day in little room: "12 nov."."""
        local = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return str(format_skeleton("MMMd", local, locale=self.language))

    def month(self, month: date) -> str:
        """A month: "octobre 2026"."""
        return str(format_skeleton("yMMMM", month, locale=self.language))

    def weekday(self, moment: datetime) -> str:
        """A weekday and its day: "jeudi 12 novembre"."""
        local = moment.astimezone(self.zone).date()
        return format_date(local, "EEEE d MMMM", locale=self.language)

    def moment(self, moment: datetime, now: datetime) -> str:
        """When, as one says it: "aujourd'hui à 11 h 52", "hier à 20 h 05", "le 24 octobre"."""
        days = (moment.astimezone(self.zone).date() - now.astimezone(self.zone).date()).days
        near = {0: "when.today", -1: "when.yesterday", 1: "when.tomorrow"}.get(days)
        if near:
            return str(self(near, time=self.time(moment)))
        if -7 < days < 7:
            weekday = format_date(moment.astimezone(self.zone).date(), "EEEE", locale=self.language)
            return str(self("when.weekday", day=weekday, time=self.time(moment)))
        return str(self("when.day", day=self.day(moment)))

    def span(self, span: timedelta) -> str:
        """How long, in one or two units: "12 min", "2 h 40", "3 jours"."""
        minutes = max(int(span.total_seconds() // 60), 0)
        if minutes < 60:
            return str(self("span.minutes", n=minutes))
        if minutes < 24 * 60:
            hours, rest = divmod(minutes, 60)
            if hours < 6 and rest:
                return str(self("span.hours_minutes", hours=hours, minutes=f"{rest:02}"))
            return str(self("span.hours", n=hours))
        return str(self("span.days", n=minutes // (24 * 60)))

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long ago: "il y a 12 min"."""
        if now - moment < timedelta(minutes=1):
            return str(self("when.just_now"))
        return str(self("when.ago", span=self.span(now - moment)))

    def _form(self, n: int, said: Mapping[str, str]) -> str:
        if n == 0 and "zero" in said:
            return "zero"
        form = Locale.parse(self.language).plural_form(n)
        return form if form in said else "other"

    def _typeset(self, text: str) -> str:
        return typeset(text, self.language)


def typeset(text: str, language: str) -> str:
    """Proper apostrophes, and in French no line that begins with a sign."""
    text = text.replace("'", "’")
    if language != "fr":
        return text
    return _AFTER_QUOTE.sub(f"«{_NO_BREAK}", _BEFORE_SIGN.sub(rf"{_NO_BREAK}\1", text))


def keys(language: str) -> Mapping[str, Any]:
    """Every text of a language by its key, for the checks."""
    return _words(language)


@lru_cache
def _words(language: str) -> Mapping[str, Any]:
    with (HERE / f"{language}.toml").open("rb") as file:
        return dict(_leaves("", tomllib.load(file), language))


def _leaves(where: str, node: Mapping[str, Any], language: str) -> Any:
    for name, value in node.items():
        key = f"{where}.{name}" if where else name
        if isinstance(value, str):
            yield key, typeset(value, language)
        elif "other" in value and all(isinstance(each, str) for each in value.values()):
            yield key, {form: typeset(text, language) for form, text in value.items()}
        else:
            yield from _leaves(key, value, language)
