"""Places where a fault test may end or stop this process.

``THEMEWIRE_CRASH_AT=before-commit:3`` kills it with SIGKILL the third time it comes there; ``THEMEWIRE_STOP_AT`` stops
it with SIGSTOP, so that it may be woken (SIGCONT) with whatever it was doing half done.
"""

import os
import signal
from typing import Literal

CrashPoint = Literal[
    # the runner of shards
    "before-apply",
    "between-sends",
    "before-offsets",
    "after-offsets",
    "before-commit",
    "after-commit",
    # the parser
    "document-taken",
    "between-outputs",
    "outputs-sent",
    "documents-acked",
    # ingest
    "before-publish",
    "document-confirmed",
    "before-receipt-kept",
    # the view
    "before-save",
    "between-rows-and-marks",
    "rows-and-marks-saved",
]

_asked = {
    point: (signal_number, int(count or 1))
    for variable, signal_number in (("THEMEWIRE_CRASH_AT", signal.SIGKILL), ("THEMEWIRE_STOP_AT", signal.SIGSTOP))
    for point, _, count in [os.environ.get(variable, "").partition(":")]
    if point
}
"""What the environment asks for: at a point, which signal at which time; empty outside of fault tests."""


def crash_point(name: CrashPoint) -> None:
    """Ends or stops this process when the environment asks for it here; otherwise does nothing."""
    if name not in _asked:
        return
    signal_number, left = _asked[name]
    _asked[name] = signal_number, left - 1
    if left == 1:
        os.kill(os.getpid(), signal_number)
