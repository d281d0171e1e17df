"""Inviting somebody of the staff to the web: by a coordinator, or on the machine for the first."""

from gateway import own_access
from gateway.keeping import Keeper, Refused
from gateway.signing_in import STAFF
from storage import members, outbox
from storage.models import Member


def invite(keeper: Keeper, member: Member) -> str:
    """Invite a member of the staff; the token of the link. Raises Refused."""
    if member.role not in STAFF or not member.active:
        raise Refused("not_staff")
    keeper.note("invited", member=str(member.id), committee=str(member.committee_id))
    return own_access.invite(keeper.session, member, keeper.now)


def write(keeper: Keeper, member: Member, link: str) -> None:
    """Promise an SMS with an invitation's link."""
    body = keeper.rules.texts.to_member("invited", member.language, link=link)
    phone, lives = members.phone_of(keeper.session, member), own_access.INVITED_FOR
    outbox.add(keeper.session, outbox.ALERTS, "invited", phone, body, keeper.now, lives)
