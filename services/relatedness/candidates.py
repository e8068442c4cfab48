"""Candidates: the articles whose dot product with a query may reach the floor, from posting lists.

Bounds as in MaxScore (Turtle and Flood 1995) with a maximum per list, which is per span of time (block-max indexes,
Ding and Suel 2011), for a threshold that is known before, as in L2AP (Anastasiu and Karypis 2014). In integers:

No weight in the list of term t and span s is above its peak p(t, s). Let K be any set of query terms whose lists are
left out, and skipped = sum over K of q(t) x p(t, s). For an article d of the span, dot(q, d) = (sum over the others,
which is what the lists read add up to) + (sum over K of q(t) x d(t)) <= products[d] + skipped. So an article whose
product stays below least - skipped has a dot product below least, the smallest that reaches the floor anywhere in the
span. Nothing but the floor bounds the search: an article that ranks low for the query may rank high for the other.

Which terms are left out is a matter of speed alone: those with the longest lists for what they add, up to a share of
the floor. A larger share reads fewer postings and gives more candidates to score.
"""

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled
from services.relatedness.forward_index import Slots
from services.relatedness.posting_lists import Numbers, PostingLists, Table
from services.relatedness.spans import HOUR, LEAST_DOT
from services.relatedness.vocabulary import Terms, Weights

SKIPPED_PERCENT = 40
"""Of the least dot product."""
_LEAST_BY_HOUR = np.array(LEAST_DOT, np.int64)


class Candidates:
    """Finds candidates; keeps the accumulator, all 0 between queries."""

    def __init__(self) -> None:
        self._products: NDArray[np.int32] = np.zeros(0, np.int32)
        self._found: Slots = np.zeros(0, np.int32)

    def of(
        self, lists: PostingLists, slots: Table, effective: int, query: tuple[Terms, Weights], near: tuple[Numbers, Numbers]
    ) -> Slots:
        """Slots of all articles in the spans of `near` whose score with the query may reach the floor, each once.

        `query`: its terms, those with the longest lists for their weight first, and their weights. `near`: see `Spans`.
        """
        terms, weights = query
        spans, least = near
        if len(self._products) < len(slots):
            self._products = np.zeros(len(slots), np.int32)
            self._found = np.empty(len(slots), np.int32)
        cells = lists.cells(terms, spans)
        count = _candidates(
            lists.directory, lists.pool, slots, _LEAST_BY_HOUR, cells, least, weights, effective, self._products, self._found
        )
        return self._found[:count].copy()

    @property
    def nbytes(self) -> int:
        return self._products.nbytes + self._found.nbytes


@compiled
def _candidates(
    directory: Table,
    pool: Table,
    slots: Table,
    least_by_hour: Numbers,
    cells: Numbers,
    least: Numbers,
    weights: Weights,
    effective: int,
    products: NDArray[np.int32],
    found: Slots,
) -> int:
    count = 0
    read = np.empty(len(weights), np.int64)
    for s in range(len(least)):
        skipped, bound, reading = np.int64(0), np.int64(0), 0
        budget = least[s] * SKIPPED_PERCENT // 100
        for i in range(len(weights)):
            if cells[s, i] >= 0:
                most = np.int64(weights[i]) * directory[cells[s, i]].peak
                if skipped + most <= budget:
                    skipped += most
                else:
                    read[reading] = i
                    reading += 1
                    bound += most
        if bound + skipped < least[s]:
            continue
        threshold = least[s] - skipped
        first = count
        for r in range(reading):
            weight = np.int32(weights[read[r]])
            start = directory[cells[s, read[r]]].start
            for p in range(start, start + directory[cells[s, read[r]]].length):
                slot = pool[p].slot
                before = products[slot]
                after = before + weight * pool[p].weight
                products[slot] = after
                if before < threshold <= after:
                    found[count] = slot
                    count += 1
        # The same with each article's own gap instead of the span's least.
        kept = first
        for c in range(first, count):
            hours = abs(slots[found[c]].effective - effective) // 3600
            if hours < len(least_by_hour) and products[found[c]] + skipped >= least_by_hour[hours]:
                found[kept] = found[c]
                kept += 1
        count = kept
        for r in range(reading):
            start = directory[cells[s, read[r]]].start
            for p in range(start, start + directory[cells[s, read[r]]].length):
                products[pool[p].slot] = 0
    return count
