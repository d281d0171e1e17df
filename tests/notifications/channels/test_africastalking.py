"""Africa's Talking: their words and our meaning, and every way in which a call can go wrong."""

import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.channels import Handed, SendFailed
from notifications.channels.africastalking import AfricasTalking, outcomes

from .. import provider as at
from ..conftest import number

AWA, KOFFI, YAO = number(1), number(2), number(3)
DEADLINE = 20  # longer than any machine is busy
HASTY = 1  # for calls that never end
ID = f"ATXid_{AWA.strip('+'):0>32}"
TAKEN = Handed(ID, 1, "XOF 20.0000")


def channel_to(base, deadline=DEADLINE, sender_id="VEILLE"):
    return AfricasTalking("veille", "atsk_key", base, sender_id, deadline)


@pytest.fixture
def channel(provider):
    """The channel, to the provider of this test."""
    return channel_to(provider.base)


@pytest.fixture
def hasty(provider):
    """A channel that soon stops waiting."""
    return channel_to(provider.base, HASTY)


def meaning(outcome):
    """What became of a message, so that two can be compared."""
    if isinstance(outcome, Handed):
        return outcome
    words = [outcome.reason, "again" if outcome.retryable else "never"]
    words += ["uncertain"] if outcome.uncertain else []
    words += ["hold"] if outcome.holds_queue else []
    words += ["once more"] if outcome.once else []
    return ", ".join(words)


def failure_of(channel, *recipients):
    """How handing over a whole text fails."""
    with pytest.raises(SendFailed) as failed:
        channel.send("Bonjour", recipients or [AWA])
    return failed.value


# -- what they say of one recipient


@pytest.mark.parametrize(
    ("entry", "means"),
    [
        # The status codes of AFRICASTALKING §2.4.
        (at.entry(AWA, 100, status="Processed"), TAKEN),
        (at.entry(AWA, 101), TAKEN),
        (at.entry(AWA, 102, status="Queued"), TAKEN),
        (at.entry(AWA, 401, messageId="None", cost="0"), "RiskHold, never"),
        (at.entry(AWA, 402, messageId="None", cost="0"), "InvalidSenderId, again, hold"),
        (at.entry(AWA, 403, messageId="None", cost="0"), "InvalidPhoneNumber, never"),
        (at.entry(AWA, 404, messageId="None", cost="0"), "UnsupportedNumberType, never"),
        (at.entry(AWA, 405, messageId="None", cost="0"), "InsufficientBalance, again, hold"),
        (at.entry(AWA, 406, messageId="None", cost="0"), "UserInBlacklist, never"),
        (at.entry(AWA, 407, messageId="None", cost="0"), "CouldNotRoute, never"),
        (at.entry(AWA, 409, messageId="None", cost="0"), "DoNotDisturbRejection, again"),
        (at.entry(AWA, 500, messageId="None", cost="0"), "InternalServerError, again"),
        (at.entry(AWA, 501, messageId="None", cost="0"), "GatewayError, again"),
        (at.entry(AWA, 502, messageId="None", cost="0"), "RejectedByGateway, again, once more"),
        # Words they may have tomorrow.
        (at.entry(AWA, 599), "status 599, again"),
        (at.entry(AWA, 408), "status 408, again"),
        (at.entry(AWA, None), "status None, again"),
        # Fields that come and go.
        (at.entry(AWA, messageParts=None), Handed(ID, None, "XOF 20.0000")),
        (at.entry(AWA, messageParts="2"), Handed(ID, 2, "XOF 20.0000")),
        (at.entry(AWA, messageParts=5, cost="KES 4.0000"), Handed(ID, 5, "KES 4.0000")),
        (at.entry(AWA, cost="0"), Handed(ID, 1, "0")),
        (at.entry(AWA, colour="blue"), TAKEN),
    ],
)
def test_their_word_and_our_meaning(channel, provider, entry, means):
    provider.will(at.says(at.answer(entry)))

    assert meaning(channel.send("Bonjour", [AWA])[AWA]) == means


