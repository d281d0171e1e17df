"""What a walk through the conversation may meet: the longest names, every answer of the world."""

from collections.abc import Mapping
from typing import Any

from menus import check_digit
from menus.advice import MESSAGES, TOPICS
from menus.committee_samples import COMMITTEE_WORLD, LONGEST_NAME
from menus.places import Gazetteer, Place

CONSTANTS = {"helpline": "0800 800 800", "service_code": "*384*22500#"}
_BROKE_OFF = {"key": "k", "path": [["home", "report"], ["danger", "other"], ["where", "last"]]}
CALLERS = (
    {"member": True, "last_place": "v1"},
    {"member": False, "last_place": None},
    {"member": False, "last_place": "v1", "opening": "resume", "unfinished": _BROKE_OFF},
)
SMS_BLANKS = {
    "reference": "1234567",
    "receipt": "4823 1975 0064",
    "code": "482319",
    "door": "6",
    "follow_up": "2",
    "committee": "Comité de la sous-préfecture de Soubré1",
    "status": "recu, pas encore vérifié",
    "link": "https://veille.example.ci/s/AbCdEfGhIjKlMnOpQrStUv",
    "received": "999",
    "taken": "999",
    "late": "999",
    "closed": "999",
    "left": "1234567890 XOF",
    "advice": "x" * 102,
    "text": "x" * 102,
}
_CODE = check_digit.with_check_digit("101")
_RECEIPT = check_digit.with_check_digit("48231975006")

# What the world may answer to each effect, with the longest facts it may bring.
WORLD: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    "save_draft": (("saved", {}),),
    "file_report": (("filed", {"receipt": "482319750064"}), ("unsaved", {})),
    "cancel_report": (("cancelled", {}),),
    "take_up": (("taken", {"report_key": "k"}), ("gone", {})),
    "begin_again": (("begun", {}),),
    "drop_unfinished": (("dropped", {}), ("told", {})),
    "find_receipt": (
        *(
            ("question", {"status": "checking", "question": question})
            for question in ("where", "how_many", "still", "moment")
        ),
        ("closed", {"status": "finished"}),
        *(("found", {"status": s}) for s in ("received", "checking", "in_care", "finished")),
        ("unknown", {}),
        ("blocked", {}),
    ),
    "answer_question": (("kept", {}), ("gone", {})),
    "tell_safe_now": (("safe", {}), ("not_safe", {})),
    "nobody_came": tuple((r, {}) for r in ("pushed", "soon", "already", "top", "gone")),
    "keep_language": (("kept", {}),),
    "open_advice": tuple(
        ("opened", {"today": MESSAGES[0], "subscribed": topics}) for topics in ([], list(TOPICS))
    ),
    "answer_quiz": (("right", {}), ("wrong", {})),
    "subscribe_topic": (("subscribed", {"subscribed": list(TOPICS)}), ("cannot", {})),
    "unsubscribe_topic": (("unsubscribed", {"subscribed": []}),),
    "open_messages": tuple(
        ("opened", {"subscribed": list(TOPICS), "stopped": stopped}) for stopped in (True, False)
    ),
    "stop_messages": (("stopped", {}),),
    "start_messages": (("started", {}),),
    "recognise_member": tuple(
        (result, {}) for result in ("enrolled", "code_waiting", "code_sent", "locked", "stranger")
    ),
    "forgot_pin": (("code_sent", {}), ("locked", {})),
    "check_present_pin": (("right", {}), ("wrong", {"left": 4}), ("locked", {})),
    "change_pin_to": (("changed", {}), ("refused", {})),
    "ask_call_back": (("asked", {}), ("cannot", {})),
    "check_code": (("right", {}), ("wrong", {}), ("spent", {})),
    "set_pin": (("set", {}), ("refused", {})),
    "check_pin": (("right", {}), ("wrong", {"left": 4}), ("locked", {})),
    **COMMITTEE_WORLD,
}
# What people type where no option is offered: each right answer, and each way of being wrong.
TYPED = {
    "village_code": (_CODE, "1019", check_digit.with_check_digit("999")),
    "village_name": (LONGEST_NAME, "1", "Zzyzx"),
    "text_place": (_CODE, "1019", LONGEST_NAME, "1", "Zzyzx"),
    "landmark": ("Campement 3", ""),
    "question": ("Oui", ""),
    "receipt": (_RECEIPT, "12"),
    "code": ("123456", "12"),
    "visit_on": ("0703", "3002", "x"),
    "find": (check_digit.with_check_digit("12345"), "12"),
    "new_pin": ("7391", "12", "1111"),
    "pin_again": ("7391", "1234"),
    "pin": ("7391", "9", "x"),
    "change_pin": ("7391", "x"),
    "fresh_pin": ("7391", "12", "1111"),
    "fresh_pin_again": ("7391", "1234"),
}


def sample_places(departments: int) -> Gazetteer:
    """A small country whose names are as long as any."""
    villages = [
        Place(f"v{n}", "village", f"{n}{LONGEST_NAME[1:]}", "s", _CODE if n == 0 else "")
        for n in range(4)
    ]
    areas = [
        Place("r", "region", LONGEST_NAME),
        *(Place(f"d{n}", "department", LONGEST_NAME, "r") for n in range(departments)),
        Place("s", "sub_prefecture", LONGEST_NAME, "d0"),
        Place("bare", "sub_prefecture", LONGEST_NAME, "d0"),
    ]
    return Gazetteer([*areas, *villages])
