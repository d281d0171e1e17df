"""Draws docs/actions.md, and the policy in docs/safeguarding.md: what is done, where, by whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.access import ACTIONS as POLICY
from gateway.access import FIELDS, TRAINED, Scope, Seat
from gateway.actions import ACTIONS, WEB_ONLY, Action, Ways, answers, way
from gateway.console import speech
from menus.check import check
from menus.words import Voice, Words

HEAD = """# What can be done, and where

Drawn by `veille menus actions` from the menus, the pages and the policy; do not edit it. What a
member can do about a report, or for somebody who wishes to be rung, can be done on a basic phone
and on the web alike: both call the same functions. *Answers* is the least that is sent on the
phone, from the first screen until it is done. Who may see which report is in
[safeguarding](safeguarding.md#who-may-see-what).
"""
SAID: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Français",
        "begins": "Au téléphone, tout commence par **{door}**, puis le code secret : "
        "c'est la liste. La suite est dans le tableau ; « une ligne » est une ligne de la liste.",
        "columns": "Ce qu'on fait|Au téléphone|Réponses|Sur le web|Qui",
        "pin": "code secret", "line": "une ligne",
        "only": "Sur le web seulement", "only_columns": "Page|Droits|Pourquoi",
        "figures": "Des tableaux et des cartes : un écran de téléphone n'en montre pas.",
        "lists": "Des listes entières et des fichiers ; aucun signalement n'y change.",
        "texts": "Des textes longs, à écrire en entier.",
        "campaigns": "On y écrit à beaucoup de gens, à deux personnes ; aucun signalement n'y est.",
        "house": "Cela règle ou surveille la maison ; aucun signalement n'y change.",
        "village": "village", "area": "sous-préfecture, département", "social": "centre social",
        "coordination": "coordination", "analyst": "statistiques", "operator": "technique",
        "everybody": "tous les membres", "trained": "personnes formées seulement",
        "own": "de leur comité", "in_area": "de leur zone", "any": "",
    },
    "en": {
        "title": "English",
        "begins": "On the phone, everything begins with **{door}**, then the secret code: that is "
        "the list. What follows is in the table; “a line” is a line of the list.",
        "columns": "What is done|On the phone|Answers|On the web|Who",
        "pin": "secret code", "line": "a line",
        "only": "On the web only", "only_columns": "Page|Rights|Why",
        "figures": "Tables and maps: the screen of a phone shows none.",
        "lists": "Whole lists and files; no report changes there.",
        "texts": "Long texts, to be written whole.",
        "campaigns": "Many people are written to there, by two persons; no report is in it.",
        "house": "It sets or watches the house; no report changes there.",
        "village": "village", "area": "sub-prefecture, department", "social": "social centre",
        "coordination": "coordination", "analyst": "statistics", "operator": "technical",
        "everybody": "every member", "trained": "trained people only",
        "own": "of their committee", "in_area": "of their area", "any": "",
    },
}  # fmt: skip
BEGIN, END = "<!-- policy: drawn by veille menus actions -->", "<!-- end of policy -->"
TO_THE_LIST = [("home", "committee"), ("pin", "")]  # how every way of a member begins
LINES = {"texts": "texts", "call_back_task": "call_back"}  # lines of the list that are no report


@dataclass(frozen=True)
class Page:
    """The page in one language."""

    voice: Voice
    ways: Ways
    said: Mapping[str, str]

    @property
    def pages(self) -> Mapping[str, str]:
        """The words of the web."""
        return speech.keys(self.voice.language)

    def text(self) -> Iterator[str]:
        """All of it."""
        said = self.said
        door = self.voice.screen("home").options["committee"]
        yield f"\n## {said['title']}\n\n{said['begins'].format(door=door)}\n\n"
        yield from _header(said["columns"])
        for action in ACTIONS:
            least, who = str(answers(self.ways, action)), self.who(action.allows)
            yield _row(self.pages[action.words], self.keys(action), least, f"`{action.page}`", who)
        yield f"\n### {said['only']}\n\n"
        yield from _header(said["only_columns"])
        for allows, (words, why) in WEB_ONLY.items():
            yield _row(self.pages[words], f"`{allows}`", said[why])

    def who(self, allows: str) -> str:
        """Who may, how far."""
        seats = POLICY[allows]
        if len(seats) == len(Seat):
            return self.said["everybody"]
        lines = []
        for scope in (Scope.OWN, Scope.AREA, Scope.ANY):
            if named := ", ".join(self.said[seat] for seat in seats if seats[seat] == scope):
                far = self.said[_far(scope)]
                lines.append(f"{named} ({far})" if far else named)
        return "; ".join([*lines, *([self.said["trained"]] if allows in TRAINED else [])])

    def keys(self, action: Action) -> str:
        """The keys, from the list on, or from the first screen."""
        passed = [*way(self.ways, action.screen), (action.screen, action.choice)]
        named = [
            self._key(screen, choice or LINES.get(after, ""))
            for (screen, choice), (after, _) in zip(passed, [*passed[1:], ("", "")], strict=True)
        ]
        after_list = named[2:] if passed[:2] == TO_THE_LIST else named
        return " → ".join([*after_list, *([self.said["pin"]] if action.name == "list" else [])])

    def _key(self, screen: str, choice: str) -> str:
        lists = {"actions": "action", "alerts": "alert"}  # their lines are named elsewhere
        if not choice:
            return self.said["line"]
        if screen in lists:
            return f"**{self.voice.label(lists[screen], choice).rstrip(':')}**"
        return f"**{self.voice.screen(screen).options[choice]}**"


def draw(words: Words) -> str:
    """The whole page, in each language that the web speaks."""
    ways = check(words).ways
    pages = [Page(words.voice(each), ways, SAID[each]) for each in speech.LANGUAGES]
    return "".join([HEAD, *(part for page in pages for part in page.text())])


def policy() -> str:
    """The tables of docs/safeguarding.md: who may do what, and see what of a report."""
    seats = [SAID["en"][seat] for seat in Seat]
    does = [
        _row(f"`{action}`", *(_cell(may.get(seat, Scope.NOTHING)) for seat in Seat))
        for action, may in POLICY.items()
    ]
    sees = [
        _row(f"`{field}`", *("yes" if seat in may else "" for seat in Seat))
        for field, may in FIELDS.items()
    ]
    trained = ", ".join(f"`{action}`" for action in TRAINED)
    return "".join(
        [
            *_header("|".join(["what is done", *seats])), *does,
            f"\n{trained}: by trained people only ({', '.join(sorted(_trained()))}).\n\n",
            *_header("|".join(["what is seen of a report", *seats])), *sees,
        ]
    )  # fmt: skip


def with_policy(page: str) -> str:
    """A page with the tables between its two marks drawn anew. Raises ValueError without them."""
    before, begin, after = page.partition(BEGIN)
    _, end, rest = after.partition(END)
    if not begin or not end:
        raise ValueError(f"it has no {BEGIN} and {END}")
    return f"{before}{begin}\n\n{policy()}\n{end}{rest}"


def _trained() -> set[str]:
    return {role for roles in TRAINED.values() for role in roles}


def _cell(scope: Scope) -> str:
    return {Scope.NOTHING: "", Scope.OWN: "own", Scope.AREA: "area", Scope.ANY: "yes"}[scope]


def _far(scope: Scope) -> str:
    return "in_area" if scope == Scope.AREA else scope.value


def _header(columns: str) -> list[str]:
    names = columns.split("|")
    return [_row(*names), _row(*("---" for _ in names))]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"
