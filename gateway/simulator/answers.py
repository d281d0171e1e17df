"""Reading the gateway's answer to a USSD turn, as a strict network would."""

import re
from dataclasses import dataclass
from itertools import chain

from gateway.simulator import septets
from gateway.simulator.callbacks import Answer
from gateway.simulator.networks import Network

SHAPE = re.compile(r"(CON|END) ?")
UCS2_LIMIT = 80
MORE, BACK = "98", "00"
MORE_LINE, BACK_LINE = f"{MORE}:More", f"{BACK}:Back"

# What the session-end event says. Only the first wording is the provider's own.
ERRORS = {
    "malformed": "Response should start with a CON or an END",
    "status": "The application answered with an HTTP error",
    "timeout": "The application did not answer in time",
    "unreachable": "The application could not be reached",
    "too_long": "The menu is longer than the network allows",
}


@dataclass(frozen=True)
class Reading:
    """What the phone shows, or the trouble that ends the session."""

    pages: tuple[str, ...] = ("",)
    ended: bool = True
    signs: int = 0
    limit: int = 160
    trouble: str = ""


def read(answer: Answer, network: Network) -> Reading:
    if answer.trouble:
        return Reading(trouble=answer.trouble)
    if answer.status != 200:
        return Reading(trouble="status")
    shape = SHAPE.match(answer.body)
    if shape is None:
        return Reading(trouble="malformed")
    body = _writable(answer.body, network)
    limit = network.menu_limit if septets.is_gsm7(body) else UCS2_LIMIT
    pages = _pages(body[shape.end() :], limit - shape.end(), network, ended=shape[1] == "END")
    signs = septets.length(body)
    if not pages:
        return Reading(trouble="too_long", signs=signs, limit=limit)
    return Reading(pages, shape[1] == "END", signs, limit)


def _writable(body: str, network: Network) -> str:
    """Do to strange letters what this network does to them."""
    if network.strange == "ucs2":
        return body
    instead = "?" if network.strange == "mark" else ""
    return "".join(sign if septets.is_gsm7(sign) else instead for sign in body)


def _pages(text: str, room: int, network: Network, *, ended: bool) -> tuple[str, ...]:
    if septets.length(text) <= room:
        return (text,)
    if network.too_long == "reject":
        return ()
    if network.too_long == "truncate" or ended:
        return (septets.cut(text, room),)
    return _paginate(text, room)


def _paginate(text: str, room: int) -> tuple[str, ...]:
    """Break a menu between lines, leaving room on each page for the network's own two lines."""
    room -= len(f"\n{MORE_LINE}\n{BACK_LINE}")
    pages = [""]
    pieces = (_pieces(line, room) for line in text.split("\n"))
    for line in chain.from_iterable(pieces):
        longer = f"{pages[-1]}\n{line}" if pages[-1] else line
        if septets.length(longer) <= room:
            pages[-1] = longer
        else:
            pages.append(line)
    return tuple(_with_keys(page, at, len(pages)) for at, page in enumerate(pages))


def _pieces(line: str, room: int) -> list[str]:
    pieces = []
    while septets.length(line) > room:
        pieces.append(septets.cut(line, room))
        line = line[len(pieces[-1]) :]
    return [*pieces, line]


def _with_keys(page: str, at: int, count: int) -> str:
    keys = ([MORE_LINE] if at < count - 1 else []) + ([BACK_LINE] if at else [])
    return "\n".join([page, *keys])
