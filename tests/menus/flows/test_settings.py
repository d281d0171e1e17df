"""A caller is spoken to in the language they chose."""


def test_each_language_stands_under_its_own_name(call):
    assert call().picks("Langue").picks("Langue").text.splitlines()[1:3] == [
        "1 Francais",
        "2 English",
    ]


def test_the_language_chosen_is_spoken_from_the_next_screen_on(call):
    talk = call().picks("Langue").picks("Langue")
    talk.world["keep_language"] = ("kept", {"language": "en"})

    talk.picks("English")

    assert talk.text.startswith("Let us protect our children")