@pytest.mark.parametrize(
    "entry",
    [
        at.entry(AWA, messageId="None"),
        at.entry(AWA, messageId=""),
        at.entry(AWA, messageId=None),
        {**at.entry(AWA), "messageId": None},
    ],
    ids=["the word None", "empty", "missing", "null"],
)
def test_a_message_they_took_but_gave_no_id_has_none(channel, provider, entry):
    provider.will(at.says(at.answer(entry)))

    handed = channel.send("Bonjour", [AWA])[AWA]

    assert handed.provider_id == ""


def test_a_status_code_in_quotes_is_still_understood(channel, provider):
    provider.will(at.says(at.answer(at.entry(AWA, "101"), at.entry(KOFFI, "403"))))

    sent = channel.send("Bonjour", [AWA, KOFFI])

    assert meaning(sent[AWA]) == TAKEN
    assert meaning(sent[KOFFI]) == "InvalidPhoneNumber, never"


# -- who they speak of


def test_recipients_are_told_apart_by_number_whatever_their_order(channel, provider):
    provider.will(at.says(at.answer(at.entry(YAO, 403), at.entry(AWA), at.entry(KOFFI, 500))))

    sent = channel.send("Bonjour", [AWA, KOFFI, YAO])

    assert list(sent) == [AWA, KOFFI, YAO]
    assert [meaning(outcome) for outcome in sent.values()] == [
        TAKEN,
        "InternalServerError, again",
        "InvalidPhoneNumber, never",
    ]


@pytest.mark.parametrize("written", [AWA[1:], f" {AWA}", "+225 07 00 00 00 01"])
def test_a_number_they_write_in_another_way_is_still_the_same_phone(channel, provider, written):
    provider.will(at.says(at.answer(at.entry(written, messageId=ID))))

    assert meaning(channel.send("Bonjour", [AWA])[AWA]) == TAKEN


def test_who_is_missing_in_the_answer_may_have_been_sent_it(channel, provider):
    provider.will(at.says(at.answer(at.entry(AWA))))

    sent = channel.send("Bonjour", [AWA, KOFFI])

    assert meaning(sent[AWA]) == TAKEN
    assert meaning(sent[KOFFI]) == "not in the answer, again, uncertain"


def test_who_is_listed_twice_was_sent_it(channel, provider):
    provider.will(at.says(at.answer(at.entry(AWA), at.entry(AWA))))

    assert meaning(channel.send("Bonjour", [AWA])[AWA]) == TAKEN


def test_strangers_in_the_answer_are_passed_over(channel, provider):
    provider.will(at.says(at.answer(at.entry(KOFFI), at.entry(AWA))))

    assert dict(channel.send("Bonjour", [AWA])) == {AWA: TAKEN}


def test_a_number_that_cannot_be_sent_to_keeps_nobody_else_from_their_message(channel, provider):
    sent = channel.send("Bonjour", ["0700000001", AWA])

    assert meaning(sent[AWA]) == TAKEN
    assert not sent["0700000001"].retryable
    assert provider.everybody == [AWA]


# -- whole requests that fail


@pytest.mark.parametrize(
    ("message", "means"),
    [
        ("InvalidSenderId", "InvalidSenderId, again, hold"),
        ("InsufficientBalance", "InsufficientBalance, again, hold"),
        ("The request failed: InsufficientBalance", "InsufficientBalance, again, hold"),
        ("InternalServerError", "InternalServerError, again"),
        ("Sent to 0/1 Total Cost: 0", "nobody in the answer, again"),
        ("", "nobody in the answer, again"),
        (None, "nobody in the answer, again"),
    ],
)
def test_a_whole_request_that_failed_has_nobody_in_it(channel, provider, message, means):
    provider.will(at.says(at.answer(message=message)))

    assert meaning(failure_of(channel)) == means


HTML = "<html>We are sorry</html>"


