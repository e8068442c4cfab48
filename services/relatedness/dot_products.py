"""Dot products of a query with all articles near it, from posting lists, term after term (Zobel and Moffat, "Inverted
files for text search engines", 2006).

All lists of a segment are read, so what has been added up is the dot product itself. Leaving long lists unread and
scoring what they might have added (MaxScore, L2AP) was measured and is slower here: weights of a signature are too much
alike for the bounds to tell much, and each article in doubt costs as much as 50 postings. With a bound of each
article's own, the norm of its common terms, half of the postings of a million articles are left unread; to look at all
those norms takes what that saves, and at 200,000 articles more. Whole segments are left out, when not even their
greatest weights could add up to the least dot product that counts there.
Nothing but the floor bounds the search: an article that ranks low for the query may rank high for the other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled, prefetch
from services.relatedness.forward_index import Slots
from services.relatedness.posting_lists import Arrays, Numbers, Pool, PostingLists, Table
from services.relatedness.segments import MOST_ARTICLES, Near
from services.relatedness.vocabulary import Vector, Weights

Products = NDArray[np.int32]
_BLOCK = 64
"""Articles looked at together for one that reached the least product."""
_LINE = np.uint64(16)
"""Postings of a cache line."""
_AHEAD = 48
"""Lines on their way from memory while one is added up: memory and adding then go on at once. When a whole list was
asked for at a time they took turns, and a million articles took a fifth longer."""


class Asked(NamedTuple):
    """The query's weights, and by segment (rows) and term the cells of their lists."""

    weights: Weights
    cells: Numbers


class Found(NamedTuple):
    """Articles by slot, with their dot products."""

    slots: Slots
    products: Products


class DotProducts:
    """Finds the articles that reach a dot product; keeps the accumulator, all 0 between segments."""

    def __init__(self) -> None:
        self._products: Products = np.zeros(MOST_ARTICLES, np.int32)
        self._found = Found(np.empty(0, np.int32), np.empty(0, np.int32))
        """Room for whatever is found."""

    def reaching(self, lists: PostingLists, query: Vector, near: Near) -> Found:
        """All articles in these segments whose dot product with the query reaches the segment's `least`, each once,
        with that product; as they are until the next call."""
        if near.most > len(self._found.slots):
            self._found = Found(np.empty(near.most, np.int32), np.empty(near.most, np.int32))
        asked = Asked(query.weights, lists.cells(query.terms, near.numbers))
        end = _reaching(lists.arrays, asked, near, self._products, self._found)
        return Found(self._found.slots[:end], self._found.products[:end])


class _Reading(NamedTuple):
    """The lists to read, one after the other; how many of them until a segment's end, by segment."""

    starts: NDArray[np.uint64]
    stops: NDArray[np.uint64]
    weights: NDArray[np.int32]
    ends: Numbers


_Line = tuple[np.uint64, np.uint64]
"""Which list, and where in it."""


@compiled
def _reaching(arrays: Arrays, asked: Asked, near: Near, products: Products, found: Found) -> int:
    """How many were found."""
    reading, pool = _to_read(arrays.directory, asked, near), arrays.pool
    ahead = np.uint64(0), np.uint64(0)
    for _ in range(_AHEAD):
        ahead = _prefetch(pool, reading, ahead)
    end = i = 0
    for s in range(len(near.least)):
        if i < reading.ends[s]:
            while i < reading.ends[s]:
                start, stop, weight = reading.starts[i], reading.stops[i], reading.weights[i]
                while start + _LINE <= stop:
                    ahead = _prefetch(pool, reading, ahead)
                    for p in range(start, start + _LINE):
                        _add_product(pool[p], weight, products)
                    start += _LINE
                ahead = _prefetch(pool, reading, ahead)
                for p in range(start, stop):
                    _add_product(pool[p], weight, products)
                i += 1
            end = _collect(products[: near.rooms[s]], near.least[s], near.slots[near.starts[s] :], found, end)
    return end


@compiled
def _to_read(directory: Table, asked: Asked, near: Near) -> _Reading:
    """The lists of all segments in which the least product can be reached."""
    starts, stops = np.empty(asked.cells.size, np.uint64), np.empty(asked.cells.size, np.uint64)
    weights, ends = np.empty(asked.cells.size, np.int32), np.empty(len(near.least), np.int64)
    end = 0
    for s in range(len(near.least)):
        cells = asked.cells[s]
        if _at_most(directory, cells, asked.weights) >= near.least[s]:
            for i in range(len(cells)):
                if cells[i] >= 0:
                    posted = directory[cells[i]]
                    starts[end], stops[end] = posted.start, np.int64(posted.start) + posted.length
                    weights[end] = asked.weights[i]
                    end += 1
        ends[s] = end
    return _Reading(starts[:end], stops[:end], weights[:end], ends)


@compiled
def _at_most(directory: Table, cells: Numbers, weights: Weights) -> int:
    """No dot product in the segment is greater."""
    most = 0
    for i in range(len(weights)):
        if cells[i] >= 0:
            most += int(weights[i]) * int(directory[cells[i]].peak)
    return most


@compiled
def _prefetch(pool: Pool, reading: _Reading, ahead: _Line) -> _Line:
    """Has a line brought near; gives the next."""
    i, place = ahead
    if i == len(reading.starts):
        return i, place
    line = reading.starts[i] + place
    prefetch(pool, line)
    if line + _LINE < reading.stops[i]:
        return i, place + _LINE
    return i + np.uint64(1), np.uint64(0)


@compiled
def _add_product(posting: np.uint32, weight: np.int32, products: Products) -> None:
    place = posting >> np.uint32(16)
    products[place] = np.int32(products[place] + weight * np.int32(posting & np.uint32(0xFFFF)))


@compiled
def _collect(products: Products, least: int, slots: Slots, found: Found, end: int) -> int:
    """Goes on writing to `found` at `end`; gives its new end. Leaves the accumulator at 0."""
    for first in range(0, len(products), _BLOCK):
        block = products[first : first + _BLOCK]
        highest = np.int32(0)
        for k in range(np.uint64(len(block))):
            highest = max(highest, block[k])
        if highest >= least:
            for k in range(len(block)):
                if block[k] >= least:
                    found.slots[end], found.products[end] = slots[first + k], block[k]
                    end += 1
        for k in range(np.uint64(len(block))):
            block[k] = 0
    return end
