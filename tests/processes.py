"""What the kernel tells of processes."""

import os
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The processes below one, children before theirs; those that ended meanwhile are left out."""
    try:
        below = [
            int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()
        ]
    except OSError:
        return []
    return [*below, *(grandchild for child in below for grandchild in descendants(child))]


def resident_mib(pid: int) -> float:
    """Proportional set size, so that what processes share counts once."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, its ended children's left out."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
