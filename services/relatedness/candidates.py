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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled
from services.relatedness.forward_index import Slots
from services.relatedness.posting_lists import Arrays, Numbers, Pool, PostingLists, Table
from services.relatedness.segments import MOST_ARTICLES, Segment
from services.relatedness.vocabulary import Vector, Weights

Products = NDArray[np.int32]
UNREAD_PERCENT = 25
"""Of the least dot product."""
_BLOCK = 32
"""Articles looked at together for one that reached the threshold."""


class Near(NamedTuple):
    """The segments to look at: their least dot products, sizes, and by term the cells of their lists."""

    least: Numbers
    sizes: Numbers
    cells: Numbers


class Found(NamedTuple):
    """Candidates by place, their dot products at most, and where those of each segment end."""

    places: Slots
    bounds: Products
    ends: Numbers


class Candidates:
    """Finds candidates; keeps the accumulator, all 0 between segments."""

    def __init__(self) -> None:
        self._products: Products = np.zeros(MOST_ARTICLES, np.int32)

    def of(
        self, lists: PostingLists, query: Vector, segments: Sequence[Segment], least: Sequence[int]
    ) -> tuple[Slots, Products]:
        """Slots of all articles in the segments whose dot product with the query may reach the segment's `least`, each
        once, and what it is at most. The terms with the longest lists for their weight come first."""
        numbers = np.array([segment.number for segment in segments], np.int64)
        sizes = np.array([len(segment.slots) for segment in segments], np.int64)
        most = int(sizes.sum())
        near = Near(np.array(least, np.int64), sizes, lists.cells(query.terms, numbers))
        found = Found(np.empty(most, np.int32), np.empty(most, np.int32), np.zeros(len(segments), np.int64))
        _candidates(lists.arrays, query.weights, near, self._products, found)
        slots = found.places  # The places of each segment are replaced by its slots.
        start = 0
        for segment, end in zip(segments, found.ends.tolist(), strict=True):
            if start < end:
                slots[start:end] = segment.slots_of(found.places[start:end])
                start = end
        return slots[:start], found.bounds[:start]


@compiled
def _candidates(arrays: Arrays, weights: Weights, near: Near, products: Products, found: Found) -> None:
    end = 0
    for s in range(len(near.least)):
        read, skipped, reached = _lists_to_read(arrays.directory, near.cells[s], weights, near.least[s])
        if reached + skipped >= near.least[s]:
            for i in read:
                posted = arrays.directory[near.cells[s, i]]
                _add_products(arrays.pool[posted.start : posted.start + posted.length], weights[i], products)
            end = _collect(products[: near.sizes[s]], near.least[s] - skipped, skipped, found, end)
            products[: near.sizes[s]] = 0
        found.ends[s] = end


@compiled
def _lists_to_read(directory: Table, cells: Numbers, weights: Weights, least: int) -> tuple[Numbers, int, int]:
    """Places of the terms whose lists are to be read, what the unread add at most, and what these do."""
    read = np.empty(len(weights), np.int64)
    reading = skipped = reached = 0
    for i in range(len(weights)):
        if cells[i] >= 0:
            most = int(weights[i]) * int(directory[cells[i]].peak)
            if 100 * (skipped + most) <= UNREAD_PERCENT * least:
                skipped += most
            else:
                read[reading] = i
                reading += 1
                reached += most
    return read[:reading], skipped, reached


@compiled
def _add_products(postings: Pool, weight: int, products: Products) -> None:
    for p in range(np.uint64(len(postings))):
        place = postings[p] >> np.uint32(16)
        products[place] = np.int32(products[place] + np.int32(weight) * np.int32(postings[p] & np.uint32(0xFFFF)))


@compiled
def _collect(products: Products, threshold: int, skipped: int, found: Found, end: int) -> int:
    """Goes on writing to `found` at `end`; gives its new end."""
    for first in range(0, len(products), _BLOCK):
        block = products[first : first + _BLOCK]
        highest = np.int32(0)
        for k in range(np.uint64(len(block))):
            highest = max(highest, block[k])
        if highest >= threshold:
            for k in range(len(block)):
                if block[k] >= threshold:
                    found.places[end], found.bounds[end] = first + k, block[k] + skipped
                    end += 1
    return end