@pytest.mark.parametrize(
    ("behaviour", "means"),
    [
        (
            at.says("The request content was malformed", 400, "text/plain"),
            "HTTP 400, again, once more",
        ),
        (
            at.says("The supplied authentication is invalid", 401, "text/plain"),
            "HTTP 401: name or key refused, again, hold",
        ),
        (at.says("no", 403, "text/plain"), "HTTP 403: name or key refused, again, hold"),
        (at.says("gone", 404, "text/plain"), "HTTP 404, again, once more"),
        (at.says("slower", 429, "text/plain", Retry_After="30"), "HTTP 429, again"),
        (at.says(HTML, 500, "text/html"), "HTTP 500, again"),
        (at.says(HTML, 502, "text/html"), "HTTP 502, again, uncertain"),
        (at.says(HTML, 503, "text/html"), "HTTP 503, again"),
        # 2xx that say nothing that can be read: they may have sent it.
        (at.says(HTML, 200, "text/html"), "answer is not JSON, again, uncertain"),
        (at.says("", 201), "answer is not JSON, again, uncertain"),
        (at.says('{"SMSMessageData": {"Mess'), "answer is not JSON, again, uncertain"),
        (at.says('"a text"'), "answer of another shape, again, uncertain"),
        (at.says("null"), "answer of another shape, again, uncertain"),
        (at.says("[]"), "answer of another shape, again, uncertain"),
        (at.says({}), "answer of another shape, again, uncertain"),
        (at.says({"SMSMessageData": None}), "answer of another shape, again, uncertain"),
        (
            at.says({"SMSMessageData": {"Message": "?"}}),
            "answer of another shape, again, uncertain",
        ),
        (at.says(at.answer("a text")), "answer of another shape, again, uncertain"),
        (at.says(at.answer({"statusCode": 101})), "answer of another shape, again, uncertain"),
    ],
)
def test_an_answer_that_is_none(channel, provider, behaviour, means):
    provider.will(behaviour)

    assert meaning(failure_of(channel)) == means
    assert len(provider.posted) == 1


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "text/plain",
        "APPLICATION/JSON",
    ],
)
def test_json_is_read_whatever_they_call_it(channel, provider, content_type):
    provider.will(at.says(at.answer(at.entry(AWA)), content_type=content_type))

    assert meaning(channel.send("Bonjour", [AWA])[AWA]) == TAKEN


def test_two_hundred_is_as_good_as_two_hundred_and_one(channel, provider):
    provider.will(at.says(at.answer(at.entry(AWA)), 200))

    assert meaning(channel.send("Bonjour", [AWA])[AWA]) == TAKEN


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
entries = st.fixed_dictionaries(
    {"number": st.sampled_from((AWA, KOFFI))},
    optional={
        "statusCode": st.sampled_from((100, 102, 401, 405, 502, "101")) | st.just([101]) | anything,
        "messageId": anything,
        "cost": anything,
        "messageParts": anything,
    },
)
answers = anything | st.builds(
    lambda message, recipients: {"SMSMessageData": {"Message": message, "Recipients": recipients}},
    anything,
    anything | st.lists(entries | anything, max_size=3),
)


@settings(max_examples=300)
@given(answers)
def test_whatever_they_answer_each_recipient_has_an_outcome_or_the_sending_failed(answer):
    try:
        sent = outcomes(answer, [AWA, KOFFI])
    except SendFailed:
        return

    assert list(sent) == [AWA, KOFFI]
    assert all(isinstance(outcome, Handed | SendFailed) for outcome in sent.values())


# -- the way there


def test_one_request_carries_one_text_to_all_as_their_protocol_says(channel, provider):
    channel.send("Réf 482319 & merci + à bientôt", [AWA, KOFFI])

    (posted,) = provider.posted
    assert (posted.method, posted.path) == ("POST", "/version1/messaging")
    assert posted.form == {
        "username": ["veille"],
        "to": [f"{AWA},{KOFFI}"],
        "message": ["Réf 482319 & merci + à bientôt"],
        "bulkSMSMode": ["1"],
        "from": ["VEILLE"],
    }
    headers = {name.lower(): value for name, value in posted.headers.items()}
    assert headers["apikey"] == "atsk_key"
    assert headers["accept"] == "application/json"
    assert headers["content-type"] == "application/x-www-form-urlencoded"


def test_without_a_registered_name_the_provider_chooses_one(provider):
    channel_to(provider.base + "/", sender_id="").send("Bonjour", [AWA])

    (posted,) = provider.posted
    assert posted.path == "/version1/messaging"
    assert "from" not in posted.form


