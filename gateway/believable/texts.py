"""What the SMS of a year say: each text is made once, as the house makes it."""

from dataclasses import dataclass, field

from menus.flows.follow_up import grouped
from notifications.rules import Rules

_MARK = "000000000"  # where the number stands
_TO_REPORTERS = ("question", "safe_now")


@dataclass
class Texts:
    """The texts of SMS; `tip` is the advice that everybody is given."""

    rules: Rules
    tip: str
    _kept: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, kind: str, said: str, language: str, number: str) -> str:
        """What an SMS says; `number` is the reference, or the receipt, that stands in it."""
        key = (kind, said, language)
        if key not in self._kept:
            self._kept[key] = self._made(kind, said, language)
        return self._kept[key].replace(_MARK, grouped(number) if said == "receipt" else number)

    def _made(self, kind: str, said: str, language: str) -> str:
        texts = self.rules.texts
        if said:
            return texts.reply(said, language, receipt=_MARK, advice=self.tip)
        if kind in _TO_REPORTERS:
            return texts.reply(kind, language)
        if kind == "referral":
            return texts.to_service(kind, reference=_MARK)
        return texts.alert(kind, language, _MARK)
