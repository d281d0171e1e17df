"""The simulator says the same in French and in English."""

import string

from gateway.simulator import journal
from gateway.simulator.faces import SOFT_KEYS
from gateway.simulator.language import LANGUAGES, words


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_each_sentence_exists_in_both_languages_with_the_same_blanks():
    french, english = (words(language) for language in LANGUAGES)

    assert french.keys() == english.keys()
    for name, sentence in french.items():
        assert blanks(sentence) == blanks(english[name]), name


def test_every_soft_key_has_a_word_short_enough_for_the_screen():
    for language in LANGUAGES:
        for left, right in SOFT_KEYS.values():
            assert len(words(language)[left] + words(language)[right]) < 24


def test_french_keeps_its_marks_from_falling_to_the_next_line():
    for name, sentence in words("fr").items():
        assert not any(f" {mark}" in sentence for mark in ":;?!»"), name


def test_the_log_is_bounded():
    assert journal.LOG_LENGTH == 500
