"""The kinds of screen a flow is made of: each says what is asked and where to go, never how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from menus.places import Gazetteer
from menus.words import Voice


class Refused(Exception):
    """What was typed cannot be taken; the argument names the notice that says why."""


@dataclass(frozen=True)
class Scene:
    """All that a rule of a flow may look at: what was answered, what is known, the words."""

    answers: Mapping[str, str]
    facts: Mapping[str, Any]
    places: Gazetteer
    voice: Voice
    languages: Mapping[str, str] = field(default_factory=dict)  # code -> its own name
    country: str = "CI"


@dataclass(frozen=True)
class Item:
    """One line of a long list: the code kept as the answer, and what is shown."""

    code: str
    label: str


# Where an effect may lead: the question after the last one answered in facts["unfinished"].
WHERE_IT_BROKE = "…"

Next = str | Mapping[str, str] | Callable[[Scene], str]
Options = tuple[str, ...] | Callable[[Scene], tuple[str, ...]]
Fill = Callable[[Scene], Mapping[str, str]]
Back = str | None  # a screen's name; None = the screen before


@dataclass(frozen=True)
class Choose:
    """A question with a few options, each a code whose words live under the screen's name."""

    name: str
    options: Options
    then: Next
    fill: Fill | None = None
    back: Back = None


@dataclass(frozen=True)
class Type:
    """A question answered by typing; `check` gives the answer to keep, or raises Refused."""

    name: str
    then: Next
    check: Callable[[str, Scene], str]
    fill: Fill | None = None
    back: Back = None


@dataclass(frozen=True)
class Pick:
    """A choice from a list of any length, shown page by page."""

    name: str
    items: Callable[[Scene], Sequence[Item]]
    then: Next
    fill: Fill | None = None
    back: Back = None


@dataclass(frozen=True)
class Show:
    """Something to read; the only way on is back."""

    name: str
    fill: Fill | None = None
    back: Back = None


@dataclass(frozen=True)
class End:
    """The last screen: the phone hangs up."""

    name: str
    fill: Fill | None = None


@dataclass(frozen=True)
class Effect:
    """A step nobody sees: the world is asked to carry out what its name says.

    The world answers with a result, which chooses the next screen, and with new facts. `notices`
    names the short line that goes above the next screen after a result.
    """

    name: str
    then: Next
    notices: Mapping[str, str] = field(default_factory=dict)


Screen = Choose | Type | Pick | Show | End | Effect
Flow = tuple[Screen, ...]
