"""`veille demo`: the story from one command, and a clean stop."""

import os
import re
import signal
import subprocess
import sys

import psutil
import pytest

from gateway.demo.story import Person, StoryFailed

pytestmark = pytest.mark.processes

VEILLE = [sys.executable, "-m", "gateway.cli"]


def bare(**variables):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **variables}


def test_the_story_plays_once_and_leaves_nothing_behind():
    done = subprocess.run(
        [*VEILLE, "demo", "--once"], env=bare(), capture_output=True, text=True, timeout=110,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert re.search(r"alert handed over:\s+\d+\.\d\d s", done.stdout)
    assert "vérification en" in done.stdout
    assert [p for p in psutil.Process().children(recursive=True) if "veille-" in repr(p)] == []


def test_ctrl_c_stops_every_process_and_the_data_is_there_on_the_next_start(tmp_path):
    for start in (1, 2):
        demo = subprocess.Popen(
            [*VEILLE, "demo"], env=bare(VEILLE_HOME=str(tmp_path)), stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        with demo:
            for line in demo.stdout:
                if "Ctrl-C" in line:
                    break
            children = psutil.Process(demo.pid).children(recursive=True)
            demo.send_signal(signal.SIGINT)
            said = demo.stdout.read()

        assert demo.returncode == 0
        assert "Stopped. The data is in" in said
        assert len(children) >= 6, start
        assert [child for child in children if child.is_running()] == []
    assert (tmp_path / "veille.db").stat().st_size > 0


def test_a_story_that_goes_wrong_says_which_step():
    lost = Person("La villageoise", phone=None, console=None, shown="1 Signaler un danger")

    with pytest.raises(StoryFailed, match="La villageoise looked for « Comité » and saw"):
        lost.chooses("Comité")
