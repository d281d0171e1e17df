"""The first screen after a report broke off: go on, begin again, or let it be.

The words tell nothing: the phone may be in somebody else's hands by now.
"""

from menus.screens import WHERE_IT_BROKE, Choose, Effect, End

RESUME = (
    Choose(
        "resume",
        ("go_on", "again", "cancel"),
        then={"go_on": "take_up", "again": "begin_again", "cancel": "drop_unfinished"},
    ),
    Effect(
        "take_up",
        then={"taken": WHERE_IT_BROKE, "gone": "home"},
        notices={"gone": "already_sent"},
    ),
    Effect("begin_again", then="home"),
    Effect("drop_unfinished", then={"dropped": "cancelled", "told": "told_already"}),
    End("told_already"),
)
