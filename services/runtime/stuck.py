"""Finds a process that has work and does not get on with it, and ends it."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.runtime.leave import leave


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one kind of work: whether there is some, and a value that changes when it gets on."""

    name: str
    waiting: bool
    progress: object


class StuckWatch:
    """Decides from looks at a process whether it is stuck: `limit` seconds of waiting work without progress."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._since: dict[str, tuple[float, object]] = {}

    def stuck(self, now: float, look: Look) -> bool:
        """Takes one look at monotonic time `now` in seconds."""
        since, progress = self._since.get(look.name, (now, look.progress))
        if not look.waiting or progress != look.progress:
            since = now
        self._since[look.name] = (since, look.progress)
        return now - since >= self._limit


def leave_when_stuck(looks: Callable[[], Sequence[Look]], limit: float) -> None:
    """Looks every second from a thread of its own, which a blocked event loop cannot stop, until the process ends."""

    def watch() -> None:
        watching = StuckWatch(limit)
        while True:
            time.sleep(1.0)
            for look in looks():
                if watching.stuck(time.monotonic(), look):
                    leave(f"{look.name}: work is waiting and nothing moved for {limit:g} s")

    threading.Thread(target=watch, name="stuck watch", daemon=True).start()
