"""Reports on disk while the database is away: sealed, in order, there after a crash."""

import os
import threading

import pytest

from storage.encryption import CannotOpen, Keys, new_keys
from storage.spool import Spool


@pytest.fixture
def spool(tmp_path, keys):
    """An empty spool."""
    return Spool(tmp_path / "spool", keys)


def test_a_report_put_down_is_read_back_and_let_go(spool):
    spool.put("a", '{"words": "On frappe un enfant"}')
    assert spool.waiting() == ["a"]
    assert len(spool) == 1
    assert spool.read("a") == '{"words": "On frappe un enfant"}'

    spool.remove("a")

    assert spool.waiting() == []
    assert len(spool) == 0


def test_a_report_let_go_twice_is_only_gone(spool):
    spool.put("a", "x")

    spool.remove("a")
    spool.remove("a")

    assert len(spool) == 0


def test_the_same_report_again_replaces_itself(spool):
    spool.put("a", "first")
    spool.put("a", "second")

    assert (len(spool), spool.read("a")) == (1, "second")


def test_reports_wait_in_the_order_they_came(spool):
    for age, name in enumerate(["c", "a", "b"]):
        spool.put(name, name)
        os.utime(spool.folder / f"{name}.report", ns=(age * 10**9, age * 10**9))

    assert spool.waiting() == ["c", "a", "b"]


def test_what_is_on_the_disk_is_there_when_the_house_starts_again(spool, keys):
    spool.put("a", "x")

    again = Spool(spool.folder, keys)

    assert again.waiting() == ["a"]
    assert again.read("a") == "x"


def test_a_report_whose_writing_broke_off_is_not_a_report(spool):
    (spool.folder / "half.part").write_bytes(b"\x02k1")

    assert spool.waiting() == []
    assert len(spool) == 0


def test_the_disk_holds_nothing_that_can_be_read(spool):
    spool.put("a", "On frappe un enfant +2250701020304")

    written = b"".join(path.read_bytes() for path in spool.folder.iterdir())

    assert b"frappe" not in written
    assert b"0701020304" not in written


def test_the_folder_is_its_owner_s_alone(spool):
    assert spool.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kept", [0, 1, 5, 12, 20, -1])
def test_a_report_cut_short_on_the_disk_says_that_it_cannot_be_opened(spool, kept):
    spool.put("a", "x")
    path = spool.folder / "a.report"
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(CannotOpen):
        spool.read("a")


def test_an_altered_report_says_that_it_cannot_be_opened(spool):
    spool.put("a", "x")
    path = spool.folder / "a.report"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01")

    with pytest.raises(CannotOpen):
        spool.read("a")


def test_a_report_under_a_lost_key_says_so(spool):
    spool.put("a", "x")

    with pytest.raises(CannotOpen, match="not here"):
        Spool(spool.folder, Keys.parse(new_keys())).read("a")


def test_a_report_that_cannot_be_replayed_is_set_aside_where_a_person_finds_it(spool):
    spool.put("a", "x")

    spool.set_aside("a")

    assert spool.waiting() == []
    assert (spool.folder / "a.unreadable").is_file()


def test_who_looks_while_another_files_the_reports_only_sees_what_is_left(spool):
    stop = threading.Event()

    def come_and_go():
        while not stop.is_set():
            spool.put("a", "x")
            spool.remove("a")

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        seen = [spool.waiting() for _ in range(500)]
    finally:
        stop.set()
        other.join()

    assert all(names in ([], ["a"]) for names in seen)
