"""Every page of the console, by its module: importing it opens its doors."""

from gateway.console import (
    account,
    account_secrets,
    call_backs,
    inbox,
    invitation,
    journal,
    journal_check,
    language,
    machines,
    report,
    report_actions,
    rules,
    service_answer,
    signing_in_page,
    triage,
    triage_report,
)

__all__ = [
    "account",
    "account_secrets",
    "call_backs",
    "inbox",
    "invitation",
    "journal",
    "journal_check",
    "language",
    "machines",
    "report",
    "report_actions",
    "rules",
    "service_answer",
    "signing_in_page",
    "triage",
    "triage_report",
]
