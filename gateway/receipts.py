"""Receipts: twelve digits for the reporter, of which only a keyed fingerprint is kept.

A receipt is made from the call it belongs to, so that a turn told twice, or answered while the
database is away, gives the same one.
"""

from sqlalchemy.orm import Session

from menus.check_digit import with_check_digit
from storage import reports
from storage.encryption import Keys
from storage.models import Report

_DIGITS = 11
_TRIES = 5


def made_for(keys: Keys, session_key: str, attempt: int = 0) -> str:
    """The receipt of a call; another attempt gives another one."""
    number = int(keys.index("receipt of", f"{session_key}:{attempt}"), 16) % 10**_DIGITS
    return with_check_digit(f"{number:0{_DIGITS}}")


def fingerprint(keys: Keys, receipt: str) -> str:
    """What is kept of a receipt."""
    return keys.index("receipt", receipt)


def give(session: Session, keys: Keys, report: Report) -> str:
    """The receipt of a report: the one it has, or the first that no other report has."""
    for attempt in range(_TRIES):
        receipt = made_for(keys, report.session_key, attempt)
        kept = fingerprint(keys, receipt)
        if report.receipt_hash == kept:
            return receipt
        if report.receipt_hash is None and reports.by_receipt(session, kept) is None:
            report.receipt_hash = kept
            return receipt
    raise LookupError("no receipt is free for this report")
