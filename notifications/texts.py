"""The SMS texts we send, in the reader's language, with the way back to us in each."""

from collections.abc import Mapping

from menus.flows.home import offered
from menus.gsm7 import fold
from menus.places import Gazetteer
from menus.screens import Scene
from menus.words import Words


class Texts:
    """Every SMS text; `constants` are the service code, the helpline."""

    def __init__(self, words: Words, constants: Mapping[str, str]) -> None:
        self._words = words
        self._blanks = {**constants, "door": _committee_door(words)}

    def alert(self, kind: str, language: str, reference: str) -> str:
        """To a committee's member: that something waits, and nothing about it."""
        return self._filled("alerts", kind, language, reference=reference)

    def code(self, language: str, code: str) -> str:
        """To a member: the one-time code that proves the phone is theirs."""
        return self._filled("alerts", "code", language, code=code)

    def reply(self, kind: str, language: str, **blanks: str) -> str:
        """To somebody who texted us."""
        return self._filled("sms", kind, language, **blanks)

    def _filled(self, file: str, kind: str, language: str, **blanks: str) -> str:
        return fold(self._words.voice(language).message(file, kind, **self._blanks, **blanks))


def _committee_door(words: Words) -> str:
    """Which key opens the committee's door on a member's first screen."""
    scene = Scene({}, {"member": True}, Gazetteer(), words.voice(words.default))
    return str(offered(scene).index("committee") + 1)
