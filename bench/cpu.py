"""CPU time as the kernel counts it; not a number where there is no /proc."""

import math
import os
from pathlib import Path

_PROC = Path("/proc")
_IDLE = (3, 4)  # idle and waiting for a disk, among the columns of /proc/stat
_GROUP, _USER, _SYSTEM = 2, 11, 12  # columns of /proc/<pid>/stat after the name


def of_group(leader: int) -> float:
    """Seconds used so far by a process and the children that share its group."""
    if not _PROC.is_dir():
        return math.nan
    return sum(_ticks(path, leader) for path in _PROC.glob("[0-9]*/stat")) / _ticks_a_second()


def of_machine() -> float:
    """Seconds that all cores were busy so far, with whatever."""
    if not _PROC.is_dir():
        return math.nan
    columns = (_PROC / "stat").read_text().splitlines()[0].split()[1:9]
    busy = sum(int(ticks) for place, ticks in enumerate(columns) if place not in _IDLE)
    return busy / _ticks_a_second()


def cores() -> list[int]:
    """The cores we may use; empty where a process cannot choose."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def stay_on(chosen: list[int]) -> None:
    """Keep this process, and those it starts from now on, on some cores."""
    if chosen:
        os.sched_setaffinity(0, chosen)


def _ticks(path: Path, leader: int) -> int:
    try:
        columns = path.read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0
    if int(columns[_GROUP]) != leader:
        return 0
    return int(columns[_USER]) + int(columns[_SYSTEM])


def _ticks_a_second() -> int:
    return os.sysconf("SC_CLK_TCK")
