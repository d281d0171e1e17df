"""A question and its options -> pages that fit on any phone; an option is never split."""

from collections.abc import Sequence

from menus.gsm7 import septets

SCREEN = 160  # septets; what every network shows (3GPP allows 182, some networks less)
PREFIX = 4  # the provider's "CON " or "END " may count
ROOM = SCREEN - PREFIX
MOST_OPTIONS = 7
MOST_ON_A_PAGE = 6  # of a list with several pages
MORE, BACK = "98", "0"


def number(labels: Sequence[str]) -> list[str]:
    """Put 1, 2, 3 before the options."""
    return [f"{n} {label}" for n, label in enumerate(labels, start=1)]


def compose(text: str, short: str, lines: Sequence[str], notice: str = "") -> str:
    """One screen; the short question stands in when the long one leaves too little room."""
    below = list(lines)
    above = [notice] if notice else []
    long = "\n".join([*above, text, *below])
    return long if septets(long) <= ROOM else "\n".join([*above, short, *below])


def pages(
    text: str, short: str, labels: Sequence[str], tail: Sequence[str], more: str, notice: str = ""
) -> list[list[str]]:
    """Cut a long list into pages; `tail` is on each page, `more` where another page follows.

    Room is kept for the longest notice, so that a wrong answer never moves an option to another
    page. Even a list with nothing in it has one page.
    """
    head = max(septets(text), septets(short) + (septets(notice) + 1 if notice else 0))
    fixed = head + sum(septets(line) + 1 for line in tail)
    room = ROOM - fixed
    if len(labels) <= MOST_OPTIONS and _height(labels) <= room:
        return [list(labels)]
    return _filled(labels, room - septets(more) - 1)


def _filled(labels: Sequence[str], room: int) -> list[list[str]]:
    cut: list[list[str]] = [[]]
    for label in labels:
        full = len(cut[-1]) == MOST_ON_A_PAGE or _height([*cut[-1], label]) > room
        if full and cut[-1]:
            cut.append([])
        cut[-1].append(label)
    return cut


def _height(labels: Sequence[str]) -> int:
    return sum(septets(label) + len("1 \n") for label in labels)
