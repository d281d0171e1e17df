"""What Veille says, changed by the coordination: drafted, tried on a phone, proved, published."""

import pytest
from sqlalchemy import select

from gateway import wording
from gateway.console.speech import Speech
from gateway.console.wording_changes import told
from gateway.wording import DraftChanged
from storage import members
from storage import words as kept
from storage.models import Doing, WordsVersion
from tests import country

DANGER = "/words/text?where=ussd.danger.text&language=fr"
QUESTION = "Lequel des dangers?"


@pytest.fixture
def coordinator(browse):
    """The coordinator before the console."""
    return browse(country.COORDINATOR)


@pytest.fixture
def keeps(coordinator):
    """The coordinator keeps a text in the draft."""

    def do(where="ussd.danger.text", text=QUESTION, language="fr", was=None):
        if was is None:
            coordinator.opens(f"/words/text?where={where}&language={language}")
            was = coordinator.markup.split('name="was" value="')[1].split('"')[0]
            was = was.replace("&#39;", "'")
        return coordinator.sends(
            "/words/text", where=where, language=language, was=was, text=text, do="keep"
        )

    return do


def rows(house, kind):
    """Every row of a kind."""
    with house.database.reading() as session:
        return list(session.scalars(select(kind)))


def test_every_text_is_listed_with_its_languages_side_by_side(coordinator):
    page = coordinator.opens("/words")

    assert "Protégeons nos enfants" in page.text
    assert "Let us protect our children" in page.text
    assert "Changer" in page.text


def test_each_text_is_on_one_page_and_on_no_other(coordinator, house):
    seen, address = [], "/words"
    while address:
        page = coordinator.opens(address).markup
        seen += [part.split("&amp;")[0] for part in page.split("/words/text?where=")[1:]]
        following = page.split('rel="next"')[0].rpartition('href="')[2]
        address = following.split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""

    voice = house.words.voice("fr")
    expected = {w for w, _ in voice.every_text() if not w.startswith("keywords.")}
    assert expected <= set(seen)
    assert all(seen.count(where) == 2 for where in expected & set(seen) if ".short" not in where)


@pytest.mark.parametrize("asked", ["pesticide", "PÉSTICIDE", "agrochemicals", "ussd.kind"])
def test_a_text_is_found_by_a_word_or_by_its_screen(coordinator, asked):
    page = coordinator.opens(f"/words?q={asked}")

    if asked == "agrochemicals":  # a code is no word of a text, nor the name of a screen
        assert "Aucun texte ne contient ces mots" in page.text
    else:
        assert "Pesticide, engrais" in page.text


def test_only_the_coordination_changes_words(house, browse):
    with house.database.transaction() as session:
        member = members.by_phone(session, house.settings.keys.phone(country.COORDINATOR))
        members.add(session, member.committee_id, "Eba", "+2250700000095", "operator", "fr")
    operator, village = browse("+2250700000095"), browse(country.VILLAGE_MEMBER)
    nothing = village.opens("/no-such-page").answer.data

    assert "Changer" not in operator.opens(f"{DANGER}").text.replace("On le change", "")
    assert "readonly" in operator.markup
    assert operator.sends("/words/text", where="ussd.danger.text", language="fr").status == 404
    for path in ("/words", DANGER, "/words/draft", "/words/history"):
        assert village.opens(path).answer.data == nothing


def test_a_text_is_shown_on_a_phone_as_a_caller_sees_it(coordinator, house):
    page = coordinator.opens(DANGER)

    assert "Quel danger? 1 Travail dangereux" in page.text
    assert "160 signes sur 160" in page.text
    assert house.settings.service_code in (
        coordinator.opens("/words/text?where=sms.help.text&language=fr").text
    )


def test_trying_changes_nothing_and_counts_what_was_typed(coordinator, house):
    form = {"where": "sms.stopped.text", "language": "fr", "was": "", "do": "try"}

    page = coordinator.sends("/words/text", text="VEILLE: fini {€}".replace("{€}", "€"), **form)

    assert page.status == 200
    assert "15 signes sur 160 : un SMS" in page.text  # the euro sign takes two
    assert rows(house, WordsVersion) == []


def test_while_one_types_only_what_came_of_it_is_sent(coordinator):
    answer = coordinator.client.post(
        "/words/text",
        data={"csrf_token": coordinator.csrf, "where": "ussd.danger.text", "language": "fr",
              "text": "Quel danger?"},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert "<html" not in answer.text
    assert "160 signes" in answer.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("where", "text", "why"),
    [
        ("ussd.danger.text", "Où est la maîtresse?", "« î », écrivez « i »"),
        ("sms.receipt.text", "VEILLE: merci.", "doit garder exactement : {receipt}"),
        ("sms.receipt.text", "VEILLE: {receipt", "une accolade"),
        ("ussd.danger.text", "Quel {danger}?", "n’a rien à remplir"),
        ("ussd.danger.text", "  ", "Le texte est vide"),
        ("ussd.danger.options.work", "Travail " * 6, "Trop long de"),
        ("sms.receipt.text", "VEILLE: merci. Code {receipt}" + " merci" * 30, "Il faudrait 2 SMS"),
    ],
)
def test_what_a_phone_cannot_show_is_said_in_a_sentence(coordinator, where, text, why):
    page = coordinator.sends("/words/text", where=where, language="fr", text=text, do="try")

    assert why in page.text
    assert page.status == 422


def test_where_room_is_short_the_page_says_what_the_phone_shows_instead(coordinator):
    page = coordinator.sends(
        "/words/text", where="ussd.danger.text", language="fr", do="try",
        text="Quel danger court cet enfant?",
    )  # fmt: skip

    assert "l’écran montre le texte court à la place" in page.text


