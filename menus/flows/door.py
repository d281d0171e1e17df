"""The committee's door on a basic phone: a code sent once, then a PIN."""

from menus.screens import Effect, End, Refused, Scene, Type

FORGOTTEN = "9"
CODE_DIGITS = 6
PIN_DIGITS = (4, 6)
_RUNS = "01234567890 09876543210"


def one_time_code(typed: str, _scene: Scene) -> str:
    """The code of the SMS, spaces forgiven."""
    digits = typed.replace(" ", "")
    if len(digits) != CODE_DIGITS or not _is_number(digits):
        raise Refused("code_shape")
    return digits


def pin(typed: str, _scene: Scene) -> str:
    """A PIN as it was typed."""
    if not _is_number(typed):
        raise Refused("pin_shape")
    return typed


def new_pin(typed: str, _scene: Scene) -> str:
    """A PIN worth having: four to six digits, no run, no single digit, no year."""
    least, most = PIN_DIGITS
    if not _is_number(typed) or not least <= len(typed) <= most:
        raise Refused("pin_shape")
    if typed in _RUNS or len(set(typed)) < 2 or (len(typed) == 4 and typed[:2] in ("19", "20")):
        raise Refused("pin_weak")
    return typed


def after_pin(scene: Scene) -> str:
    """Who forgot the PIN types one digit, which no PIN is."""
    return "forgot_pin" if scene.answers["pin"] == FORGOTTEN else "check_pin"


def same_fresh_pin(typed: str, scene: Scene) -> str:
    """The PIN that replaces another, once more."""
    if typed != scene.answers["fresh_pin"]:
        raise Refused("pin_differs")
    return typed


def same_pin(typed: str, scene: Scene) -> str:
    """The new PIN once more."""
    if typed != scene.answers["new_pin"]:
        raise Refused("pin_differs")
    return typed


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit()


DOOR = (
    Effect(
        "recognise_member",
        then={
            "enrolled": "pin",
            "code_waiting": "code",
            "code_sent": "code_sent",
            "locked": "locked",
            "stranger": "home",
        },
    ),
    End("code_sent"),
    Type("code", then="check_code", check=one_time_code, back="home"),
    Effect(
        "check_code",
        then={"right": "new_pin", "wrong": "code", "spent": "code_spent"},
        notices={"wrong": "code_wrong"},
    ),
    End("code_spent"),
    Type("new_pin", then="pin_again", check=new_pin, back="home"),
    Type("pin_again", then="set_pin", check=same_pin),
    Effect("set_pin", then={"set": "list_alerts", "refused": "code_spent"}),
    Type("pin", then=after_pin, check=pin, back="home"),
    Effect("forgot_pin", then={"code_sent": "code_sent", "locked": "locked"}),
    Effect(
        "check_pin",
        then={"right": "list_alerts", "wrong": "pin", "locked": "locked"},
        notices={"wrong": "pin_wrong"},
    ),
    End("locked"),
    Type("change_pin", then="check_present_pin", check=pin, back="home"),
    Effect(
        "check_present_pin",
        then={"right": "fresh_pin", "wrong": "change_pin", "locked": "locked"},
        notices={"wrong": "pin_wrong"},
    ),
    Type("fresh_pin", then="fresh_pin_again", check=new_pin, back="home"),
    Type("fresh_pin_again", then="change_pin_to", check=same_fresh_pin),
    Effect("change_pin_to", then={"changed": "pin_changed", "refused": "home"}),
    End("pin_changed"),
)
