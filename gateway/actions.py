"""What a member can do: on the phone, on the web, and by the policy. One list, for docs and tests.

Every action on a report or a wish to be rung is on both; what is on the web alone is here with the
reason, so that nothing is there alone by mistake.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.console.offers import ON_WEB
from menus.flows.casework import ACTIONS as MENU

Ways = Mapping[tuple[str, str], set[str]]  # of the phone: a screen and a choice -> what follows
HOME = "home"
REPORT = "/reports/<reference>"
SERVICES = ("service", "service_kind")  # of many services, the kind is chosen first


@dataclass(frozen=True)
class Action:
    """One thing to do. `screen` and `choice` are the phone's last key before its questions, `first`
    the screen that follows (where the choice is a line of a list), `done` the one that says it is
    done; `words` names it on the web, `endpoint` takes it there."""

    name: str
    allows: str  # of the policy
    screen: str
    choice: str
    done: str
    words: str
    page: str
    endpoint: str = ""
    first: tuple[str, ...] = ()


def _on_report(name: str) -> Action:
    """An action of the phone's menu: its page on the web bears its name."""
    where = {
        "acknowledge": ("alert", "acknowledged"),
        "reopen": ("alert_finished", "noted"),
        "step_in": ("alert_elsewhere", "noted"),
        "unseal": ("actions", "report_number"),
    }
    screen, done = where.get(name, ("actions", "noted"))
    allows = name if name in ("step_in", "unseal") else "work"
    endpoint = "report_actions_step_in" if name == "step_in" else "report_actions_do"
    page = f"{REPORT}/{name}"
    first: tuple[str, ...] = (MENU[name],) if screen == "actions" else ()
    first = SERVICES if name == "refer" else first
    return Action(name, allows, screen, name, done, f"do.{name}", page, endpoint, first)


def _on_text(name: str) -> Action:
    """A decision on a text that nobody understood."""
    endpoint = "triage_report_file" if name == "report" else "triage_decide"
    words, page = f"triage.do.{name}", f"/triage/<id>/{name}"
    return Action(f"text_{name}", "triage", "text_shown", name, "text_noted", words, page, endpoint)


ACTIONS = (
    Action("list", "see_reports", HOME, "committee", "alerts", "menu.reports", "/reports"),
    Action(
        "find", "see_reports", "alerts", "find", "alert_elsewhere", "inbox.find", "/find",
        first=("find",),
    ),
    Action("open", "see_reports", "alerts", "", "alert", "report.told", REPORT, first=("alert",)),
    Action(
        "details", "see_reports", "actions", "details", "details", "report.told", REPORT,
        first=("details",),
    ),
    *(_on_report(name) for name in ON_WEB),
    Action(
        "call_back", "see_call_backs", "alerts", "call_back", "call_back_task",
        "menu.call_backs", "/call-backs", first=("call_back_task",),
    ),
    Action(
        "call_back_take", "unseal", "call_back_task", "take", "call_back_task",
        "call_backs.next.take", "/call-backs/<id>/take", "call_backs_take",
    ),
    Action(
        "call_back_number", "unseal", "call_back_task", "number", "call_back_number",
        "call_backs.number_title", "/call-backs/<id>/number", "call_backs_number",
    ),
    Action(
        "call_back_said", "unseal", "call_back_task", "said", "call_back_kept",
        "call_backs.said_title", "/call-backs/<id>/said", "call_backs_say",
    ),
    Action("texts", "triage", "alerts", "texts", "texts", "menu.triage", "/triage",
           first=("texts",)),
    *(_on_text(name) for name in ("report", "ask", "answer", "ring", "nothing", "release")),
    Action(
        "text_undo", "triage", "text_noted", "undo", "texts",
        "triage.undo", "/triage/<id>/back", "triage_back",
    ),
    Action(
        "language", "sign_in", "settings", "language", HOME,
        "account.language", "/account", "account_language",
    ),
)  # fmt: skip

# Pages that take something and are the phone's in another shape: the endpoint, and the phone's.
IN_OTHER_SHAPE = {
    "signing_in_page_knock": "list",
    "signing_in_page_enter": "list",
    "signing_in_page_leave": "list",  # one hangs up
    "language_choose": "language",
    "language_choose_mine": "language",
    "service_answer_answer": "answers",  # by a member, when the service calls
}
# Actions of the policy that are no action on a report: their page in the menu, and why they are on
# the web alone.
WEB_ONLY = {
    "see_overview": ("menu.overview", "figures"),
    "count_sensitive": ("menu.overview", "figures"),
    "see_committees": ("menu.committees", "lists"),
    "keep_committees": ("menu.committees", "lists"),
    "see_words": ("menu.words", "texts"),
    "change_words": ("menu.words", "texts"),
    "see_rules": ("menu.rules", "house"),
    "change_rules": ("menu.rules", "house"),
    "see_journal": ("menu.journal", "house"),
    "see_machines": ("menu.machines", "house"),
    "see_campaigns": ("menu.campaigns", "campaigns"),
    "keep_campaigns": ("menu.campaigns", "campaigns"),
    "keep_contacts": ("menu.contacts", "campaigns"),
}
# Pages about coming in on the web itself.
WEB_DOOR = (
    "account_secrets_change", "account_secrets_keep", "account_end", "account_end_others",
    "invitation_accept",
)  # fmt: skip


def way(ways: Ways, screen: str) -> list[tuple[str, str]]:
    """The shortest way from the first screen to another: each screen passed, and what is chosen
    on it. Raises LookupError where none leads."""
    came: dict[str, tuple[str, str]] = {}
    waiting = deque([HOME])
    while waiting:
        here = waiting.popleft()
        for (name, choice), after in sorted(ways.items()):
            if name != here:
                continue
            for each in sorted(after - came.keys() - {HOME}):
                came[each] = (here, choice)
                waiting.append(each)
    passed: list[tuple[str, str]] = []
    while screen != HOME:
        if screen not in came:
            raise LookupError(f"no key leads to the screen {screen!r}")
        passed.append(came[screen])
        screen = came[screen][0]
    return passed[::-1]


def answers(ways: Ways, action: Action) -> int:
    """How many answers it takes at least on the phone, from the first screen until it is done."""
    before = len(way(ways, action.screen)) + 1
    if action.done == action.screen:
        return before  # it is said on the same screen
    reached = ways.get((action.screen, action.choice)) or ways[action.screen, ""]
    starts = reached.intersection(action.first) if action.first else reached
    waiting, known = deque((start, before) for start in sorted(starts)), set(starts)
    while waiting:
        here, count = waiting.popleft()
        if here == action.done:
            return count
        for (name, _), after in ways.items():
            if name == here:
                waiting.extend((each, count + 1) for each in sorted(after - known))
                known |= after
    raise LookupError(f"no key does {action.name!r}: none leads to {action.done!r}")
