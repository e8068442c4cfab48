"""A token bucket (the meter of RFC 2697 without its colours): how much one sender may do a minute. Pure."""

from dataclasses import dataclass

WINDOW = 60.0
"""Seconds in which an empty bucket fills."""


@dataclass(slots=True)
class TokenBucket:
    """Holds `capacity` tokens at most and gains that many in `WINDOW` seconds; full at the start.

    What is taken may exceed what is there, since a body's size is known only after it was read: the debt is waited
    for by the next one. Times are seconds of a clock that never goes back.
    """

    capacity: float
    tokens: float
    at: float

    @classmethod
    def full(cls, capacity: float, now: float) -> "TokenBucket":
        """A bucket with every token."""
        return cls(capacity, capacity, now)

    def wait(self, now: float) -> float:
        """Seconds until something may be taken; 0 when it may be taken now."""
        self._fill(now)
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.capacity * WINDOW

    def take(self, amount: float, now: float) -> None:
        """Takes `amount` tokens, also into debt: ask `wait` first."""
        self._fill(now)
        self.tokens -= amount

    def _fill(self, now: float) -> None:
        self.tokens = min(self.capacity, self.tokens + max(0.0, now - self.at) / WINDOW * self.capacity)
        self.at = max(self.at, now)
