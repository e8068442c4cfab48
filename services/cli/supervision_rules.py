"""When a process that ended is started again, when the supervisor gives up, and in which order all are stopped."""

import signal
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 30.0
"""Seconds a process must have run for its earlier ends to be forgotten."""
WRONG_SETTINGS = 2
"""Exit code of a process whose settings are wrong: it would end the same way again."""
STOP_ORDER = ("ingest", "poller", "parser", "indexer", "view")
"""Along the way of an article: nothing new comes in, then each finishes what is in work."""


@dataclass(frozen=True)
class Restarts:
    """What is remembered of a process's ends."""

    in_a_row: int = 0
    killed: bool = False

    def after_end(self, ran_for: float, exit_code: int | None) -> "Restarts":
        """Counts one more end, of a process that ran for so many seconds; negative codes are signals."""
        in_a_row = 1 if ran_for >= HEALTHY_AFTER else self.in_a_row + 1
        return Restarts(in_a_row, exit_code == -signal.SIGKILL)

    @property
    def delay(self) -> float:
        """Seconds to wait before the next start: 0.5, 1, 2, ... 30. After SIGKILL 0.5: that came from outside, and
        waiting would not make it better."""
        if self.killed:
            return FIRST_DELAY
        return min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(self.in_a_row - 1, 10)) if self.in_a_row else 0.0


def gives_up(exit_code: int, restarts: Restarts, was_ready: bool) -> bool:
    """Whether starting again is useless: the settings were wrong, and not only because a free port was just taken."""
    return exit_code == WRONG_SETTINGS and not was_ready and restarts.in_a_row > 1


def how_ended(exit_code: int | None) -> str:
    """In words."""
    return f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"


def in_stop_order(names: Iterable[str]) -> list[list[str]]:
    """Names such as ``indexer`` or ``indexer-2`` in the order to stop them, those of one service together.

    Together, so that none takes over from another that stops. What is no service of ours goes first.
    """

    def place(name: str) -> int:
        service = name.partition("-")[0]
        return STOP_ORDER.index(service) if service in STOP_ORDER else -1

    return [sorted(together) for _, together in groupby(sorted(names, key=place), key=place)]
