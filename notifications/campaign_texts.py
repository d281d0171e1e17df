"""What a campaign says: one text in each language, perhaps in two wordings, and its blanks.

Who writes it writes the message alone. The brand, which a company of the country wants in the body,
and the way to stop, which the law wants, are put around it here, and counted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, Self

from menus import gsm7

BLANKS = ("lieu", "place", "code", "aide", "helpline")  # what may stand between { and }
PLACE = ("lieu", "place")
LONGEST = 459  # signs of a text: three SMS
MOST_PARTS = 3
_BLANK = re.compile(r"\{([^{}]*)\}")


class Frame(Protocol):
    """Puts the brand and the way to stop around a text, in a language."""

    def campaign(self, language: str, text: str) -> str: ...


@dataclass(frozen=True)
class Wordings:
    """The texts of a campaign: by wording (a, and b where two are compared), by language."""

    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Texts as a campaign keeps them: {"a": {"fr": "…"}}; empty ones do not count."""
        found = {
            wording: {language: text for language, text in spoken.items() if text.strip()}
            for wording, spoken in kept.items()
        }
        return cls({wording: spoken for wording, spoken in found.items() if spoken})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that every wording is written in."""
        each = [set(spoken) for spoken in self.texts.values()]
        return tuple(sorted(set.intersection(*each))) if each else ()

    @property
    def are_two(self) -> bool:
        """Whether two wordings are compared."""
        return len(self.texts) > 1

    @property
    def name_places(self) -> bool:
        """Whether a text says where its reader lives."""
        return any(blank in PLACE for text in self.every() for blank in blanks_of(text))

    def text(self, language: str, wording: str) -> str:
        """The text for somebody."""
        return self.texts[wording][language]

    def every(self) -> Iterable[str]:
        """Every text."""
        return (text for spoken in self.texts.values() for text in spoken.values())


def blanks_of(text: str) -> tuple[str, ...]:
    """The names between { and } in a text, in order, each once."""
    return tuple(dict.fromkeys(_BLANK.findall(text)))


def unknown_blanks(text: str) -> tuple[str, ...]:
    """The blanks of a text that nothing can fill."""
    return tuple(blank for blank in blanks_of(text) if blank not in BLANKS)


def filled(text: str, constants: Mapping[str, str], place: str) -> str:
    """A text with its blanks filled: the reader's place, the code to dial, the helpline."""
    said = {
        "lieu": gsm7.fold(place),
        "place": gsm7.fold(place),
        "code": constants["service_code"],
        "aide": constants["helpline"],
        "helpline": constants["helpline"],
    }
    return _BLANK.sub(lambda blank: said.get(blank[1], blank[0]), text)


def body(
    frame: Frame, constants: Mapping[str, str], wordings: Wordings, language: str, wording: str,
    place: str = "",
) -> str:  # fmt: skip
    """The SMS as it leaves the house."""
    return frame.campaign(language, filled(wordings.text(language, wording), constants, place))


@lru_cache(maxsize=1024)
def parts(text: str, suffix: str = "") -> int:
    """How many SMS a body is billed as, with what the provider adds to a phone's first one."""
    return gsm7.segments(text + suffix)
