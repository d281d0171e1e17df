"""Every page of the console, by its module: importing it opens its doors."""

from gateway.console import (
    call_backs,
    inbox,
    journal,
    journal_check,
    language,
    report,
    report_actions,
    rules,
    service_answer,
    signing_in_page,
    triage,
    triage_report,
)

__all__ = [
    "call_backs",
    "inbox",
    "journal",
    "journal_check",
    "language",
    "report",
    "report_actions",
    "rules",
    "service_answer",
    "signing_in_page",
    "triage",
    "triage_report",
]
