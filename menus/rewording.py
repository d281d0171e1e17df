"""Words that are changed without a release: what may be changed, what is wrong with a change, and
the tables that translators work in."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from menus.gsm7 import outsiders, septets
from menus.words import FILES, HERE, Words, blanks_of

Overrides = Mapping[str, Mapping[str, str]]  # {language: {where: text}}
REWORDABLE = ("ussd", "sms", "alerts", "advice")  # what a keyword is stays with the code
SMS = 160  # septets of one SMS
NETWORKS = {"Orange": 160, "MTN": 160, "Moov": 160, "3GPP": 182}  # septets of a screen, as known
COLUMNS = ("where", "tone", "source", "translation", "septets", "room", "blanks")
_SENTENCES = {
    "unknown": "no such text; `veille words export` lists them",
    "empty": "is empty",
    "letters": "phones cannot show {letters}: write it with other letters",
    "braces": "has a {{ or }} that opens or closes no blank",
    "blanks": "must hold these blanks and no others: {blanks}",
}
_FORMULA = ("=", "+", "-", "@", "\t")
_TABLE = re.compile(r"^\[([\w.]+)\]\s*#\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one change, and what to do."""

    language: str
    where: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.language}, {self.where}: {self.wrong}"


class RowsRefused(Exception):
    """A table of translations cannot be taken; one line for each row that is wrong."""


def texts_of(words: Words, language: str) -> dict[str, str]:
    """Every text of a language that may be changed, by where it stands."""
    every = words.voice(language).every_text()
    return {where: text for where, text in every if where.split(".")[0] in REWORDABLE}


def faults(words: Words, overrides: Overrides) -> Iterator[Fault]:
    """What is wrong with some changes, one by one; how screens fit is the walk's to tell."""
    for language, texts in overrides.items():
        if language not in words.languages:
            yield Fault(language, "*", f"no such language; there are {', '.join(words.languages)}")
            continue
        known = texts_of(words, language)
        for where, text in texts.items():
            yield from (Fault(language, where, wrong) for wrong in _wrong(known, where, text))


@dataclass(frozen=True)
class Slip:
    """One thing that is wrong with a text, as a code: letters, blanks, braces, empty, unknown; and
    which letters, or which blanks it must hold."""

    code: str
    what: tuple[str, ...] = ()


def slips(known: Mapping[str, str], where: str, text: str) -> Iterator[Slip]:
    """What is wrong with a text in the place of another."""
    if where not in known:
        yield Slip("unknown")
        return
    if not text.strip():
        yield Slip("empty")
    if outside := outsiders(text):
        yield Slip("letters", tuple(outside))
    try:
        given, wanted = blanks_of(text), blanks_of(known[where])
    except ValueError:
        yield Slip("braces")
        return
    if given != wanted:
        yield Slip("blanks", tuple(sorted(wanted)))


def _wrong(known: Mapping[str, str], where: str, text: str) -> Iterator[str]:
    for slip in slips(known, where, text):
        named = ", ".join(f"{{{name}}}" for name in slip.what) or "none"
        yield _SENTENCES[slip.code].format(letters=repr("".join(slip.what)), blanks=named)


def tones(language: str, folder: Path = HERE) -> dict[str, str]:
    """What the locale files tell translators about each table: the tone, the danger."""
    found: dict[str, str] = {}
    for name in FILES:
        path = folder / language / f"{name}.toml"
        if path.is_file():
            for table, tone in _TABLE.findall(path.read_text(encoding="utf-8")):
                found[f"{name}.{table}"] = tone.strip()
    return found


def table(words: Words, language: str, rooms: Mapping[str, int]) -> str:
    """The texts of a language as CSV for a translator, with the room that each one leaves.

    `rooms` are the septets left on each screen at its fullest.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    said, source, tone = texts_of(words, language), texts_of(words, words.default), tones(language)
    for where, text in said.items():
        file, screen, *_ = where.split(".")
        room = rooms.get(screen, "") if file == "ussd" else SMS - septets(text)
        blanks = " ".join(f"{{{name}}}" for name in sorted(blanks_of(text)))
        row = (where, tone.get(f"{file}.{screen}", ""), source.get(where, ""), text)
        rows.writerow((*map(_tame, row), septets(text), room, blanks))
    return out.getvalue()


def read_table(content: str, words: Words, language: str) -> dict[str, str]:
    """The changes that a translator's table makes; raises RowsRefused naming each bad row."""
    content = content.lstrip("\ufeff")
    separator = ";" if content.partition("\n")[0].count(";") > 2 else ","
    rows = csv.DictReader(io.StringIO(content), delimiter=separator)
    if not {"where", "translation"} <= set(rows.fieldnames or ()):
        raise RowsRefused("line 1: the columns `where` and `translation` are missing")
    known, changes, wrong = texts_of(words, language), dict[str, str](), list[str]()
    for row in rows:
        where, text = _wild(row["where"] or ""), _wild(row["translation"] or "")
        if known.get(where) == text:
            continue
        wrong += (f"line {rows.line_num}, {where}: {why}" for why in _wrong(known, where, text))
        changes[where] = text
    if wrong:
        raise RowsRefused("\n".join(wrong))
    return changes


def joined(overrides: Overrides, more: Overrides) -> dict[str, dict[str, str]]:
    """Changes with others laid over them."""
    languages: Iterable[str] = dict.fromkeys([*overrides, *more])
    return {name: {**overrides.get(name, {}), **more.get(name, {})} for name in languages}


def _tame(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _wild(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
