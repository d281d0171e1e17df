"""What a campaign would cost: people and parts by company, in money, before anything is sent."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from notifications import campaign_texts
from notifications.campaign_texts import Wordings
from notifications.prices import Prices
from notifications.texts import Texts
from storage.audiences import Share
from storage.operators import OPERATORS


@dataclass(frozen=True)
class Line:
    """One company's part: how many people, how many SMS, how much in ten-thousandths."""

    operator: str
    people: int
    parts: int
    price: int


@dataclass(frozen=True)
class Estimate:
    """What a campaign comes to."""

    lines: tuple[Line, ...]
    currency: str

    @property
    def people(self) -> int:
        """How many people it reaches."""
        return sum(line.people for line in self.lines)

    @property
    def parts(self) -> int:
        """How many SMS it is billed as."""
        return sum(line.parts for line in self.lines)

    @property
    def price(self) -> int:
        """What it costs, in ten-thousandths of the currency."""
        return sum(line.price for line in self.lines)


def estimate(
    shares: Iterable[Share],
    wordings: Wordings,
    texts: Texts,
    prices: Prices,
    suffix: str = "",
    place_name: Callable[[uuid.UUID], str] = lambda _: "",
) -> Estimate:
    """Add up what each share of an audience gets."""
    found: dict[str, list[int]] = {operator: [0, 0, 0] for operator in OPERATORS}
    known: dict[tuple[str, str, uuid.UUID | None, bool], int] = {}
    for share in shares:
        key = share.language, share.wording, share.place_id, share.is_first
        if key not in known:
            place = place_name(share.place_id) if share.place_id else ""
            body = campaign_texts.body(
                texts, texts.constants, wordings, share.language, share.wording, place
            )
            known[key] = campaign_texts.parts(body, suffix if share.is_first else "")
        line = found.setdefault(share.operator, [0, 0, 0])
        line[0] += share.people
        line[1] += share.people * known[key]
        line[2] += share.people * prices.of(share.operator, known[key])
    lines = (Line(operator, *sums) for operator, sums in found.items() if sums[0])
    return Estimate(tuple(lines), prices.currency)
