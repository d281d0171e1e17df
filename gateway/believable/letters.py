"""What else people text: commands, words that nobody but a person understands, floods."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from gateway.believable import people
from gateway.believable.chance import Lot, between, id_at
from gateway.believable.course import OUTSIDE_OFF, Times
from gateway.believable.delivering import deliver
from gateway.believable.dossier import Dossier, Sms
from gateway.replies import REPLIES_AN_HOUR, REPLY_LIVES
from storage import inbox

# What an SMS wants, how often, in which words, and the reply; "" = nobody but a person can tell.
_WANTS: dict[str, tuple[float, str, tuple[str, ...]]] = {
    "follow": (26, "receipt_unknown", ("SUIVI 4821 7730 1956", "suivi 482177301956")),
    "help": (14, "help", ("AIDE", "aide svp", "Aide")),
    "advice": (16, "advice", ("CONSEIL", "conseil ecole", "Conseils")),
    "stop": (7, "stopped", ("STOP", "Stop svp")),
    "start": (2, "started", ("START",)),
    "language": (3, "language", ("LANGUE FR", "langue fr")),
    "": (32, "unknown", (
        "bonjour j'ai un probleme", "c'est qui", "on peut vous parler", "?", "allo allo",
        "le petit va mieux merci", "venez vite", "je n'ai pas compris", "ok", "merci beaucoup",
    )),
}  # fmt: skip
_WANTED: Lot[str] = Lot({want: weight for want, (weight, _, _) in _WANTS.items()})
LETTERS, FLOODS, TWICE = 0.07, 0.0006, 0.06
FLOOD, READ_AT_ONCE = 26, 20  # messages of a flood; how many of them are not kept back
READ_WITHIN = timedelta(days=3)  # a person reads what nobody understood
UNREAD = 0.4  # of what came in within these days


@dataclass(slots=True, eq=False)
class Letter:
    """An SMS that came in, and the SMS that answers it."""

    id: uuid.UUID
    phone: str
    text: str
    at: datetime
    state: str = inbox.DONE
    intent: str = ""
    became: str | None = None
    report: Dossier | None = None


@dataclass
class Post:
    """The letters of a stretch of the year, and the SMS they caused."""

    letters: list[Letter] = field(default_factory=list)
    sms: list[tuple[Sms, Dossier | None]] = field(default_factory=list)  # with the report told


def receive(times: Times, rng: Random, dossiers: list[Dossier]) -> Post:
    """What comes in beside some reports, and the letters that are reports."""
    post = Post()
    for dossier in dossiers:
        told = dossier.told
        if told.channel == "sms":
            letter = Letter(id_at(rng, told.at), told.phone, told.words, told.at, intent="sos")
            letter.became, letter.report = inbox.REPORT, dossier
            post.letters.append(letter)
            _reply(times, rng, post, letter, "receipt")
        luck, phone = rng.random(), people.reporter(people.MOST_REPORTERS - 1 - told.number)
        if luck < LETTERS:
            _write(times, rng, post, phone, told.at)
        elif luck < LETTERS + FLOODS:
            _flood(times, rng, post, phone, told.at)
    return post


def _write(times: Times, rng: Random, post: Post, phone: str, at: datetime) -> None:
    intent = _WANTED.draw(rng)
    _, answer, texts = _WANTS[intent]
    letter = Letter(id_at(rng, at), phone, rng.choice(texts), at, intent=intent)
    letter.became = inbox.COMMAND
    if not intent:
        _for_a_person(times, rng, letter)
    post.letters.append(letter)
    _reply(times, rng, post, letter, answer)
    again = at + between(rng, timedelta(seconds=20), timedelta(minutes=2))
    if rng.random() < TWICE and again <= times.until:
        twice = Letter(id_at(rng, again), phone, letter.text, again, state=inbox.DUPLICATE)
        post.letters.append(twice)


def _flood(times: Times, rng: Random, post: Post, phone: str, at: datetime) -> None:
    """One phone writes and writes: the last of it is kept back for a person."""
    for turn in range(FLOOD):
        moment = at + turn * timedelta(seconds=70) * (0.6 + rng.random() * 0.4)
        if moment > times.until:
            return
        letter = Letter(id_at(rng, moment), phone, f"allo {turn + 1}", moment)
        _for_a_person(times, rng, letter)
        if turn >= READ_AT_ONCE and letter.at > times.until - READ_WITHIN:
            letter.state, letter.became = inbox.QUARANTINED, None
        post.letters.append(letter)
        if turn < REPLIES_AN_HOUR:
            _reply(times, rng, post, letter, "unknown")


def _for_a_person(times: Times, rng: Random, letter: Letter) -> None:
    """Read some days later at the latest."""
    is_unread = letter.at > times.until - READ_WITHIN and rng.random() < UNREAD
    letter.state = inbox.FOR_PERSON if is_unread else inbox.DONE
    letter.became = None if is_unread else inbox.READ


def _reply(times: Times, rng: Random, post: Post, letter: Letter, answer: str) -> None:
    at = letter.at
    sms = Sms(
        id_at(rng, at), "reply", None, letter.phone, "", "fr", at, at, at + REPLY_LIVES, said=answer
    )
    deliver(rng, sms, OUTSIDE_OFF, times.until)
    post.sms.append((sms, letter.report))
