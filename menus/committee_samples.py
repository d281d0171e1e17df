"""What the world may answer to a committee at work, with the longest facts it may bring."""

from collections.abc import Mapping
from typing import Any

LONGEST_NAME = "Kouamé-Konankro sur Sassandra Sud"  # as long as the longest of the national list

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
COMMITTEE_WORLD: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
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
