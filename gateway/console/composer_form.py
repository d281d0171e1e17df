"""What the composer's form says, read into a draft; and a draft as its form shows it."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.campaigning import Draft
from menus.advice import MESSAGES, TOPICS
from notifications.prices import UNIT
from storage.audiences import EVERYBODY, ROLES, Audience

LANGUAGES = ("fr", "en")
FIELDS = {"text_fr": ("a", "fr"), "text_en": ("a", "en"),
          "text_b_fr": ("b", "fr"), "text_b_en": ("b", "en")}  # fmt: skip
SEEN = ("30", "90", "365")  # days
MOST_DIGITS = 9
Form = Mapping[str, str]


def read(form: Form, zone: ZoneInfo, now: datetime) -> tuple[Draft, dict[str, str]]:
    """The draft that a form says, and what in it cannot be read, by field."""
    faults: dict[str, str] = {}
    draft = Draft(
        name=" ".join(form.get("name", "").split()),
        message=form["message"] if form.get("message") in MESSAGES else "",
        texts=_texts(form),
        audience=_audience(form, now, faults),
        starts_at=_start(form, zone, faults),
        spread=bool(form.get("spread")),
        ceiling=_ceiling(form, faults),
        plan=_plan(form),
    )
    return draft, faults


def filled(draft: Draft, zone: ZoneInfo) -> dict[str, str]:
    """A draft as the form's answers."""
    texts = draft.texts or {}
    said = {
        "name": draft.name,
        "message": draft.message,
        **chosen(draft.audience),
        "spread": "1" if draft.spread else "",
        "ceiling": str(draft.ceiling // UNIT) if draft.ceiling else "",
        "start": "at" if draft.starts_at else "now",
    }
    for field, (wording, language) in FIELDS.items():
        said[field] = texts.get(wording, {}).get(language, "")
    if draft.starts_at:
        local = draft.starts_at.astimezone(zone)
        said |= {"day": local.date().isoformat(), "hour": f"{local:%H:%M}"}
    plan = draft.plan or {}
    said |= {"plan": plan.get("kind", ""), "every_days": str(plan.get("every_days", 7))}
    said |= {"times": str(plan.get("times", 2)), "codes": " ".join(plan.get("messages", ()))}
    return said


def chosen(audience: Audience) -> dict[str, str]:
    """An audience as the form's answers."""
    return {
        "role": audience.role,
        "place": str(audience.places[0]) if audience.places else "",
        "topic": audience.topic,
        "seen": audience.seen_since.isoformat() if audience.seen_since else "",
        "language": audience.languages[0] if audience.languages else "",
    }


def _texts(form: Form) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for field, (wording, language) in FIELDS.items():
        text = " ".join(form.get(field, "").split())
        if text:
            texts.setdefault(wording, {})[language] = text
    return texts


def _audience(form: Form, now: datetime, faults: dict[str, str]) -> Audience:
    """Whom a form names. What cannot be read is a fault: left out, it would widen the audience."""
    role, topic = form.get("role", ""), form.get("topic", "")
    language = form.get("language", "")
    try:
        place, seen = form.get("place", ""), form.get("seen", "")
        places = (uuid.UUID(place),) if place else ()
        since = _since(seen, now) if seen else None
        known = (role or EVERYBODY) in ROLES and (not topic or topic in TOPICS)
        if not known or (language and language not in LANGUAGES):
            raise ValueError
    except ValueError:
        faults["audience"] = "unreadable"
        return Audience()
    return Audience(role or EVERYBODY, places, topic, (language,) if language else (), since)


def _since(seen: str, now: datetime) -> date:
    """A number of days that is offered, or a day that a campaign keeps."""
    if seen in SEEN:
        return (now - timedelta(days=int(seen))).date()
    return date.fromisoformat(seen)


def _start(form: Form, zone: ZoneInfo, faults: dict[str, str]) -> datetime | None:
    if form.get("start") != "at":
        return None
    try:
        day, hour = date.fromisoformat(form["day"]), time.fromisoformat(form["hour"])
    except (KeyError, ValueError):
        faults["starts_at"] = "unreadable"
        return None
    return datetime.combine(day, hour, zone)


def _ceiling(form: Form, faults: dict[str, str]) -> int | None:
    typed = "".join(form.get("ceiling", "").split())
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > MOST_DIGITS:
        faults["ceiling"] = "unreadable"
        return None
    return int(typed) * UNIT


def _plan(form: Form) -> dict[str, object] | None:
    kind = form.get("plan", "")
    if kind not in ("course", "recurring"):
        return None
    plan: dict[str, object] = {"kind": kind, "every_days": _whole(form.get("every_days", ""))}
    if kind == "course":
        return {**plan, "messages": form.get("codes", "").upper().replace(",", " ").split()}
    return {**plan, "times": _whole(form.get("times", ""))}


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
