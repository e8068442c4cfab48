"""Why documents were rejected lately, counted by reason."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.rejected import EXCEPTION_MESSAGE, STAGE

NEWEST = 200
"""Rejected documents that are looked at: each brings its bytes along."""
REASONS = 20
"""That are named."""


@dataclass(frozen=True, slots=True)
class Rejections:
    """Documents refused for one reason, and when (milliseconds from 1970) the last was."""

    stage: str
    reason: str
    count: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """The newest `looked_at` rejected documents by reason, the most frequent first."""

    looked_at: int
    by_reason: Sequence[Rejections]


class LatelyRejected:
    """The reasons of the newest `NEWEST` records of articles.rejected."""

    def __init__(self) -> None:
        self._newest: deque[tuple[int, str, str]] = deque(maxlen=NEWEST)

    def forget(self) -> None:
        """Begins anew."""
        self._newest.clear()

    def take(self, headers: Sequence[tuple[str, bytes]], timestamp_ms: int) -> None:
        """One record; what has no such headers is not ours and counts as unknown."""
        said = {name: value.decode("utf-8", "replace") for name, value in headers}
        self._newest.append((timestamp_ms, said.get(STAGE, "unknown"), said.get(EXCEPTION_MESSAGE, "unknown")))

    def shown(self) -> Rejected:
        """Counted."""
        counts = Counter((stage, reason) for _, stage, reason in self._newest)
        last: dict[tuple[str, str], int] = {}
        for at, stage, reason in self._newest:
            last[stage, reason] = max(at, last.get((stage, reason), at))
        by_reason = [Rejections(*why, count, last[why]) for why, count in counts.most_common(REASONS)]
        return Rejected(len(self._newest), by_reason)
