"""Words changed by those who run a programme: drafted, checked, published, taken back; by the
command and by the console."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from menus import rewording
from menus.check import Report, check
from menus.words import Words
from storage import words as kept
from storage.models import WordsVersion
from storage.words import Overrides


class WordsRefused(Exception):
    """Words that no caller should hear; one line for each thing that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class NoDraft(WordsRefused):
    """There is no draft to publish."""


class DraftOpen(WordsRefused):
    """A draft is being made, and would be lost."""


class DraftChanged(WordsRefused):
    """The draft is not the one that was proved: somebody changed it meanwhile."""


@dataclass(frozen=True)
class Proof:
    """Words that were walked: what they change, how much was looked at, what is wrong."""

    overrides: Overrides
    report: Report

    @property
    def faults(self) -> Sequence[str]:
        """One line for each thing that is wrong."""
        return self.report.faults


def change(
    session: Session, base: Words, changes: Overrides, made_by: str, now: datetime, note: str = ""
) -> WordsVersion:
    """Lay changes over the draft, or begin one from what is published."""
    if wrong := list(rewording.faults(base, changes)):
        raise WordsRefused([str(fault) for fault in wrong])
    before = kept.draft(session) or kept.published(session)
    overrides = rewording.joined(before.overrides if before else {}, changes)
    return kept.put_draft(session, _needed(base, overrides), note, made_by, now)


def spoken(session: Session, base: Words, number: int | None = None) -> Words:
    """The words of a version; without a number the draft's, or else what is published."""
    if number is not None:
        version = kept.numbered(session, number)
        if version is None:
            raise WordsRefused([f"there is no version {number}"])
    else:
        version = kept.draft(session) or kept.published(session)
    return base.with_overrides(version.overrides) if version else base


def proved(words: Words) -> Report:
    """The walk through every screen with these words."""
    return check(words)


def prove(base: Words, overrides: Overrides) -> Proof:
    """Walk every screen with some changes; it takes seconds, so no transaction is open meanwhile
    where somebody waits for one."""
    return Proof(overrides, proved(base.with_overrides(overrides)))


def publish(
    session: Session, base: Words, note: str, now: datetime, proof: Proof | None = None
) -> WordsVersion:
    """Let everybody hear the draft; raises WordsRefused when a screen would not fit, or when the
    draft is not the one that `proof` is about."""
    draft = kept.draft(session)
    if draft is None:
        raise NoDraft(["there is no draft; make one with `veille words draft`"])
    proof = proof or prove(base, draft.overrides)
    if proof.overrides != draft.overrides:
        raise DraftChanged(["the draft was changed meanwhile: check it again"])
    if proof.faults:
        raise WordsRefused(proof.faults)
    draft.note = note or draft.note
    kept.publish(session, draft, now)
    return draft


def roll_back(
    session: Session,
    base: Words,
    number: int,
    made_by: str,
    now: datetime,
    proof: Proof | None = None,
) -> WordsVersion:
    """Publish again what an earlier version said; 0 is what the release says."""
    version = kept.numbered(session, number)
    if version is None and number:
        raise WordsRefused([f"there is no version {number}"])
    if kept.draft(session) is not None:
        raise DraftOpen(["a draft is being made: publish it, or drop it, first"])
    overrides = version.overrides if version else {}
    proof = proof or prove(base, overrides)
    if proof.faults:
        raise WordsRefused(proof.faults)
    again = kept.put_draft(session, overrides, f"back to {number}", made_by, now)
    kept.publish(session, again, now)
    return again


def drop(session: Session) -> bool:
    """Throw the draft away; whether there was one."""
    draft = kept.draft(session)
    if draft is not None:
        session.delete(draft)
    return draft is not None


def _needed(base: Words, overrides: Overrides) -> dict[str, dict[str, str]]:
    """The changes that change something."""
    found = {}
    for language, texts in overrides.items():
        said = rewording.texts_of(base, language)
        found[language] = {w: t for w, t in texts.items() if said.get(w) != t}
    return {language: texts for language, texts in found.items() if texts}
