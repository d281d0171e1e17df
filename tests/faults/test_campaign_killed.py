"""A campaign whose worker is killed again and again reaches everybody, once."""

import pytest

from bench import kills

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def test_nobody_is_missed_nobody_who_said_stop_is_written_to_and_nothing_goes_twice(tmp_path):
    url = f"sqlite:///{tmp_path / 'killed.db'}"

    seen = kills.run(tmp_path, url, count=1500, kills=6, seed=3)

    assert seen.kills
    assert (seen.missed, seen.to_stopped) == (0, 0)
    assert seen.extra_calls <= seen.kills
