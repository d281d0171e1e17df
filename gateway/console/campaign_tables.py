"""What a campaign came to, in tables: the same on its page and in every file. No count of reports
or answers under five is shown, and nothing here leads to a person."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.console import campaign_compared
from gateway.console.doors import Visit
from gateway.console.small_cells import SMALL
from notifications.prices import UNIT
from storage import places
from storage.models import Campaign
from storage.operators import NAMES

REASONS = ("AbsentSubscriber", "UserInBlacklist", "UserInBlackList", "Expired", "DeliveryFailure",
           "InvalidPhoneNumber", "UserIsInactive")  # fmt: skip
NOT_GONE = ("queued", "later", "stopped")
AREAS = ("reached", "others")
Cell = str | int


@dataclass(frozen=True)
class Table:
    """A table: what it is called, its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def tables(visit: Visit, campaign: Campaign) -> list[Table]:
    """Every table there is something to say in."""
    figures: Mapping[str, Any] = campaign.figures or {}
    found = [
        _reach(visit, "department", _named(visit, figures.get("departments", {}))),
        _reach(visit, "company", _companies(visit, figures.get("operators", {}))),
        _reach(visit, "wording", figures.get("wordings", {})),
        _reasons(visit, figures.get("reasons", {})),
        _quiz(visit, figures.get("quiz") or {}),
        _reports(visit, figures.get("reports") or {}),
    ]
    return [table for table in found if table.rows]


def sums(campaign: Campaign) -> tuple[int, int, int]:
    """How many were meant, were written to, and have it."""
    states = (campaign.figures or {}).get("status", {})
    gone = sum(count for state, count in states.items() if state not in NOT_GONE)
    return sum(states.values()), gone, states.get("delivered", 0)


def stopped(campaign: Campaign) -> int:
    """How many said STOP after they were written to."""
    return sum((campaign.figures or {}).get("opt_outs", {}).values())


def francs(amount: int) -> str:
    """An amount in ten-thousandths, for a file."""
    return f"{amount / UNIT:.0f}" if amount % UNIT == 0 else f"{amount / UNIT:.2f}"


def _reach(visit: Visit, what: str, counted: Mapping[str, Mapping[str, int]]) -> Table:
    say = visit.speech
    if what == "wording" and len(counted) < 2:
        counted = {}
    rows: list[tuple[Cell, ...]] = [
        (
            name.upper() if what == "wording" else name,
            sum(states.values()),
            states.get("delivered", 0),
            states.get("undelivered", 0),
        )
        for name, states in sorted(counted.items())
    ]
    head = tuple(str(say(f"results.{each}")) for each in (what, "meant", "delivered", "lost"))
    return Table(str(say(f"results.by_{what}")), head, rows)


def _named(visit: Visit, counted: Mapping[str, Any]) -> dict[str, Any]:
    nowhere = str(visit.speech("results.nowhere"))
    return {
        places.name(visit.session, uuid.UUID(each)) if each else nowhere: states
        for each, states in counted.items()
    }


def _companies(visit: Visit, counted: Mapping[str, Any]) -> dict[str, Any]:
    other = str(visit.speech("results.other"))
    return {NAMES.get(each, other): states for each, states in counted.items()}


def _reasons(visit: Visit, counted: Mapping[str, int]) -> Table:
    say = visit.speech
    rows: list[tuple[Cell, ...]] = [
        (str(say(f"results.reason.{why}")) if why in REASONS else why, count)
        for why, count in sorted(counted.items(), key=lambda pair: -pair[1])
    ]
    head = (str(say("results.why")), str(say("results.messages")))
    return Table(str(say("results.by_reason")), head, rows)


def _quiz(visit: Visit, counted: Mapping[str, Any]) -> Table:
    say = visit.speech
    rows: list[tuple[Cell, ...]] = [
        (
            str(say(f"results.area.{area}")),
            _share(visit, counted.get("before", {}).get(area)),
            _share(visit, counted.get("after", {}).get(area)),
        )
        for area in AREAS
    ]
    wordings = counted.get("wordings", {})
    if len(wordings) > 1:
        rows += [
            (str(say("results.wording_of", wording=each.upper())), "", _share(visit, told))
            for each, told in sorted(wordings.items())
        ]
    is_any = any(counted.get(period) for period in ("before", "after"))
    head = ("", str(say("results.before")), str(say("results.after")))
    return Table(str(say("results.quiz")), head, rows if is_any else [])


def _share(visit: Visit, answers: Mapping[str, int] | None) -> str:
    """How many of the answers were right; not told of fewer than five."""
    if not answers:
        return "–"
    if answers["all"] < SMALL:
        return str(visit.speech("results.few"))
    return str(visit.speech("results.right", right=answers["right"], n=answers["all"]))


def _reports(visit: Visit, counted: Mapping[str, Any]) -> Table:
    say, few = visit.speech, str(visit.speech("results.hidden"))
    rows: list[tuple[Cell, ...]] = [
        (
            str(say(f"results.area.{each.area}")),
            few if each.before is None else each.before,
            few if each.after is None else each.after,
        )
        for each in campaign_compared.reports(counted)
    ]
    is_any = any(counted.get(period) for period in ("before", "after"))
    head = ("", str(say("results.before")), str(say("results.after")))
    return Table(str(say("results.reports")), head, rows if is_any else [])
