"""A stretch of the year as it was lived -> its rows, sealed and numbered."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from gateway import learning
from gateway.believable import letters, rows, unsent, wishes
from gateway.believable.course import Times
from gateway.believable.dossier import Dossier
from gateway.believable.numbers import Receipts, References
from gateway.believable.order import Order
from gateway.believable.sheaf import Sheaf
from gateway.believable.texts import Texts
from menus.words import Words
from storage import bulk
from storage.database import Database
from storage.encryption import Keys
from storage.models import Base, CallBack, Report


@dataclass(frozen=True)
class Binding:
    """What rows are made with: keys, numbers that are single, texts."""

    keys: Keys
    references: References
    call_backs: References
    receipts: Receipts
    texts: Texts
    order: Order

    def key(self, kind: str, number: int) -> str:
        """The key of a call of this year."""
        return self.keys.index("believable", f"{self.order.salt}:{kind}:{number}")


def prepare(database: Database, times: Times, order: Order) -> Binding:
    """Make ready for a year in this database."""
    keys = database.keys
    return Binding(
        keys,
        References(order.most, _kept_by(database, Report, Report.reference)),
        References(order.most, _kept_by(database, CallBack, CallBack.reference)),
        Receipts(keys, _kept_by(database, Report, Report.receipt_hash)),
        Texts(times.rules, learning.tip(Words.load().voice("fr"), order.until)),
        order,
    )


def bind(times: Times, binding: Binding, rng: Random, dossiers: list[Dossier]) -> Sheaf:
    """The rows of one stretch, with what came in beside its reports."""
    sheaf = Sheaf(len(dossiers))
    post = letters.receive(times, rng, dossiers)
    receipts = _bind_reports(binding, rng, dossiers, post, sheaf)
    for letter in post.letters:
        rows.bind_letter(sheaf, binding, letter)
    for sms, report in post.sms:
        rows.bind_sms(sheaf, binding, sms, receipts[report.id] if report else "")
    for wish in wishes.make(times, rng, dossiers):
        rows.bind_wish(sheaf, binding, rng, wish)
    for dossier in dossiers:
        if rng.random() < unsent.CANCELLED:
            unsent.bind_cancelled(sheaf, binding, rng, dossier.told)
    return sheaf


def _bind_reports(
    binding: Binding, rng: Random, dossiers: list[Dossier], post: letters.Post, sheaf: Sheaf
) -> dict[object, str]:
    """Each report with its receipt, and what is remembered of its phone."""
    keys, known = binding.keys, set[str]()
    by_sms = {letter.report.id: letter for letter in post.letters if letter.report}
    receipts: dict[object, str] = {}
    for dossier in dossiers:
        letter = by_sms.get(dossier.id)
        by_call = binding.key("call", dossier.told.number)
        key = keys.index("sms", str(letter.id)) if letter else by_call
        receipts[dossier.id] = rows.bind_dossier(sheaf, binding, rng, dossier, key)
        if dossier.has_receipt and dossier.phone_index not in known:
            known.add(dossier.phone_index)
            rows.bind_contact(sheaf, rng, dossier)
    return receipts


def _kept_by(
    database: Database, model: type[Base], column: InstrumentedAttribute[Any]
) -> Callable[[str], bool]:
    """Whether the database holds a value already, asked of it only where it held any before."""
    with database.reading() as session:
        if not bulk.count(session, model):
            return lambda _: False

    def is_kept(value: str) -> bool:
        with database.reading() as session:
            return bool(bulk.taken(session, column, (value,)))

    return is_kept
