"""Calls cut after each turn, dialled again or not: what was begun is not lost."""

import itertools

import pytest
from sqlalchemy import select

from storage.models import Alert, Report

pytestmark = pytest.mark.stories

# What callers choose, label by label; `#` types what follows.
SCRIPTS = {
    "new, work": ["Signaler", "Travail", "Machette", "Code", "#1029", "Fille 0", "Souvent",
                  "Comité", "Non, je", "Envoyer"],
    "new, in a hurry": ["Signaler", "Autre", "Code", "#1010", "Envoyer déjà"],
    "new, typed with a slip": ["Signaler", "Mariage", "Mariage", "Taper", "#galeya", "Galéa",
                               "Plusieurs", "Maintenant", "Pas le", "Oui, par", "Envoyer"],
    "new, sensitive": ["Signaler", "Violence", "Abus", "Code", "#1029", "Gars 12", "Souvent",
                       "Oui, seul", "Envoyer"],
    "new, in no list": ["Signaler", "Autre", "Chercher", "Soubré", "Liliyo", "Pas dans",
                        "#Campement", "Plusieurs", "Souvent", "Je ne", "Non, je", "Envoyer"],
}  # fmt: skip


def follow(caller, steps):
    """Take these steps."""
    for step in steps:
        caller.types(step[1:]) if step.startswith("#") else caller.picks(step)


def named_danger_and_place(done):
    """Whether these steps name what and where."""
    return any(step in ("Galéa", "#Campement", "#1029", "#1010") for step in done)


def test_what_named_danger_and_place_leaves_a_usable_record_however_often_it_drops(
    people, house, time, clock
):
    started = usable = sent = kept_of_sent = 0
    for number, (steps, redials) in enumerate(itertools.product(SCRIPTS.values(), range(4))):
        for cut in range(1, len(steps) + 1):
            caller = people.person(f"+22507{number:04}{cut:04}")
            done = _call_and_drop(caller, steps, cut, redials)
            if named_danger_and_place(done):
                started += 1
                sent += done[-1].startswith("Envoyer")
    time.passes(minutes=11)
    clock.tick()
    while clock.tick() or _drafts(house):
        time.passes(minutes=1)

    with house.database.reading() as session:
        told = select(Alert.id).where(Alert.report_id == Report.id).exists()
        usable = len(list(session.scalars(select(Report.id).where(told))))
        kept_of_sent = len(
            list(session.scalars(select(Report.id).where(told, Report.receipt_hash.is_not(None))))
        )
    assert sent == kept_of_sent
    assert usable / started >= 0.95, f"{usable} of {started}"  # all 151 when this was written


def _call_and_drop(caller, steps, cut, redials):
    """Dial, take so many steps, drop; and go on after each redial by two steps more."""
    follow(caller.dials(), steps[:cut])
    done = cut
    for _ in range(redials):
        if done == len(steps):
            break
        caller.dials()
        if "Continuer" in caller.screen:
            caller.picks("Continuer")
            more = steps[done : done + 2]
        else:
            more = steps[: done + 2]
        follow(caller, more)
        done = min(len(steps), done + 2)
    return steps[:done]


def _drafts(house):
    with house.database.reading() as session:
        return session.scalars(select(Report.id).where(Report.status == "draft")).first()
