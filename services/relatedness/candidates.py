"""Candidates: the articles whose score with a query may reach the floor, from posting lists.

Bounds as in MaxScore (Turtle and Flood 1995) with a peak per segment, as in block-max indexes (Ding and Suel 2011),
for a threshold that is known beforehand, as in L2AP (Anastasiu and Karypis 2014). In integers:

No weight in the list of term t and segment s is above its peak p(t, s). Let K be any set of query terms whose lists
stay unread, and skipped = sum over K of q(t) p(t, s). For an article d of the segment,

    dot(q, d) = (sum over the lists read of q(t) d(t)) + (sum over K of q(t) d(t)) <= product(d) + skipped.

So an article whose product stays below least - skipped has a dot product below least, the smallest that reaches the
floor anywhere in the segment. Any K will do, in any order of terms, and nothing is left out of the lists themselves.
Nothing but the floor bounds the search: an article that ranks low for the query may rank high for the other.

Which lists stay unread is a matter of speed alone: the longest for what they add, up to a share of the least dot
product. A larger share reads fewer postings and leaves more candidates to score.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled
from services.relatedness.forward_index import Slots
from services.relatedness.posting_lists import Numbers, Pool, PostingLists, Table
from services.relatedness.segments import MOST_ARTICLES, Segment
from services.relatedness.vocabulary import Terms, Weights

Products = NDArray[np.int32]
UNREAD_PERCENT = 35
"""Of the least dot product."""
_BLOCK = 32
"""Articles looked at together for one that reached the threshold; MOST_ARTICLES is a multiple of it."""


class Candidates:
    """Finds candidates; keeps the accumulator, all 0 between segments."""

    def __init__(self) -> None:
        self._products: Products = np.zeros(MOST_ARTICLES, np.int32)

    def of(
        self, lists: PostingLists, terms: Terms, weights: Weights, segments: Sequence[Segment], least: Sequence[int]
    ) -> tuple[Slots, Products]:
        """Slots of all articles in the segments whose dot product with the query may reach the segment's `least`, each
        once, and what it is at most. The terms with the longest lists for their weight come first."""
        sizes = np.array([len(segment.slots) for segment in segments], np.int64)
        numbers = np.array([segment.number for segment in segments], np.int64)
        places: Slots = np.empty(sizes.sum(), np.int32)
        bounds: Products = np.empty(sizes.sum(), np.int32)
        ends = np.zeros(len(segments), np.int64)
        _candidates(
            lists.directory,
            lists.pool,
            lists.cells(terms, numbers),
            weights,
            np.array(least, np.int64),
            sizes,
            self._products,
            places,
            bounds,
            ends,
        )
        slots = np.empty(ends[-1] if len(ends) else 0, np.int32)
        start = 0
        for segment, end in zip(segments, ends.tolist(), strict=True):
            if end > start:
                slots[start:end] = segment.slots_of(places[start:end])
            start = end
        return slots, bounds[:start]


@compiled
def _candidates(
    directory: Table,
    pool: Pool,
    cells: Numbers,
    weights: Weights,
    least: Numbers,
    sizes: Numbers,
    products: Products,
    places: Slots,
    bounds: Products,
    ends: Numbers,
) -> None:
    """Writes the candidates of segment s to places[ends[s - 1]:ends[s]]."""
    found = 0
    read = np.empty(len(weights), np.int64)
    for s in range(len(least)):
        skipped, reached, reading = np.int64(0), np.int64(0), 0
        for i in range(len(weights)):
            if cells[s, i] >= 0:
                most = np.int64(weights[i]) * directory[cells[s, i]].peak
                if 100 * (skipped + most) <= UNREAD_PERCENT * least[s]:
                    skipped += most
                else:
                    read[reading] = i
                    reading += 1
                    reached += most
        if reached + skipped >= least[s]:
            for r in range(reading):
                weight = np.int32(weights[read[r]])
                posted = directory[cells[s, read[r]]]
                for p in range(np.uint64(posted.start), np.uint64(posted.start + posted.length)):
                    place = pool[p] >> np.uint32(16)
                    products[place] = np.int32(products[place] + weight * np.int32(pool[p] & np.uint32(0xFFFF)))
            threshold = np.int32(least[s] - skipped)
            for first in range(0, sizes[s], _BLOCK):
                highest = np.int32(0)
                for place in range(np.uint64(first), np.uint64(first + _BLOCK)):
                    highest = max(highest, products[place])
                if highest >= threshold:
                    for place in range(first, first + _BLOCK):
                        if products[place] >= threshold:
                            places[found], bounds[found] = place, products[place] + skipped
                            found += 1
            products[: sizes[s]] = 0
        ends[s] = found
