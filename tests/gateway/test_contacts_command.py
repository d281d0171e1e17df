"""`veille contacts`, as an operator meets it."""

from tests.gateway.test_commands import database_url, veille  # noqa: F401 - fixtures

TOLD = ("--list", "Radio", "--proof", "Signed sheets", "--agreed-on", "2026-03-02")


def test_a_list_is_read_and_then_counted(veille, house, tmp_path):  # noqa: F811
    path = tmp_path / "radio.csv"
    path.write_text("phone,place_code,topics\n05010203,CI2604,school\n0701020304,,work\n")

    done = veille("contacts", "import", str(path), *TOLD)

    assert done.exit_code == 0, done.output
    assert "2 new, 0 changed, 0 unchanged, 0 said STOP" in done.output
    assert "1 numbers made 10 digits" in done.output
    assert "2 people listen" in veille("contacts", "count").output
    there = veille("contacts", "count", "--place", "CI2604", "--topic", "school").output
    assert "1 people listen" in there
    assert "mtn: 1" in there
    assert "0 people listen" in veille("contacts", "count", "--relays").output


def test_what_cannot_be_is_refused_in_a_sentence(veille, house, tmp_path):  # noqa: F811
    path = tmp_path / "radio.csv"
    path.write_text("phone\n0701\n")

    refused = veille("contacts", "import", str(path), *TOLD)
    assert refused.exit_code == 1
    assert "line 2: phone: not a valid phone number" in refused.output
    later = veille("contacts", "import", str(path), *TOLD[:-1], "2999-01-01")
    assert "still to come" in later.output
    assert "no place has the code" in veille("contacts", "count", "--place", "X").output
