"""Who knocks, as the sign-in sees them: from where on the network, in which country."""

from flask import request

from gateway import signing_in
from gateway.console.doors import Knock


def at_the_door(here: Knock) -> signing_in.Knock:
    """The visit of a page as a knock at the door."""
    settings = here.parts.settings
    return signing_in.Knock(
        here.session, here.parts.rules, here.now, request.remote_addr or "", settings.country
    )
