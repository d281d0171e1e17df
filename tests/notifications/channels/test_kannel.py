"""Kannel: what we ask of it, and what its words mean."""

from urllib.parse import parse_qs, urlsplit

import pytest

from notifications.channels import Handed, SendFailed
from notifications.channels.kannel import Kannel, outcome_of, word_of

NUMBER = "+2250701020304"


def channel(port, deadline=5):
    """The channel to that Kannel."""
    here = f"http://127.0.0.1:{port}"
    back = "https://veille.example/kannel/t/delivery"
    return Kannel(
        here, "veille", "pass", "VEILLE", back, lambda number: f"index-of-{number}", deadline
    )


def test_each_message_is_asked_for_with_an_address_for_its_reports(smsc):
    outcomes = channel(smsc.server_port).send("Bonjour é", [NUMBER, "+2250501020304"])

    assert all(isinstance(outcome, Handed) for outcome in outcomes.values())
    (first, second) = smsc.asked
    assert first["to"] == [NUMBER]
    assert first["text"] == ["Bonjour é"]
    assert (first["charset"], first["coding"]) == (["UTF-8"], ["0"])
    handed = outcomes[NUMBER]
    back = parse_qs(urlsplit(first["dlr-url"][0]).query)
    assert back == {"id": [handed.provider_id], "who": [f"index-of-{NUMBER}"], "status": ["%d"]}
    assert first["dlr-url"] != second["dlr-url"]


def test_letters_beyond_the_alphabet_of_phones_are_declared(smsc):
    channel(smsc.server_port).send("Ɛ", [NUMBER])

    assert smsc.asked[0]["coding"] == ["2"]


@pytest.mark.parametrize(
    ("status", "said", "meaning"),
    [
        (202, "0: Accepted for delivery", "handed"),
        (202, "3: Queued for later delivery", "handed"),
        (200, "0: Accepted for delivery", "handed"),
        (202, "4: Queueing failed", "uncertain"),
        (200, "<html>hello</html>", "uncertain"),
        (400, "Missing receiver number", "refused"),
        (401, "no", "held"),
        (403, "Authorization failed for sendsms", "held"),
        (404, "", "held"),
        (503, "Temporal failure, try again later.", "later"),
        (500, "", "later"),
        (502, "", "uncertain"),
        (504, "", "uncertain"),
        (302, "", "once"),
    ],
)
def test_what_an_answer_means(status, said, meaning):
    outcome = outcome_of(status, said, "id-1", "Bonjour")

    if meaning == "handed":
        assert outcome == Handed("id-1", 1)
        return
    assert isinstance(outcome, SendFailed)
    assert outcome.uncertain == (meaning == "uncertain")
    assert outcome.holds_queue == (meaning == "held")
    assert outcome.retryable == (meaning != "refused")
    assert outcome.once == (meaning == "once")


@pytest.mark.parametrize(
    ("bits", "word"),
    [
        ("1", "Success"), ("2", "Failed"), ("4", "Buffered"), ("8", "Submitted"),
        ("16", "Rejected"), ("9", "Success"), ("10", "Failed"), ("0", ""), ("", ""), ("x", ""),
        ("-1", ""), ("99999", ""), ("٣", ""), ("24", "Rejected"),
    ],
)  # fmt: skip
def test_what_a_report_s_number_says(bits, word):
    assert word_of(bits) == word


def test_a_kannel_that_is_away_never_had_the_message():
    outcome = channel(9).send("Bonjour", [NUMBER])[NUMBER]

    assert isinstance(outcome, SendFailed)
    assert (outcome.retryable, outcome.uncertain) == (True, False)


def test_whoever_comes_when_the_time_of_a_call_is_over_was_not_asked_for(smsc):
    smsc.pauses = 0.7
    everybody = [f"+22507{each:08d}" for each in range(10)]

    outcomes = channel(smsc.server_port, 1).send("Bonjour", everybody)

    asked = [each["to"][0] for each in smsc.asked]
    assert everybody[0] in asked
    assert len(asked) < 10
    left = outcomes[everybody[-1]]
    assert (left.retryable, left.uncertain) == (True, False)
