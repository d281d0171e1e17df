"""Every page of the console, by its module: importing it opens its doors."""

from gateway.console import (
    inbox,
    language,
    report,
    report_actions,
    service_answer,
    signing_in_page,
)

__all__ = [
    "inbox",
    "language",
    "report",
    "report_actions",
    "service_answer",
    "signing_in_page",
]
