"""Reporting: few questions, none twice, nothing lost, nothing told to whom it must not be."""

import pytest

from menus.check_digit import with_check_digit
from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.flows.where import landmark_of, place_of
from menus.samples import CONSTANTS, sample_places
from tests.menus.talking import Talk

BADAYO = "CI260401-02"


@pytest.fixture
def at_summary(call):
    """A caller who answered everything."""
    talk = call().picks("Signaler").picks("Travail").picks("Machette").picks("Code").types("1029")
    return talk.picks("Fille 12-17").picks("Souvent").picks("Comité").picks("Non")


def test_danger_and_place_are_safe_before_anything_else_is_asked(call):
    talk = call(last_place=BADAYO).picks("Signaler").picks("Autre").picks("Badayo")

    assert talk.asked == ["save_draft"]
    assert talk.screen == "child"


@pytest.mark.parametrize(
    ("danger", "next_screen"),
    [
        ("Travail", "kind"),
        ("Enfant amené", "kind"),
        ("Violence", "kind"),
        ("Enfant seul", "kind"),
        ("Pas à l'école", "kind"),
        ("Mariage", "kind"),
        ("Autre", "where"),
    ],
)
def test_a_danger_of_one_kind_needs_no_second_question(call, danger, next_screen):
    assert call().picks("Signaler").picks(danger).screen == next_screen


@pytest.mark.parametrize(
    ("typed", "notice"),
    [
        ("1092", "code_slip"),  # two neighbours swapped
        ("1028", "code_slip"),
        ("102", "code_slip"),
        ("10291", "code_slip"),
        ("Badayo", "code_slip"),
        ("", "code_slip"),
        ("*", "code_slip"),
        (with_check_digit("777"), "code_unknown"),
        (with_check_digit("1234567"), "code_unknown"),
    ],
)
def test_a_slip_and_a_code_on_no_poster_are_told_apart(call, typed, notice):
    talk = call().picks("Signaler").picks("Autre").picks("Code").types(typed)

    assert (talk.screen, talk.dialogue.notice) == ("village_code", notice)


@pytest.mark.parametrize("typed", ["1029", "10 29", " 1029#", "１０２９", "١٠٢٩"])
def test_the_code_of_the_poster_is_taken_however_it_is_typed(call, typed):
    talk = call().picks("Signaler").picks("Autre").picks("Code").types(typed)

    assert talk.answers["village_code"] == BADAYO


def test_a_caller_never_heard_of_is_not_offered_a_last_village(call):
    assert call().picks("Signaler").picks("Autre").text.splitlines()[1] == "1 Code de l'affiche"


def test_a_last_village_that_is_no_longer_on_the_list_is_not_offered(call):
    talk = call(last_place="gone").picks("Signaler").picks("Autre")

    assert talk.text.splitlines()[1] == "1 Code de l'affiche"


def test_who_finds_their_village_on_no_list_still_says_where_they_are(call):
    talk = call().picks("Signaler").picks("Autre").picks("Chercher").picks("Soubré")
    talk.picks("Liliyo").picks("Pas dans la liste")

    assert talk.screen == "landmark"
    talk.types("Campement 4")
    assert talk.screen == "child"
    scene = talk.menu.scene(talk.dialogue)
    assert (place_of(scene).name, landmark_of(scene)) == ("Liliyo", "Campement 4")


@pytest.mark.parametrize(("danger", "kind"), [("Violence", "Abus"), ("Mariage", "Excision")])
def test_nobody_is_asked_about_the_village_when_no_village_may_know(call, danger, kind):
    talk = call().picks("Signaler").picks(danger).picks(kind).picks("Code").types("1029")
    talk.picks("Fille").picks("Souvent")
    assert talk.screen == "contact"

    talk.picks("Non").picks("Corriger")

    assert "Qui recoit" not in talk.text


def test_who_may_receive_it_is_safe_as_soon_as_it_is_said(call):
    talk = call().picks("Signaler").picks("Autre").picks("Code").types("1029")
    talk.picks("Plusieurs").picks("Souvent").picks("Pas le village")

    assert talk.asked == ["save_draft", "save_draft"]
    assert talk.screen == "contact"


def test_the_summary_repeats_what_was_said(at_summary):
    assert at_summary.text.startswith("Machette, outil, Badayo, fille 12-17 ans, souvent.")


@pytest.mark.parametrize(
    ("what", "how", "answer"),
    [
        ("Quand", ("Maintenant",), ("when", "now")),
        ("L'enfant", ("Plusieurs",), ("child", "several")),
        ("Qui recoit", ("Pas le village",), ("route", "not_village")),
        ("Le danger", ("Autre",), ("danger", "other")),
        ("Le danger", ("Violence", "Enfant négligé"), ("kind", "neglect")),
        ("Le lieu", ("Chercher", "Soubré", "Liliyo", "Petit"), ("village", "CI260404-01")),
    ],
)
def test_a_corrected_answer_is_saved_and_comes_back_to_the_summary(at_summary, what, how, answer):
    saved = at_summary.asked.count("save_draft")
    at_summary.picks("Corriger").picks(what)
    for label in how:
        at_summary.picks(label)

    screen, code = answer
    assert at_summary.screen == "summary"
    assert at_summary.answers[screen] == code
    assert at_summary.asked.count("save_draft") == saved + 1


def test_a_receipt_is_shown_in_groups_of_four(at_summary):
    at_summary.world["file_report"] = ("filed", {"receipt": "482319750064"})

    at_summary.picks("Envoyer")

    assert "4823 1975 0064" in at_summary.text
    assert at_summary.menu.has_ended(at_summary.dialogue)


def test_a_caller_is_never_told_sent_when_nothing_was_kept(at_summary):
    at_summary.world["file_report"] = ("unsaved", {})

    at_summary.picks("Envoyer")

    assert "Rien n'est encore envoyé" in at_summary.text


def test_a_cancelled_report_says_that_nothing_was_sent(at_summary):
    at_summary.picks("Annuler")

    assert at_summary.asked[-1] == "cancel_report"
    assert at_summary.text.startswith("Rien n'est envoyé")


def test_zero_at_the_summary_goes_back_to_the_last_question(at_summary):
    assert at_summary.types("0").screen == "contact"


def test_a_large_country_is_read_by_region_first(words):
    large = Menu(CONVERSATION, words, sample_places(departments=13), CONSTANTS)

    assert Talk(large).picks("Signaler").picks("Autre").picks("Chercher").screen == "region"
