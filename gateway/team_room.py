"""The rest of the committee's work over USSD: verify, support, assign, what services said, twins,
a number unsealed, what is finished taken up again, a report looked for by its number."""

import uuid

from gateway import access, casework, closing, duty_room, referring, sharing
from gateway.duty_room import done, member_and_alert, signed_in
from gateway.errands import Errand, Told
from menus.flows.teamwork import VERDICTS
from storage import audit, call_backs
from storage.models import AlertState
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
    return done(errand, lambda work: sharing.assign(work, chosen))


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


def unseal_report(errand: Errand) -> Told:
    """The number of who reported, for those who may; the reason is written down."""
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    viewer = access.viewer_of(errand.session, member)
    report = duty_room.report_of(errand, alert)
    if not viewer.may("unseal") or report.phone_sealed is None:
        return Told("gone")
    reason, channel = errand.asked.answers["why_number"], errand.asked.call.channel
    number = call_backs.unseal_report(
        errand.session, report, member.id, reason, channel, errand.now
    )
    return Told("shown", {"number": number})


def find_report(errand: Errand) -> Told:
    """A report by its number, if it exists for this member."""
    member = signed_in(errand)
    if member is None:
        return Told("gone")
    viewer = access.viewer_of(errand.session, member)
    found = access.report(errand.session, viewer, errand.asked.answers["find"])
    if found is None:
        return Told("gone")
    report, alert = found
    audit.looked(
        errand.session, member.id, [report.id], "opened", errand.asked.call.channel, errand.now
    )
    if alert is None or alert.state == AlertState.PASSED_ON:
        if not viewer.may("step_in"):
            return Told("gone")
        return Told("elsewhere", {"alert": duty_room.shown_elsewhere(errand, report)})
    return duty_room.opened(errand, alert)


def step_in(errand: Errand) -> Told:
    """A committee of the area takes what another does not do."""
    member = signed_in(errand)
    if member is None:
        return Told("gone")
    viewer = access.viewer_of(errand.session, member)
    reference = str(errand.asked.scene.facts["alert"]["reference"])
    found = access.report(errand.session, viewer, reference, "step_in")
    if found is None:
        return Told("gone")
    sharing.step_in(errand.session, errand.rules, found[0], member, errand.now)
    return Told("noted", {"done": "stepped_in"}, wakes=(ALERTS,))
