"""Dot products of a query with all articles near it, from posting lists, term after term (Zobel and Moffat, "Inverted
files for text search engines", 2006).

All lists of a segment are read, so what has been added up is the dot product itself. Leaving long lists unread and
scoring what they might have added (MaxScore, L2AP) was measured and is slower here: weights of a signature are too much
alike for the bounds to tell much, and each article in doubt costs as much as 50 postings. Putting off the lists of
common terms in far segments leaves a third of the postings unread, but saves a twentieth of the time at 200,000
articles and none at 50,000. Whole segments are left out, when not even their greatest weights could add up to the least
dot product that counts there.
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
_LINE = 16
"""Postings of a cache line."""
_AHEAD = 8
"""Lists that are on their way from memory while one is added up."""


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


@compiled
def _reaching(arrays: Arrays, asked: Asked, near: Near, products: Products, found: Found) -> int:
    """How many were found."""
    end, to_come = 0, asked.cells.ravel()
    for s in range(len(near.least)):
        cells, first = asked.cells[s], s * len(asked.weights)
        if _at_most(arrays.directory, cells, asked.weights) >= near.least[s]:
            for i in range(len(cells)):
                if first + i + _AHEAD < len(to_come):
                    _prefetch(arrays, to_come[first + i + _AHEAD])
                if cells[i] >= 0:
                    posted = arrays.directory[cells[i]]
                    postings = arrays.pool[posted.start : posted.start + posted.length]
                    _add_products(postings, asked.weights[i], products)
            end = _collect(products[: near.rooms[s]], near.least[s], near.slots[near.starts[s] :], found, end)
            products[: near.rooms[s]] = 0
    return end


@compiled
def _prefetch(arrays: Arrays, cell: int) -> None:
    """Each cache line of a list. Adding up would wait for the lines a few at a time, which takes twice as long."""
    if cell >= 0:
        posted = arrays.directory[cell]
        for p in range(np.uint64(posted.start), np.uint64(posted.start + posted.length), _LINE):
            prefetch(arrays.pool, p)


@compiled
def _at_most(directory: Table, cells: Numbers, weights: Weights) -> int:
    """No dot product in the segment is greater."""
    most = 0
    for i in range(len(weights)):
        if cells[i] >= 0:
            most += int(weights[i]) * int(directory[cells[i]].peak)
    return most


@compiled
def _add_products(postings: Pool, weight: int, products: Products) -> None:
    for p in range(np.uint64(len(postings))):
        place = postings[p] >> np.uint32(16)
        products[place] = np.int32(products[place] + np.int32(weight) * np.int32(postings[p] & np.uint32(0xFFFF)))


@compiled
def _collect(products: Products, least: int, slots: Slots, found: Found, end: int) -> int:
    """Goes on writing to `found` at `end`; gives its new end."""
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
    return end
