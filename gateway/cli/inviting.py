"""The command that lets the first people of the staff in."""

from datetime import UTC, datetime

import click

from gateway import own_access, signing_in
from gateway.cli.house import console, the_house
from gateway.cli.importing import members as members
from storage import doings
from storage import members as people

PAGE = "/invitation/"


@members.command("invite")
@click.argument("phone")
def _invite(phone: str) -> None:
    """Print a link by which the member with this PHONE chooses a password for the web.

    For coordinators, analysts and operators, who sign in with a password and an application; other
    members sign in with their PIN. The first coordinator has nobody on the web to be invited by:

    \b
        veille members import members.csv   (with the role coordinator, in the national committee)
        veille members invite 0712345678

    The link is good for three days and one person; a new one takes the place of an earlier one.
    Give it to that person yourself. PUBLIC_URL says how the address begins.
    """
    house = the_house()
    with house.database.transaction() as session:
        index = signing_in.index_of(session, phone, house.settings.country)
        if not index:
            raise click.ClickException("This is no phone number: write it like 0712345678.")
        member = people.by_phone(session, index)
        if member is None:
            raise click.ClickException(
                "No active member has this number: import the committees and members first."
            )
        if member.role not in signing_in.STAFF:
            raise click.ClickException(
                f"This member's role is {member.role}: they sign in with the PIN of their phone. "
                f"Links are for {', '.join(signing_in.STAFF)}."
            )
        now = datetime.now(UTC)
        token = own_access.invite(session, member, now)
        doings.add(session, None, "invited", {"member": str(member.id)}, now)
    console.print(f"{house.settings.public_url}{PAGE}{token}")
    if not house.settings.public_url:
        console.print("Put your site's address before it: PUBLIC_URL is not set.")
