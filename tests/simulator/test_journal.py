"""The log for people and the traffic for developers."""

import json
from datetime import UTC, datetime

from gateway.simulator.journal import LOG_LENGTH, TRAFFIC_LENGTH, Journal, Traffic


def now():
    return datetime(2026, 11, 21, tzinfo=UTC)


def test_only_the_last_lines_are_kept_but_their_numbers_go_on():
    journal = Journal(now)
    for _ in range(LOG_LENGTH + 5):
        journal.write("ussd", "ok", "answered", "+2250700000004")

    kept = journal.after(0)
    assert len(kept) == LOG_LENGTH
    assert (kept[0].n, kept[-1].n) == (6, LOG_LENGTH + 5)


def test_after_erasing_the_count_goes_on_so_no_page_misses_a_line():
    journal = Journal(now)
    journal.write("ussd", "ok", "answered", "+2250700000004")
    journal.erase()
    journal.write("ussd", "ok", "answered", "+2250700000004")

    assert [entry.n for entry in journal.after(1)] == [2]


def test_memory_is_bounded_but_the_file_keeps_all(tmp_path):
    file = tmp_path / "traffic.jsonl"
    traffic = Traffic(file)
    for n in range(TRAFFIC_LENGTH + 3):
        traffic.to_gateway("ussd", {"text": str(n)}, 200, "CON é")

    lines = file.read_text("utf-8").splitlines()
    assert len(traffic.lines()) == TRAFFIC_LENGTH
    assert len(lines) == TRAFFIC_LENGTH + 3
    assert json.loads(lines[0])["body"] == "CON é"
