"""What no screen asks, in any language: whose name it is, where a person lives."""

import re

import pytest

from menus.words import Words

WORDS = Words.load()
# Names that are spoken of: of a place; or of nobody, to say that none is wanted.
HARMLESS = re.compile(
    r"nom du village|noms?,? n|sans nom|pas les noms|les noms|de noms|Taper le nom|"
    r"quel village\? Ecrivez son nom|"
    r"name of the village|village's name|its name|without anyone's name|the names|No names",
    re.IGNORECASE,
)
NAMES = re.compile(r"\b(noms?|prénoms?|names?|surnames?|s'appelle|appelez-vous)\b", re.IGNORECASE)
HOMES = re.compile(r"\b(adresse|votre maison|sa maison|address|your house|their house)\b", re.I)


@pytest.mark.parametrize("language", WORDS.languages)
def test_no_text_asks_for_a_name_or_a_home(language):
    for where, text in WORDS.voice(language).every_text():
        if where.startswith(("keywords", "advice")):
            continue
        assert not NAMES.search(HARMLESS.sub("", text)), f"{where}: {text}"
        assert not HOMES.search(text), f"{where}: {text}"
