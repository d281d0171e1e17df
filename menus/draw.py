"""Draws the conversation for people who review it: a text tree, then a mermaid graph."""

from collections.abc import Callable, Iterator

from menus.check import Report, check
from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.samples import CONSTANTS, sample_places
from menus.screens import Effect, End, Pick, Show, Type
from menus.words import Said, Words

Way = tuple[tuple[str, str], set[str]]

_HEAD = """# The conversation

Drawn by `veille menus draw` from the flows and the words; do not edit it. Each screen has its name
in **bold**, the question as it is asked, and where each answer leads. `0` always leads back.
"""


def draw(words: Words) -> str:
    """The whole page docs/menus.md, in each language and as a graph."""
    findings = check(words)
    menu = Menu(CONVERSATION, words, sample_places(departments=1), CONSTANTS)
    parts = [_HEAD]
    for language in words.languages:
        parts.append(f"\n## {words.voice(language).name}\n\n")
        parts.extend(_tree(menu, language, findings))
    parts.append("\n## Graph\n\n```mermaid\nflowchart TD\n")
    parts.extend(_graph(menu, findings))
    parts.append("```\n")
    return "".join(parts)


def _tree(menu: Menu, language: str, findings: Report) -> Iterator[str]:
    voice = menu.words.voice(language)
    for screen in menu.flow:
        if isinstance(screen, Effect):
            continue
        said = voice.screen(screen.name)
        question = " / ".join(said.text.strip().splitlines())
        ends = " (the call ends)" if isinstance(screen, End) else ""
        yield f"- **{screen.name}**{ends}: {question}\n"
        for (name, code), after in sorted(findings.ways.items(), key=_in_order(said)):
            if name == screen.name:
                label = said.options.get(code, "…") if code else _any_answer(screen)
                yield f"  - {label} → {', '.join(sorted(after))}\n"


def _in_order(said: Said) -> Callable[[Way], tuple[int, tuple[str, str]]]:
    places = {code: place for place, code in enumerate(said.options)}
    return lambda way: (places.get(way[0][1], 99), way[0])


def _any_answer(screen: object) -> str:
    if isinstance(screen, Pick):
        return "a line of the list"
    return "what is typed" if isinstance(screen, Type) else "any key"


def _graph(menu: Menu, findings: Report) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for (name, code), after in findings.ways.items():
        for target in after:
            arrows.setdefault((name, target), []).append(code)
    for screen in menu.flow:
        if isinstance(screen, End | Show):
            yield f"  {screen.name}([{screen.name}])\n"
    for (name, target), codes in sorted(arrows.items()):
        named = sorted(code for code in codes if code)
        label = f"|{'<br>'.join(named)}|" if named else ""
        yield f"  {name} -->{label} {target}\n"
