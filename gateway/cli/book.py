"""The words of the ledger: its accounts, and what each thing that is wrong means and asks for."""

from collections.abc import Mapping

from storage import ledger

CAME = {
    "ussd": "calls that told a danger, or broke off before",
    "sms": "SMS",
    "spooled": "reports on this machine's disk",
}
# The six accounts of the book, each with what it is made of.
ACCOUNTS: Mapping[str, Mapping[str, str]] = {
    "reports": {ledger.REPORT: "reports sent to committees", ledger.SPOOLED: "on the disk"},
    "drafts": {
        ledger.DRAFT: "drafts, sent as incomplete when they rest",
        ledger.CANCELLED: "cancelled by the caller",
        ledger.UNFINISHED: "calls without a place, or that went on with an earlier one",
    },
    "commands": {
        ledger.COMMAND: "carried out (SUIVI, RAPPEL, STOP, VU …)",
        ledger.PART: "parts of a report that another SMS completed",
    },
    "unparsed": {
        ledger.ASKED: "their sender was asked for what is missing",
        ledger.UNPARSED: "wait for a person",
        ledger.READ: "a person has read them",
    },
    "quarantined": {ledger.QUARANTINED: "too many from one phone"},
    "duplicates": {ledger.DUPLICATE: "the same text again"},
}
RESTORE = "Find it in the last backup; look who can write to the database besides Veille."
# Each agreement: what broke it, and what to do.
ADVICE: Mapping[str, tuple[str, str]] = {
    "call_is_gone": ("came in by a call and is no longer there", RESTORE),
    "sms_is_gone": ("came in by SMS and is no longer there", RESTORE),
    "no_mark": (
        "is there and never came in",
        "Somebody wrote it by hand, or the triggers arrivals_of_… of migration 0013 are gone.",
    ),
    "report_without_sms": ("is a report by SMS without its SMS", RESTORE),
    "report_of_two_sms": ("is a report that two SMS claim", "Read both; one is another's."),
    "sms_without_report": ("is an SMS whose report is not there", RESTORE),
    "sms_unaccounted": (
        "is an SMS of which nothing says what it became",
        "Set its state to for_person: then a person reads it.",
    ),
    "report_without_alert": (
        "is a report that nobody was told of",
        "Add members to the national coordination, and to the social centre; the clock tells them.",
    ),
    "report_without_history": ("is a report without its history", RESTORE),
    "nobodys_turn": (
        "is an open report that waits for nobody",
        "The clock looks for somebody every minute: add members to the coordination above it.",
    ),
    "closed_yet_awaited": (
        "is finished, and a committee is still asked about it",
        "A coordinator reopens it and closes it again.",
    ),
    "alert_without_report": ("is an alert without its report", RESTORE),
    "alert_without_promise": (
        "is an alert of which no SMS was promised",
        "Ring the committee. A member's number that cannot be opened needs its key.",
    ),
    "promise_without_alert": ("is an SMS about an alert that is not there", RESTORE),
    "promise_without_time": (
        "is an SMS that waits and will never be tried",
        "Set its next_attempt_at to now; the next sweep sends it.",
    ),
    "line_without_report": ("is a report of which only the history is left", RESTORE),
    "stage_disagrees": ("stands in a list that its status does not name", "Tell its developers."),
    "rank_disagrees": ("is sorted other than its urgency says", "Tell its developers."),
    "turn_disagrees": ("has an alert in a list that its state does not name", RESTORE),
    "due_disagrees": ("is late, or is not, other than its alerts say", "Tell its developers."),
    "history_changed": ("has a history that somebody changed", RESTORE),
    "spool_unreadable": (
        "lies on this machine's disk and cannot be opened",
        "Bring back the key that sealed it, rename the file to .report, restart the clock.",
    ),
}
