"""The SMS texts we send, in the reader's language, with the way back to us in each."""

from collections.abc import Callable, Mapping

from menus.flows.home import offered
from menus.gsm7 import fold
from menus.places import Gazetteer
from menus.screens import Scene
from menus.words import Words


class Texts:
    """Every SMS text; `constants` are the service code, the helpline. Words that may be published
    anew are given as what to call for them."""

    def __init__(
        self,
        words: Words | Callable[[], Words],
        constants: Mapping[str, str],
        *,
        two_way: bool = True,
    ) -> None:
        self._spoken = words if callable(words) else lambda: words
        self.constants = constants
        self._two_way = two_way  # whether anybody can answer an SMS of ours
        self._blanks = {
            **constants,
            "door": _key(self._spoken(), "committee"),
            "follow_up": _key(self._spoken(), "follow_up"),
        }

    def alert(self, kind: str, language: str, reference: str) -> str:
        """To a committee's member: that something waits, and nothing about it."""
        return self._filled("alerts", kind, language, reference=reference)

    def to_service(self, kind: str, **blanks: str) -> str:
        """To a service: that a child is sent to it, and nothing about the child."""
        return self._filled("alerts", kind, self._spoken().default, **blanks)

    def counts(self, kind: str, language: str, **blanks: int) -> str:
        """To the head of a committee: how many, and nothing else."""
        said = {name: str(value) for name, value in blanks.items()}
        return self._filled("alerts", kind, language, **said)

    def code(self, language: str, code: str) -> str:
        """To a member: the one-time code that proves the phone is theirs."""
        return self._filled("alerts", "code", language, code=code)

    def web_code(self, language: str, code: str) -> str:
        """To a member who signs in on the web."""
        return self._filled("alerts", "web_code", language, code=code)

    def to_member(self, kind: str, language: str, **blanks: str) -> str:
        """To a member about their own access."""
        return self._filled("alerts", kind, language, **blanks)

    def about_a_member(self, kind: str, language: str, committee: str) -> str:
        """To a coordinator: that something happened to the PIN of somebody in a committee."""
        return self._filled("alerts", kind, language, committee=committee)

    def left(self, language: str, left: str) -> str:
        """To an operator: how little is left on the account at the provider."""
        return self._filled("alerts", "low_balance", language, left=left)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are words in."""
        return tuple(self._spoken().languages)

    def advice(self, language: str, code: str) -> str:
        """A message of advice, as a campaign may send it."""
        return self._spoken().voice(language).advice(code)

    def reply(self, kind: str, language: str, **blanks: str) -> str:
        """To somebody who texted us."""
        return self._filled("sms", kind, language, **blanks)

    def campaign(self, language: str, text: str) -> str:
        """A campaign's text with the brand before it and the way to stop after it. The text is left
        as it was written: who writes it is told what a letter costs, and decides."""
        frame = self._filled("sms", "campaign", language, text="{text}")
        return frame.replace("{text}", text, 1)

    def _filled(self, file: str, kind: str, language: str, **blanks: str) -> str:
        return fold(
            self._spoken()
            .voice(language)
            .message(file, kind, two_way=self._two_way, **self._blanks, **blanks)
        )


def _key(words: Words, door: str) -> str:
    """Which key opens a door on a member's first screen; the doors before it are everybody's."""
    scene = Scene({}, {"member": True}, Gazetteer(), words.voice(words.default))
    return str(offered(scene).index(door) + 1)
