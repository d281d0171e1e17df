"""What a walk through the conversation may meet: the longest names, every answer of the world."""

from collections.abc import Mapping
from typing import Any

from menus import check_digit
from menus.advice import MESSAGES, TOPICS
from menus.places import Gazetteer, Place

LONGEST_NAME = "Kouamé-Konankro sur Sassandra Sud"  # as long as the longest of the national list
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
}
_CODE = check_digit.with_check_digit("101")
_RECEIPT = check_digit.with_check_digit("48231975006")

# What the world may answer to each effect, with the longest facts it may bring.
_ALERT = {
    "id": "1",
    "reference": "1234567",
    "urgency": "critical",
    "concern": "neglect",
    "place": LONGEST_NAME,
    "child": "unknown",
    "when": "unknown",
    "minutes": 59 * 24 * 60,
    "left": 55,
    "taken": False,
    "landmark": "Campement derrière la coopérative de Gbaz...",
    "reachable": False,
    "answer": "Derrière le marché, à côté du château d'e...",
    "who": "Kouamé Konan Mamad...",
    "holder": LONGEST_NAME,
}
_CALL_BACK = {"reference": "1234567", "place": LONGEST_NAME, "minutes": 59 * 24 * 60}
_CALL_BACK_LINE = {"id": "c:9", "kind": "call_back", "place": LONGEST_NAME, "minutes": 9}
_TEXTS_LINE = {"id": "texts", "kind": "texts", "count": 200}
_TEXT = {
    "id": "1",
    "words": "on frappe les petits au campement derrière la coopérative...",
    "brief": "on frappe les petits au campement derrière...",
}
_TAKEN = {**_ALERT, "taken": True, "left": None}
_FULL = {
    **_TAKEN,
    "colleagues": [{"id": str(n), "name": LONGEST_NAME} for n in range(3)],
    "referrals": [
        {"id": state, "name": LONGEST_NAME, "state": state}
        for state in ("sent", "accepted", "declined", "done", "revoked")
    ],
    "twins": ["123456", "654321"],
    "may_unseal": True,
}
_DONE = {  # what each piece of work may come to
    "record_outcome": ("closed", "second", "visits"),
    "refer": ("referred",),
    "ask_reporter": ("asked", "cannot"),
    "hand_up": ("passed", "top"),
    "step_aside": ("recused_done",),
    "file_text": ("filed", "late"),
    "ask_text": ("asked", "cannot"),
    "answer_text": ("answered",),
    "ring_text": ("ringing",),
    "drop_text": ("read",),
    "release_text": ("released", "carried_out"),
    "take_text_back": ("back",),
    "record_verdict": ("confirmed", "closed", "second"),
    "record_support": ("supported",),
    "give_to": ("assigned", "assigned_me"),
    "record_answer": ("answered",),
    "decide_twin": ("linked", "parted"),
    "take_up_again": ("reopened",),
}
_ELSEWHERE = tuple((result, {"alert": {**_TAKEN, "id": ""}}) for result in ("elsewhere", "passed"))
_SERVICES = [
    {"id": str(n), "name": LONGEST_NAME, "kind": kind}
    for n, kind in enumerate(
        ("social_centre", "health", "school", "police", "justice", "civil_registry", "shelter",
         "association") * 2
    )
]  # fmt: skip
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
    "open_call_back": (
        ("gone", {}),
        *(
            ("open", {"call_back": {**_CALL_BACK, "when": when, "who": who, "may_ring": may_ring}})
            for when in ("anytime", "morning", "afternoon", "evening")
            for who, may_ring in (("", True), ("Kouamé Konan Mamad...", True), ("", False))
        ),
        ("lost", {}),
    ),
    "take_call_back": (
        ("open", {"call_back": {**_CALL_BACK, "when": "afternoon", "who": "me", "may_ring": True}}),
        ("gone", {}),
    ),
    "unseal_call_back": (("shown", {"number": "+2250701020304"}), ("gone", {}), ("lost", {})),
    "finish_call_back": (
        ("gone", {}),
        *(("noted", {"done": d}) for d in ("reached", "later", "not_reached", "unwanted")),
    ),
    "check_code": (("right", {}), ("wrong", {}), ("spent", {})),
    "set_pin": (("set", {}), ("refused", {})),
    "check_pin": (("right", {}), ("wrong", {"left": 4}), ("locked", {})),
    "list_alerts": (
        ("none", {}),
        ("lost", {}),
        (
            "some",
            {
                "alerts": [
                    *({**(_ALERT if n < 5 else _TAKEN), "id": str(n)} for n in range(9)),
                    _CALL_BACK_LINE,
                    _TEXTS_LINE,
                ]
            },
        ),
    ),
    "open_alert": (
        ("open", {"alert": _ALERT}),
        ("taken", {"alert": _FULL}),
        ("finished", {"alert": _TAKEN}),
        *_ELSEWHERE,
        ("gone", {}),
        ("lost", {}),
    ),
    "find_report": (
        ("open", {"alert": _ALERT}),
        ("taken", {"alert": _FULL}),
        ("finished", {"alert": _TAKEN}),
        *_ELSEWHERE,
        ("over", {"alert": {**_TAKEN, "id": ""}}),
        ("gone", {}),
        ("lost", {}),
    ),
    "step_in": (("noted", {"done": "stepped_in"}), ("finished", {"alert": _TAKEN}), ("gone", {})),
    "unseal_report": (("shown", {"number": "+2250701020304"}), ("gone", {}), ("lost", {})),
    "acknowledge": (("done", {"alert": _TAKEN}), ("late", {"alert": _TAKEN}), ("gone", {})),
    "record_visit": (("noted", {"done": "visited"}), ("date", {}), ("gone", {})),
    "list_services": (
        ("some", {"services": _SERVICES[:7], "by_kind": False}),
        ("kinds", {"services": _SERVICES, "by_kind": True}),
        ("none", {}),
        ("gone", {}),
        ("lost", {}),
    ),
    "list_texts": (
        ("none", {}),
        ("lost", {}),
        (
            "some",
            {
                "texts": [
                    {"id": str(n), "minutes": 59 * 24 * 60, "begins": "on frappe les petits a..."}
                    for n in range(9)
                ]
            },
        ),
    ),
    "open_text": (
        ("gone", {}),
        ("lost", {}),
        *(
            ("open", {"text": {**_TEXT, "aside": aside, "can_answer": can_answer}})
            for aside in (True, False)
            for can_answer in (True, False)
        ),
    ),
    **{
        effect: (("gone", {}), *(("noted", {"done": done}) for done in results))
        for effect, results in _DONE.items()
    },
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
