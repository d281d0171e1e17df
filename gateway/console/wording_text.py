"""One text: its languages side by side, changed in one of them, tried on a drawn phone."""

from flask import request, url_for

from gateway import wording
from gateway.console import bp
from gateway.console.answers import After, Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.trial import Bench, Trial
from gateway.console.wording import language_names, split, spoken
from gateway.wording import WordsRefused
from menus import rewording
from menus.words import Words
from storage import doings
from storage import words as kept

LONGEST = 1000  # signs that are read of a text


@page(bp, "/words/text", allows="see_words")
def text(visit: Visit) -> Answer:
    """A text as it is drafted, or else as it is heard."""
    where, language = request.args.get("where", ""), request.args.get("language", "")
    words = spoken(visit)
    known = _known(words, language)
    if where not in known:
        return None
    return _tried(visit, words, language, where, known[where])


@page(bp, "/words/text", allows="change_words", methods=["POST"])
def change(visit: Visit) -> Answer:
    """Try a text, or keep it in the draft, which nobody hears yet."""
    where, language = request.form.get("where", ""), request.form.get("language", "")
    words = spoken(visit)
    known = _known(words, language)
    if where not in known:
        return None
    written = request.form.get("text", "")[:LONGEST].replace("\r\n", "\n").strip("\n")
    was = request.form.get("was", "").replace("\r\n", "\n")
    if request.form.get("do") != "keep":
        return _tried(visit, words, language, where, written, was=was)
    if was != known[where] and written != known[where]:
        return _tried(visit, words, language, where, written, was=known[where], is_overtaken=True)
    try:
        _keep(visit, language, where, written)
    except WordsRefused:  # the trial says why, in the reader's words
        return _tried(visit, words, language, where, written, was=was)
    return Go(url_for("console.wording_draft_draft", done="kept"))


def _keep(visit: Visit, language: str, where: str, written: str) -> None:
    member = visit.viewer.member.id
    wording.change(
        visit.session,
        visit.parts.words,
        {language: {where: written}},
        f"member:{member}",
        visit.now,
    )
    detail = {"language": language, "where": where}
    doings.add(visit.session, member, "drafted_words", detail, visit.now)


def _tried(
    visit: Visit,
    words: Words,
    language: str,
    where: str,
    written: str,
    *,
    was: str | None = None,
    is_overtaken: bool = False,
) -> Answer:
    """The page, or only what came of trying when a browser asks for no more."""
    bench, say, parts = _bench(visit), visit.speech, visit.parts
    released = rewording.texts_of(parts.words, language)[where]
    others = {
        code: known[where]
        for code in words.languages
        if code != language and where in (known := rewording.texts_of(words, code))
    }
    now_said = rewording.texts_of(words, language)[where]
    facts = {
        "where": where,
        "screen": split(where)[0],
        "part_name": split(where)[1],
        "language": language,
        "languages": language_names(visit),
        "tone": rewording.tones(say.language).get(split(where)[0], ""),
        "written": written,
        "was": now_said if was is None else was,
        "now_said": now_said,
        "released": released,
        "others": others,
        "may_change": bool(visit.viewer.may("change_words")),
        "is_overtaken": is_overtaken,
    }
    is_part = request.headers.get("HX-Request") is not None
    template = "words_tried.html" if is_part else "words_text.html"

    def find() -> Screen:
        trial: Trial = bench.tries(say, language, where, written)
        is_wrong = bool(trial.faults) and request.method == "POST" and not is_part
        status = 422 if is_wrong or is_overtaken else 200
        return Screen(template, status=status, trial=trial, **facts)

    return After(find)


def _bench(visit: Visit) -> Bench:
    version = kept.draft(visit.session) or kept.published(visit.session)
    overrides = dict(version.overrides) if version else {}
    parts = visit.parts
    constants = parts.conversation.shelf.menu.constants
    return Bench(parts.words, overrides, constants, parts.settings.sms_two_way)


def _known(words: Words, language: str) -> dict[str, str]:
    return rewording.texts_of(words, language) if language in words.languages else {}
