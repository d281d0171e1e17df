"""The language a caller wants to be spoken to in."""

from menus.screens import Effect, Item, Pick, Scene


def languages(scene: Scene) -> list[Item]:
    """Each language under its own name."""
    return [Item(code, name) for code, name in scene.languages.items()]


SETTINGS = (
    Pick("language", languages, then="keep_language"),
    Effect("keep_language", then="home"),
)
