"""The rest of the committee's work over USSD: verify, support, assign, what services said, twins,
a number unsealed, what is finished taken up again, a report looked for by its number."""

import uuid

from gateway import access, casework, closing, duty_room, referring, sharing
from gateway.duty_room import done, member_and_alert, signed_in
from gateway.errands import Errand, Told
from gateway.report_card import card, card_elsewhere
from gateway.steady import once, reads
from menus.flows.teamwork import VERDICTS
from storage import audit, call_backs, members, reports
from storage.models import AlertState
from storage.models.report import OPEN
from storage.outbox import ALERTS

TRUE = VERDICTS[0]


def record_verdict(errand: Errand) -> Told:
    """The report is true, or is not, and why."""
    verdict = errand.asked.answers["verify"]
    if verdict == TRUE:
        return done(errand, closing.confirm)
    return done(errand, lambda work: closing.close(work, closing.UNFOUNDED, verdict))


def record_support(errand: Errand) -> Told:
    """Something was given."""
    kind, mark = errand.asked.answers["support"], errand.try_mark
    return done(errand, lambda work: casework.give(work, kind, mark))


def give_to(errand: Errand) -> Told:
    """One member of the committee has it."""
    chosen = uuid.UUID(errand.asked.answers["assign"])
    told = done(errand, lambda work: sharing.assign(work, chosen))
    member = members.get(errand.session, chosen)
    is_self = member is not None and member.phone_index == errand.asked.phone_index
    return Told("noted", {"done": "assigned_me"}) if told.facts and is_self else told


def record_answer(errand: Errand) -> Told:
    """A service told a member what it does."""
    answers = errand.asked.answers
    referral, said = uuid.UUID(answers["referral"]), answers["said"]
    reason = answers.get("declined", "") if said == "declined" else ""
    return done(errand, lambda work: referring.answer(work, referral, said, reason))


def decide_twin(errand: Errand) -> Told:
    """Two reports are about one child, or are not."""
    twin, same = errand.asked.answers["twin"], errand.asked.answers["same"] == "yes"
    return done(errand, lambda work: casework.link(work, twin, same=same))


def take_up_again(errand: Errand) -> Told:
    """What was finished is not."""
    why = errand.asked.answers["reopen"]
    return done(errand, lambda work: closing.reopen(work, why))


@reads
def unseal_report(errand: Errand) -> Told:
    """The number of who reported, for those who may; the reason is written down."""
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    report = reports.get(errand.session, alert.report_id)
    may = access.viewer_of(errand.session, member).may("unseal")
    if not may or report.phone_sealed is None:
        return Told("gone")
    reason, channel = errand.asked.answers["why_number"], errand.asked.call.channel
    number = call_backs.unseal_report(
        errand.session, report, member.id, reason, channel, errand.now
    )
    return Told("shown", {"number": number})


@reads
def find_report(errand: Errand) -> Told:
    """A report by its number, if it exists for this member; what another committee has can be
    taken by a level above."""
    member = signed_in(errand)
    if member is None:
        return Told("gone")
    viewer = access.viewer_of(errand.session, member)
    found = access.report(errand.session, viewer, errand.asked.answers["find"])
    if found is None:
        return Told("gone")
    report, alert = found
    duty_room.look(errand, member, report.id, audit.OPENED)
    if alert is not None:
        return duty_room.opened(errand, alert, member)
    result = "elsewhere" if report.stage == OPEN else "over"
    return Told(result, {"alert": card_elsewhere(errand, report)})


def step_in(errand: Errand) -> Told:
    """A committee of the area takes what another has, or what is finished, to take it up again."""
    result = once(errand, lambda: _stepped_in(errand))
    member = signed_in(errand)
    reference = str(errand.asked.scene.facts["alert"]["reference"])
    alert = casework.by_reference(errand.session, member, reference) if member else None
    if member is None or alert is None or result == "gone":
        return Told("gone")
    if result == "finished":
        return Told("finished", {"alert": card(errand, alert, member)})
    return Told("noted", {"done": "stepped_in"}, wakes=(ALERTS,))


def _stepped_in(errand: Errand) -> str:
    member = signed_in(errand)
    if member is None:
        return "gone"
    viewer = access.viewer_of(errand.session, member)
    reference = str(errand.asked.scene.facts["alert"]["reference"])
    found = access.report(errand.session, viewer, reference, "step_in")
    if found is None:
        return "gone"
    alert = sharing.step_in(errand.session, errand.rules, found[0], member, errand.now)
    return "finished" if alert.state == AlertState.CLOSED else "stepped_in"
