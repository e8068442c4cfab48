"""Places where a fault test may kill the process: ``THEMEWIRE_CRASH_AT=before-commit:3`` kills it the third time."""

import os
import signal
from typing import Literal

CrashPoint = Literal[
    "before-apply", "between-sends", "before-offsets", "after-offsets", "before-commit", "after-commit"
]

_WANTED, _, _COUNT = os.environ.get("THEMEWIRE_CRASH_AT", "").partition(":")
_left = {_WANTED: int(_COUNT or 1)}


def crash_point(name: CrashPoint) -> None:
    """Kills this process with SIGKILL when the environment asks for it here; otherwise does nothing."""
    if name != _WANTED:
        return
    _left[name] -= 1
    if _left[name] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
