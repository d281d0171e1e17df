"""Who everybody is: names of nobody in particular, and numbers that no operator gives out.

Ivorian mobiles begin with 01, 05 or 07 and the old number; no old number began with 1, so nothing
that is ever sent to one of these by mistake reaches anybody.
"""

from random import Random

OPERATORS = ("07", "05", "01")
FIRST_REPORTER, FIRST_MEMBER = 13_000_000, 12_900_000
MOST_REPORTERS = 7_000_000 * len(OPERATORS)
MOST = 2_500_000  # reports: of these phones a quarter report or cancel, others write or call
FIRST_NAMES = (
    "Aya", "Koffi", "Affoué", "Yao", "Adjoua", "Kouassi", "Amenan", "Kouadio", "Akissi", "Konan",
    "Ahou", "Kouamé", "Mariam", "Issouf", "Fatou", "Drissa", "Salimata", "Bakary", "Awa", "Lassina",
    "Rokia", "Seydou", "Aminata", "Moussa", "Clarisse", "Serge", "Odile", "Hervé", "Solange",
    "Prosper", "Estelle", "Firmin", "Brigitte", "Didier", "Chantal", "Gérard", "Edwige", "Romaric",
    "Viviane", "Désiré", "Josiane", "Bienvenu", "Pélagie", "Thierry", "Rosine", "Arsène", "Sylvie",
)  # fmt: skip
INITIALS = "ABCDGKLMNOSTYZ"


def name(rng: Random) -> str:
    """A first name and a letter."""
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(INITIALS)}."


def reporter(number: int) -> str:
    """The phone of one of the many who report."""
    return _phone(FIRST_REPORTER, number)


def member(number: int) -> str:
    """The phone of a member whom nobody named."""
    return _phone(FIRST_MEMBER, number)


def _phone(first: int, number: int) -> str:
    subscriber, operator = divmod(number, len(OPERATORS))
    return f"+225{OPERATORS[operator]}{first + subscriber}"
