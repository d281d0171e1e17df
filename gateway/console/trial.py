"""A text tried on a phone before anybody hears it: its length, what is wrong, how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from gateway.console.speech import Speech
from menus import preview, rewording
from menus.gsm7 import fold, segments, septets
from menus.rewording import SMS, Slip
from menus.samples import SMS_BLANKS
from menus.words import Words

PREFIX = len("CON ")  # what providers put before a screen; it counts


@dataclass(frozen=True)
class Trial:
    """What came of trying a text. `kind` is how it is drawn: screen, sms, or nothing."""

    length: int  # septets of the text itself
    used: int  # septets of the fullest screen or the filled SMS that it stands in
    room: int  # septets that a screen or an SMS holds
    faults: tuple[Markup, ...] = ()
    kind: str = ""
    shown: str = ""
    is_short: bool = False  # the screen has room only for the short question instead

    @property
    def fits(self) -> bool:
        """Whether a phone can show it in one piece."""
        return not self.faults


@dataclass(frozen=True)
class Bench:
    """Where texts are tried: the words with the change in them, the numbers of this house."""

    base: Words
    overrides: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]
    two_way: bool

    def tries(self, say: Speech, language: str, where: str, text: str) -> Trial:
        """A text in its place."""
        known = rewording.texts_of(self.base, language)
        if slips := list(rewording.slips(known, where, text)):
            faults = tuple(sentence(say, slip) for slip in slips)
            return Trial(septets(fold(text)), 0, SMS, faults)
        changed = rewording.joined(self.overrides, {language: {where: text}})
        words = self.base.with_overrides(changed)
        file, name, *part = where.split(".")
        if file == "ussd" and name in words.voice(language).own_screens:
            is_question = part == ["text"]
            return self._on_screen(say, words, language, name, text, is_question=is_question)
        if file in ("sms", "alerts"):
            two_way = part != ["one_way"]
            shown = self._filled(words, language, file, name, two_way=two_way)
            return self._as_sms(say, shown, text)
        if (file, name) == ("advice", "messages"):
            blanks = {"advice": text}
            shown = self._filled(words, language, "sms", "advice", two_way=True, blanks=blanks)
            return self._as_sms(say, shown, text)
        return Trial(septets(text), septets(text), SMS)

    def _on_screen(
        self,
        say: Speech,
        words: Words,
        language: str,
        name: str,
        text: str,
        *,
        is_question: bool,
    ) -> Trial:
        fullest = preview.fullest(language, self.base.default)[name]
        used = PREFIX + septets(preview.as_shown(words, fullest, self.constants))
        over = used - SMS
        faults = (say("words.fault.screen_long", n=over, most=SMS),) if over > 0 else ()
        shown = preview.as_shown(words, replace(fullest, notice=""), self.constants)
        said = words.voice(language).screen(name)
        is_short = is_question and said.short != said.text and shown.startswith(said.short)
        return Trial(septets(text), used, SMS, faults, "screen", shown, is_short)

    def _as_sms(self, say: Speech, shown: str, text: str) -> Trial:
        parts = segments(shown)
        faults = (say("words.fault.sms_long", n=parts, most=SMS),) if parts > 1 else ()
        return Trial(septets(text), septets(shown), SMS, faults, "sms", shown)

    def _filled(
        self,
        words: Words,
        language: str,
        file: str,
        name: str,
        *,
        two_way: bool,
        blanks: Mapping[str, str] | None = None,
    ) -> str:
        said = {**SMS_BLANKS, **self.constants, **(blanks or {})}
        return fold(words.voice(language).message(file, name, two_way=two_way, **said))


def sentence(say: Speech, slip: Slip) -> Markup:
    """What is wrong with a text, and what to do."""
    if slip.code == "letters":
        instead = {letter: fold(letter).strip() for letter in slip.what}
        named = Markup(", ").join(
            say("words.fault.letter", letter=letter, instead=other)
            if other
            else say("words.fault.letter_alone", letter=letter)
            for letter, other in instead.items()
        )
        return say("words.fault.letters", letters=named)
    blanks = ", ".join(f"{{{name}}}" for name in slip.what)
    key = "no_blanks" if slip.code == "blanks" and not slip.what else slip.code
    return say(f"words.fault.{key}", blanks=blanks)
