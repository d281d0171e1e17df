"""The whole conversation: every flow, one after the other; the first screen answers the call."""

from menus.flows.advice import ADVICE
from menus.flows.call_backs import CALL_BACKS
from menus.flows.casework import CASEWORK
from menus.flows.committee import COMMITTEE
from menus.flows.door import DOOR
from menus.flows.follow_up import FOLLOW_UP
from menus.flows.home import HOME
from menus.flows.report import REPORT
from menus.flows.resume import RESUME
from menus.flows.settings import SETTINGS
from menus.flows.teamwork import TEAMWORK
from menus.flows.triage import TRIAGE

CONVERSATION = (
    *HOME,
    *RESUME,
    *REPORT,
    *FOLLOW_UP,
    *ADVICE,
    *SETTINGS,
    *DOOR,
    *COMMITTEE,
    *CASEWORK,
    *TEAMWORK,
    *CALL_BACKS,
    *TRIAGE,
)
