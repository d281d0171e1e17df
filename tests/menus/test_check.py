"""The check of the screens bites: each thing a caller must never meet is found and named.

That the shipped conversation has no such fault is a rule of tests/house.
"""

import textwrap

import pytest

from menus import check as checking
from menus import walk
from menus.check import check
from menus.samples import CALLERS
from menus.screens import Choose, End, Show, Type
from menus.words import Words

WORDS = """
language_name = "Petit"
[layout]
back = "Retour"
more = "Suite"
unavailable = "Plus tard. {helpline}"
[notices]
choose = "Tapez 1 à {last}"
back_only = "Tapez 0"
[labels.age]
days = "j"
[home]
text = "Bonjour"
[home.options]
child = "Entrer"
[child]
text = "Qui?"
[child.options]
one = "Un enfant"
[when]
text = "Quand?"
[when.options]
now = "Maintenant"
[page]
text = "Rien de plus. {helpline}"
"""
HOME = Choose("home", ("child",), then="child")
CHILD = Choose("child", ("one",), then="when")
WHEN = Choose("when", ("now",), then="page")
PAGE = Show("page")


@pytest.fixture
def faults_of(tmp_path, monkeypatch):
    """What the check finds in a small conversation, with something changed in it."""

    def find(*flow, old="", new="", other=None, sms='[hello]\ntext = "Bonjour"\n'):
        for language, text in {"fr": WORDS.replace(old, new), "xx": other or WORDS}.items():
            folder = tmp_path / language
            folder.mkdir()
            (folder / "ussd.toml").write_text(textwrap.dedent(text), encoding="utf-8")
            (folder / "sms.toml").write_text(sms, encoding="utf-8")
            (folder / "alerts.toml").write_text("", encoding="utf-8")
            (folder / "advice.toml").write_text("", encoding="utf-8")
            (folder / "keywords.toml").write_text('help = ["AIDE"]\n', encoding="utf-8")
        monkeypatch.setattr(checking, "CALLERS", CALLERS[:2])
        monkeypatch.setattr(checking, "CONVERSATION", flow or (HOME, CHILD, WHEN, PAGE))
        return check(Words.load(folder=tmp_path)).faults

    return find


def test_a_small_conversation_without_a_fault_has_none(faults_of):
    assert faults_of() == []


def test_a_screen_that_is_one_sign_too_long_is_found(faults_of):
    room = 156 - len("\n0 Retour") - len("Tapez 0\n")

    faults = faults_of(old="Rien de plus. {helpline}", new="x" * (room + 1))

    assert any(fault.startswith("fr, page: 161 septets, 160 fit") for fault in faults)


def test_a_screen_that_fits_to_the_last_sign_is_no_fault(faults_of):
    room = 156 - len("\n0 Retour") - len("Tapez 0\n")

    faults = faults_of(old="Rien de plus. {helpline}", new="x" * room)

    assert not any("160 fit" in fault for fault in faults)


@pytest.mark.parametrize("letter", "êç😀œ")
def test_a_letter_that_phones_cannot_show_is_found(faults_of, letter):
    faults = faults_of(old="Bonjour", new=f"Bonjour {letter}")

    assert f"fr, ussd.home.text: phones cannot show {letter!r}" in faults


def test_a_question_with_eight_options_is_found(faults_of):
    codes = tuple("abcdefgh")
    eight = "\n".join(f'{code} = "{code}"' for code in codes)
    changed = WORDS.replace('one = "Un enfant"', eight)

    faults = faults_of(
        HOME, Choose("child", codes, then="when"), WHEN, PAGE,
        old='one = "Un enfant"', new=eight, other=changed,
    )  # fmt: skip

    assert "fr, child: more than 7 options" in faults


def test_a_screen_from_which_no_key_leads_is_found(faults_of):
    faults = faults_of(Choose("home", ("child",), then="home"), CHILD, WHEN, PAGE)

    assert "home: a dead end, no key leads anywhere" in faults
    assert "fr, page: no path leads to this screen" in faults


def test_the_last_screen_of_a_call_is_no_dead_end(faults_of):
    faults = faults_of(HOME, CHILD, WHEN, End("page"))

    assert not any("dead end" in fault for fault in faults)


def test_a_screen_nobody_can_come_to_is_found(faults_of):
    faults = faults_of(HOME, CHILD, Choose("when", ("now",), then="home"), PAGE)

    assert "fr, page: no path leads to this screen" in faults


def test_words_that_one_language_lacks_are_found(faults_of):
    lacking = WORDS.replace('[labels.age]\ndays = "j"\n', "[labels]\n")

    assert "xx, ussd.labels.age.days: in one language only" in faults_of(other=lacking)


def test_a_blank_that_one_language_forgets_is_found(faults_of):
    forgetful = WORDS.replace("{helpline}", "")

    assert "xx, ussd.page.text: other blanks than in fr" in faults_of(other=forgetful)


def test_words_that_no_screen_asks_for_are_found(faults_of):
    faults = faults_of(old="[page]", new='[attic]\ntext = "Seul"\n[page]')

    assert "fr, attic: an orphan" in faults


def test_a_short_line_that_is_never_shown_is_found(faults_of):
    faults = faults_of(old="back_only =", new='spare = "Essayez"\nback_only =')

    assert "fr, notices.spare: an orphan, never shown" in faults


def test_an_sms_of_two_parts_is_found(faults_of):
    faults = faults_of(sms=f'[hello]\ntext = "{"x" * 161}"\n')

    assert "fr, sms.hello: 161 septets, one SMS holds 160" in faults


def test_a_screen_without_words_in_a_language_is_found(faults_of):
    silent = WORDS.replace('[page]\ntext = "Rien de plus. {helpline}"', "")

    assert "xx, page: no words" in faults_of(other=silent)


def test_an_option_without_words_in_a_language_is_found(faults_of):
    silent = WORDS.replace('now = "Maintenant"', "")

    assert "xx, ussd.when.options.now: in one language only" in faults_of(other=silent)


def test_the_first_screen_has_no_way_back_however_it_is_reached(faults_of):
    """Home is shown again once somebody came back to it: it must fit as it did at first."""
    room = 156 - len("\n1 Entrer") - len("Tapez 1 à 1\n")

    faults = faults_of(
        HOME, CHILD, Choose("when", ("now",), then="home"), old="Bonjour", new="x" * room
    )

    assert not any(fault.startswith("fr, home: ") and "160 fit" in fault for fault in faults)


def test_what_is_typed_is_walked_too(faults_of, monkeypatch):
    monkeypatch.setitem(walk.TYPED, "child", ("anything",))

    faults = faults_of(
        HOME, Type("child", then="page", check=lambda typed, _scene: typed), WHEN, PAGE
    )

    assert "fr, when: no path leads to this screen" in faults
    assert not any(fault.startswith("page:") for fault in faults)
