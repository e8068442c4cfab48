"""The end of a process's work that a restart would only repeat: it stays, not ready, until a person has looked.

A restart loop would multiply dead letters and bury the cause. So a halted process takes no record any more, leaves its
consumer group and commits nothing more, but lives: /livez 200, /readyz 503 with the reason, `themewire_halted` 1.
SIGTERM ends it with exit code 0, since all that it took is either done or untouched: the next start goes on from there.
"""

import structlog

from services.runtime.metrics import HALTED
from services.runtime.readiness import Readiness


class MustHaltError(Exception):
    """Going on would do harm, and starting again would end here again. The message says why and what to do."""


def halt(readiness: Readiness, why: MustHaltError) -> None:
    """Tells that this process has halted: one critical line, readiness and metric. The caller stops its work."""
    readiness.halted = str(why)
    HALTED.set(1)
    structlog.get_logger("themewire.halt").critical("halted", why=str(why))