def test_a_hundred_recipients_are_one_request(channel, provider):
    everybody = [number(count) for count in range(100)]

    sent = channel.send("Bonjour", everybody)

    assert [posted.recipients for posted in provider.posted] == [everybody]
    assert all(isinstance(outcome, Handed) for outcome in sent.values())


def test_two_sendings_go_over_one_kept_connection(channel, provider):
    channel.send("Bonjour", [AWA])
    channel.send("Bonsoir", [AWA])

    assert len({posted.connection for posted in provider.posted}) == 1


def test_a_kept_connection_that_they_closed_is_opened_again(channel, provider):
    provider.will(at.accepts_and_closes)
    channel.send("Bonjour", [AWA])
    assert provider.hung_up.wait(5)

    assert meaning(channel.send("Bonsoir", [AWA])[AWA]) == TAKEN
    assert [posted.text for posted in provider.posted] == ["Bonjour", "Bonsoir"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(channel, provider, status):
    provider.will(at.says("", status, Location=f"{provider.base}/elsewhere"))

    failed = failure_of(channel)

    assert meaning(failed) == f"HTTP {status}, again, once more"
    assert [posted.path for posted in provider.posted] == ["/version1/messaging"]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_machine_sees_the_numbers(provider, nobody_listens, monkeypatch, name):
    monkeypatch.setenv(name, f"http://127.0.0.1:{nobody_listens}")

    assert meaning(channel_to(provider.base).send("Bonjour", [AWA])[AWA]) == TAKEN


def test_no_password_file_of_the_machine_is_read(provider, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login veille password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    channel_to(provider.base).send("Bonjour", [AWA])

    assert "authorization" not in {name.lower() for name in provider.posted[0].headers}


# -- a call that breaks


def test_where_nobody_listens_nothing_was_sent(nobody_listens):
    failed = failure_of(channel_to(f"http://127.0.0.1:{nobody_listens}"))

    assert (failed.retryable, failed.uncertain, failed.holds_queue) == (True, False, False)


def test_where_the_name_is_not_known_nothing_was_sent(monkeypatch):
    def nobody_knows(*_args, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    failed = failure_of(channel_to("http://provider.invalid"))

    assert (failed.retryable, failed.uncertain) == (True, False)


@pytest.mark.parametrize("behaviour", [at.hangs, at.drips], ids=["hangs", "drips"])
def test_a_call_ends_at_its_deadline_and_nobody_knows_what_became_of_it(hasty, provider, behaviour):
    provider.will(behaviour)
    began = time.monotonic()

    failed = failure_of(hasty)

    assert time.monotonic() - began >= HASTY
    assert meaning(failed) == "no answer in time, again, uncertain"


@pytest.mark.parametrize(
    "behaviour", [at.resets, at.closes, at.breaks_off], ids=["reset", "closed", "half an answer"]
)
def test_a_connection_that_breaks_after_the_request_leaves_it_uncertain(
    channel, provider, behaviour
):
    provider.will(behaviour)

    failed = failure_of(channel)

    assert (failed.retryable, failed.uncertain, failed.holds_queue) == (True, True, False)


@pytest.mark.parametrize(
    ("behaviour", "patience"),
    [
        (at.hangs, 5),
        (at.drips, 5),
        (at.resets, DEADLINE),
        (at.closes, DEADLINE),
        (at.breaks_off, DEADLINE),
    ],
)
def test_after_a_broken_call_the_next_one_goes_through(provider, behaviour, patience):
    channel = channel_to(provider.base, patience)
    provider.will(behaviour)
    failure_of(channel)

    assert meaning(channel.send("Bonsoir", [AWA])[AWA]) == TAKEN


@pytest.mark.parametrize(
    "behaviour", [at.hangs, at.resets, at.says(f"refused: {AWA}", 400, "text/plain")]
)
def test_no_failure_names_a_number_or_a_text(hasty, provider, behaviour):
    provider.will(behaviour)

    failed = failure_of(hasty)

    assert AWA[4:] not in f"{failed} {failed.reason}"
    assert "Bonjour" not in f"{failed} {failed.reason}"
    assert failed.__cause__ is None