def test_a_draft_is_heard_by_nobody_and_shows_what_it_changes(keeps, people, house):
    page = keeps()

    assert "C’est gardé dans le brouillon" in page.text
    assert "<del>Quel danger?</del>" in page.markup
    assert "<ins>Lequel des dangers?</ins>" in page.markup
    assert people.villager.dials().picks("Signaler").screen.startswith("Quel danger?")
    assert rows(house, Doing)[-1].kind == "drafted_words"


def test_a_letter_that_phones_lack_is_never_kept(keeps, house):
    assert keeps(text="La maîtresse?").status == 422
    assert rows(house, WordsVersion) == []


def test_two_people_at_one_text_do_not_write_over_each_other(keeps, coordinator):
    keeps(text=QUESTION)

    page = keeps(text="Quel est le danger?", was="Quel danger?")

    assert "Quelqu’un a changé ce texte" in page.text
    assert QUESTION in page.text
    assert "Quel est le danger?" in page.text
    coordinator.opens("/words/draft")
    assert f"<ins>{QUESTION}</ins>" in coordinator.markup


def test_the_original_text_is_brought_back(keeps, coordinator):
    keeps()

    page = keeps(text="Quel danger?", was=QUESTION)

    assert "Il ne change rien" in page.text
    assert "<ins>" not in page.markup


def test_a_draft_is_thrown_away(keeps, coordinator, house):
    keeps()

    page = coordinator.sends("/words/drop")

    assert "Le brouillon est jeté" in page.text
    assert "Aucun brouillon" in page.text
    assert rows(house, WordsVersion) == []


def test_words_are_published_with_a_reason_and_taken_back(keeps, coordinator, people, house):
    keeps()
    assert "Dites pourquoi" in coordinator.sends("/words/publish", note=" ").text

    page = coordinator.sends("/words/publish", note="Plus clair")

    assert "C’est publié" in page.text
    assert "« Plus clair »" in page.text
    assert "Awa K." in page.text
    assert people.villager.dials().picks("Signaler").screen.startswith(QUESTION)
    assert "plus de brouillon" in coordinator.sends("/words/publish", note="Encore").text
    page = coordinator.sends("/words/history/0/back")
    assert "ces textes sont entendus" in page.text
    assert people.neighbour.dials().picks("Signaler").screen.startswith("Quel danger?")
    assert [line.kind for line in rows(house, Doing)] == [
        "drafted_words", "published_words", "rolled_back_words",
    ]  # fmt: skip
    page = coordinator.opens("/words/history")
    assert "Version 2 Entendue maintenant" in page.text
    assert "Version 1 D’avant" in page.text


def test_what_would_not_fit_is_not_published_and_says_where(keeps, coordinator, people, house):
    keeps(where="ussd.danger.options.work", text="Travail bien trop dangereux pour un enfant")

    page = coordinator.sends("/words/publish", note="Essai")

    assert page.status == 422
    assert "Rien n’est publié" in page.text
    assert "danger (fr)" in page.text
    assert 'value="Essai"' in page.markup
    assert [each.state for each in rows(house, WordsVersion)] == [kept.DRAFT]


def test_a_draft_that_was_changed_meanwhile_is_not_published(house, time):
    base = house.words
    with house.database.transaction() as session:
        wording.change(session, base, {"fr": {"ussd.danger.text": QUESTION}}, "a", time())
        overrides = dict(kept.draft(session).overrides)
    proof = wording.prove(base, overrides)
    with house.database.transaction() as session:
        wording.change(session, base, {"fr": {"ussd.danger.text": "Quoi?"}}, "b", time())

    with pytest.raises(DraftChanged), house.database.transaction() as session:
        wording.publish(session, base, "note", time(), proof)


def test_no_way_back_is_offered_while_a_draft_is_made(keeps, coordinator, house, time):
    with house.database.transaction() as session:
        for number in (1, 2):
            said = {"fr": {"ussd.danger.text": f"Quel danger? {number}"}}
            kept.publish(session, kept.put_draft(session, said, "note", "someone", time()), time())
    keeps()

    page = coordinator.opens("/words/history/1")
    assert "Un brouillon est en cours" in page.text
    assert "disabled" in page.markup
    assert "Un brouillon est en cours" in coordinator.sends("/words/history/1/back").text
    assert len(rows(house, WordsVersion)) == 3
    assert "La technique" in coordinator.opens("/words/history").text


def test_a_version_that_never_was_does_not_exist(coordinator):
    assert coordinator.opens("/words/history/7").status == 404
    assert coordinator.sends("/words/history/7/back").status == 404
    assert coordinator.opens("/words/text?where=ussd.no.text&language=fr").status == 404
    assert coordinator.opens("/words/text?where=ussd.home.text&language=xx").status == 404


def test_each_line_of_the_walk_is_told_in_a_sentence(house):
    say = Speech("fr", house.settings.zone, house.words.voice("fr"))
    lines = {
        "fr, danger: 165 septets, 160 fit:\nQuel danger?": "l’écran en tient 160",
        "en, sms.help: 165 septets, one SMS holds 160": "un SMS en tient 160",
        "fr, danger: more than 7 options": "trop de choix",
        "fr, ussd.home.text: phones cannot show 'î'": "toutes ces lettres",
        "fr, sms.x.text: other blanks than in fr": "dans l’autre langue",
        "fr: 5 questions to a report, 4 are too many": "Autre défaut",
    }

    for line, sentence in lines.items():
        assert sentence in told(say, line).words
