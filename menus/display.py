"""A dialogue -> the screen a phone shows: words, numbers, pages, notices."""

from collections.abc import Mapping
from typing import Any

from menus.gsm7 import fold
from menus.layout import BACK, MORE, compose, number, pages
from menus.screens import Choose, Effect, End, Item, Pick, Scene, Screen
from menus.words import Said


class NothingToShow(Exception):
    """A step that the world carries out has no screen."""


def render(
    screen: Screen,
    scene: Scene,
    constants: Mapping[str, str],
    *,
    page: int,
    notice: str,
    back: bool,
) -> str:
    """The text of one screen: only letters that phones have, never more than they hold."""
    if isinstance(screen, Effect):
        raise NothingToShow(screen.name)
    said = filled(screen, scene, constants)
    lines = _options_shown(screen, scene, constants, page, back)
    lines += [said.below] if said.below else []
    return fold(compose(said.text, said.short, lines, _notice(screen, scene, notice, constants)))


def filled(screen: Screen, scene: Scene, constants: Mapping[str, str]) -> Said:
    """The words of a screen with its blanks filled."""
    said = scene.voice.screen(screen.name)
    fill = getattr(screen, "fill", None)
    blanks = {**constants, **(fill(scene) if fill else {})}
    options = {code: label.format_map(blanks) for code, label in said.options.items()}
    text, short, below = (words.format_map(blanks) for words in (said.text, said.short, said.below))
    return Said(text, short, options, below)


def options_of(screen: Choose, scene: Scene) -> tuple[str, ...]:
    """The codes that a question offers here, in their order on the screen."""
    return screen.options(scene) if callable(screen.options) else screen.options


def cut(
    screen: Pick, scene: Scene, constants: Mapping[str, str], *, back: bool
) -> list[list[Item]]:
    """A long list as the pages it is shown in."""
    said, items = filled(screen, scene, constants), list(screen.items(scene))
    labels = pages(
        said.text,
        said.short,
        [fold(item.label) for item in items],
        _back_line(scene, back),
        _more_line(scene),
        scene.voice.notices["choose"].format(last=MORE),
    )
    found, taken = [], 0
    for page in labels:
        found.append(items[taken : taken + len(page)])
        taken += len(page)
    return found


def _options_shown(
    screen: Screen, scene: Scene, constants: Mapping[str, str], page: int, back: bool
) -> list[str]:
    tail = [] if isinstance(screen, End) else _back_line(scene, back)
    if isinstance(screen, Choose):
        labels = filled(screen, scene, constants).options
        return [*number([labels[code] for code in options_of(screen, scene)]), *tail]
    if isinstance(screen, Pick):
        leaves = cut(screen, scene, constants, back=back)
        here = min(page, len(leaves) - 1)
        more = [_more_line(scene)] if here < len(leaves) - 1 else []
        return [*number([item.label for item in leaves[here]]), *more, *tail]
    return tail


def _notice(screen: Screen, scene: Scene, name: str, constants: Mapping[str, Any]) -> str:
    if not name:
        return ""
    last = len(options_of(screen, scene)) if isinstance(screen, Choose) else MORE
    return scene.voice.notices[name].format_map({**constants, **scene.facts, "last": last})


def _back_line(scene: Scene, back: bool) -> list[str]:
    return [f"{BACK} {scene.voice.layout['back']}"] if back else []


def _more_line(scene: Scene) -> str:
    return f"{MORE} {scene.voice.layout['more']}"
