"""At most so many documents a second: when the next one may go."""


class Pace:
    """Lets `rate` a second through, evenly; what was not used is not saved up beyond `BURST` seconds."""

    BURST = 0.1

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._free_at = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until the next document may go, which counts as gone then. `now` in seconds of any clock."""
        self._free_at = max(self._free_at, now - self.BURST)
        wait = max(0.0, self._free_at - now)
        self._free_at += self._interval
        return wait
