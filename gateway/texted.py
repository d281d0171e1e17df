"""A report that somebody texted, filed: read by Veille, or by a person."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway import intake
from menus import triage
from storage import inbox
from storage.database import keys_of
from storage.reports import Statement

if TYPE_CHECKING:
    from gateway.letters import Letter


@dataclass(frozen=True)
class Told:
    """What a text tells, in codes."""

    concern: str
    place_id: str
    child: str = "unknown"
    when: str = "unknown"


def file(letter: "Letter", language: str, told: Told) -> str:
    """File what a text tells, in its sender's words; the receipt. Whoever texts has not agreed to
    be contacted: their number is not kept with the report."""
    session, message = letter.session, letter.message
    words = [*inbox.told_before(session, message), letter.text]
    statement = Statement(
        session_key=keys_of(session).index("sms", message.provider_id),
        channel="sms",
        concern=told.concern,
        urgency=triage.urgency_of(told.concern, told.when),
        place_id=told.place_id,
        language=language,
        phone_index=message.sender_index,
        child=told.child,
        when=told.when,
        words="\n".join(words),
    )
    receipt, report_id = intake.file_report(session, letter.parts.rules, statement, letter.now)
    message.report_id = report_id
    return receipt
