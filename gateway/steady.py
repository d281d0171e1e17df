"""A committee's call that is played again does nothing twice, and picks nothing else.

When Redis forgets a call, its keys are played from the first one (decisions 0001, 0013). By then a
list may stand in another order, and a key would open another child's report. So what each step came
to is kept in the database: what was done is not done again, and where a step would show something
else than it did, the call ends and the member dials again.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from gateway.errands import Errand, Told
from storage import repeats
from storage.database import keys_of

LOST = "lost"  # the result of a step that would show something else now
Step = Callable[[Errand], Told]


def reads(step: Step) -> Step:
    """A step that only looks: played again, it shows what it showed, or the call is lost."""

    @wraps(step)
    def again(errand: Errand) -> Told:
        mark = _mark(errand)
        first = repeats.begin(errand.session, mark, errand.now)
        told = step(replace(errand, now=first.at) if first else errand)
        shown = keys_of(errand.session).index("shown", json.dumps([told.result, told.facts]))
        if first is None:
            repeats.end(errand.session, mark, shown)
        return told if first is None or first.said == shown else Told(LOST)

    return again


def once(errand: Errand, act: Callable[[], str]) -> str:
    """Do a piece of work, or say what came of it when it was done before in this very step."""
    mark = _mark(errand)
    first = repeats.begin(errand.session, mark, errand.now)
    if first is not None:
        return first.said
    said = act()
    repeats.end(errand.session, mark, said)
    return said


def _mark(errand: Errand) -> str:
    return keys_of(errand.session).index("step", errand.try_mark)
