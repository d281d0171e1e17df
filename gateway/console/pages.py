"""Every page of the console, by its module: importing it opens its doors."""

from gateway.console import (
    inbox,
    journal,
    journal_check,
    language,
    report,
    report_actions,
    rules,
    service_answer,
    signing_in_page,
)

__all__ = [
    "inbox",
    "journal",
    "journal_check",
    "language",
    "report",
    "report_actions",
    "rules",
    "service_answer",
    "signing_in_page",
]
