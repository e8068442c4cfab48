"""Spans of effective time, and how large a dot product must be to reach the floor across a gap between two of them."""

from bisect import bisect_right
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from services.relatedness.pair_score import DECAY, FLOOR, WINDOW_SECONDS
from services.relatedness.signature import NORM

HOUR = 3600
SPAN_SECONDS = 12 * HOUR
LEAST_DOT = [-(-FLOOR * DECAY[0] * NORM * NORM // (1000 * decay)) for decay in DECAY]
"""By full hours of the gap: a pair's score reaches the floor exactly when its dot product reaches this."""


class Spans:
    """How many articles each span holds, which is what a query need look at."""

    def __init__(self) -> None:
        self._articles: Counter[int] = Counter()

    def add(self, effective: int) -> int:
        """Counts an article; gives its span."""
        span = effective // SPAN_SECONDS
        self._articles[span] += 1
        return span

    def remove(self, effective: int) -> int:
        """Takes an article back; gives its span."""
        span = effective // SPAN_SECONDS
        self._articles[span] -= 1
        if not self._articles[span]:
            del self._articles[span]
        return span

    def near(self, effective: int, greatest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The spans in which a pair can reach the floor when no dot product is above `greatest`, and for each the
        least dot product that reaches it anywhere in the span."""
        hours = bisect_right(LEAST_DOT, greatest) - 1
        if hours < 0:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        reach = min((hours + 1) * HOUR - 1, WINDOW_SECONDS)
        first, last = (effective - reach) // SPAN_SECONDS, (effective + reach) // SPAN_SECONDS
        spans = [span for span in range(first, last + 1) if span in self._articles]
        least = [LEAST_DOT[_least_gap(effective, span) // HOUR] for span in spans]
        return np.array(spans, np.int64), np.array(least, np.int64)


def _least_gap(effective: int, span: int) -> int:
    """Seconds to the nearest moment of a span."""
    start = span * SPAN_SECONDS
    return max(start - effective, effective - (start + SPAN_SECONDS - 1), 0)
