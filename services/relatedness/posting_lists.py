"""Posting lists by term and span of time: a directory (open addressing) over one pool of postings.

A list is contiguous; a full one moves to a block of twice the size, and blocks given up are used again by size.
"""

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled
from services.relatedness.vocabulary import Terms, Weights

Table = NDArray[np.void]
Numbers = NDArray[np.int64]

POSTING = np.dtype([("slot", np.int32), ("weight", np.int16)])
LIST = np.dtype(
    [
        ("start", np.int64),
        ("term", np.int32),
        ("span", np.int32),
        ("length", np.int32),
        ("peak", np.int16),
        ("size", np.int8),
    ],
    align=True,
)
"""`peak`: no weight in the list is greater. `size`: log2 of its block's length, -1 without one. No `term`: -1."""
_SIZES = 32
_LEAST_CELLS = 1 << 12
_LEAST_POOL = 1 << 14
_FULL = 0.7
_LARGEST_POOL = np.iinfo(np.int32).max
"""A free block names the next one in a posting's slot."""


class PostingLists:
    """Which articles, by slot, hold a term in a span, and with what weight."""

    def __init__(self) -> None:
        self.directory = _empty(_LEAST_CELLS)
        self.pool: Table = np.zeros(_LEAST_POOL, POSTING)
        self._free = np.full(_SIZES, -1, np.int64)
        """First free block by size."""
        self._used = np.zeros(2, np.int64)
        """Length of the pool's used part, and cells of the directory in use."""

    def append(self, terms: Terms, weights: Weights, slot: int, span: int) -> None:
        """Adds a posting to the list of each term."""
        if self._used[1] + len(terms) > _FULL * len(self.directory):
            self._rehash(len(terms))
        done = 0
        while done < len(terms):
            done = _append(self.directory, self.pool, self._free, self._used, terms, weights, slot, span, done)
            if done < len(terms):
                self._grow()

    def discard(self, terms: Terms, slot: int, span: int) -> None:
        """Takes the slot's postings out of the lists of these terms, all of which have one."""
        _discard(self.directory, self.pool, self._free, terms, slot, span)

    def cells(self, terms: Terms, spans: Numbers) -> Numbers:
        """Cells of the directory, by span (rows) and term; -1 for no list."""
        cells = np.empty((len(spans), len(terms)), np.int64)
        _look_up(self.directory, terms, spans, cells)
        return cells

    @property
    def nbytes(self) -> int:
        return self.directory.nbytes + self.pool.nbytes

    def _rehash(self, more: int) -> None:
        """A directory with room for more lists; those that became empty are left out."""
        needed = (int(np.count_nonzero(self.directory["length"])) + more) * 1.25 / _FULL
        directory = _empty(max(_LEAST_CELLS, 1 << int(needed).bit_length()))
        self._used[1] = _copy_lists(self.directory, directory)
        self.directory = directory

    def _grow(self) -> None:
        # Reallocated in place where the system can: the pool does not stand in memory twice.
        self.pool.resize(len(self.pool) + len(self.pool) // 8, refcheck=False)
        if len(self.pool) > _LARGEST_POOL:
            raise OverflowError("a shard's postings are numbered in 31 bits: use more partitions")


def _empty(cells: int) -> Table:
    directory = np.zeros(cells, LIST)
    directory["term"] = -1
    directory["size"] = -1
    return directory


@compiled
def _find(directory: Table, term: int, span: int) -> int:
    """The cell of a list, or the empty cell where it belongs. Eight spans in a row mostly share a cache line or two."""
    mask = np.uint64(directory.size - 1)
    mixed = np.uint64(term) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(span >> 3) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    cell = ((mixed >> np.uint64(32)) << np.uint64(3) | np.uint64(span & 7)) & mask
    while directory[cell].term != -1 and (directory[cell].term != term or directory[cell].span != span):
        cell = (cell + np.uint64(1)) & mask
    return np.int64(cell)


@compiled
def _append(
    directory: Table,
    pool: Table,
    free: Numbers,
    used: Numbers,
    terms: Terms,
    weights: Weights,
    slot: int,
    span: int,
    first: int,
) -> int:
    """Goes on from the term in place `first`; gives the place of the term that found no room in the pool."""
    for i in range(first, len(terms)):
        cell = _find(directory, terms[i], span)
        found = directory[cell]
        if found.term == -1:
            found.term, found.span = terms[i], span
            used[1] += 1
        if found.size < 0 or found.length == 1 << found.size:
            size = found.size + 1
            start = free[size]
            if start >= 0:
                free[size] = pool[start].slot
            elif used[0] + (1 << size) <= len(pool):
                start = used[0]
                used[0] += 1 << size
            else:
                return i
            for k in range(found.length):
                pool[start + k].slot = pool[found.start + k].slot
                pool[start + k].weight = pool[found.start + k].weight
            if found.size >= 0:
                pool[found.start].slot = free[found.size]
                free[found.size] = found.start
            found.start, found.size = start, size
        pool[found.start + found.length].slot = slot
        pool[found.start + found.length].weight = weights[i]
        found.length += 1
        found.peak = max(found.peak, weights[i])
    return len(terms)


@compiled
def _discard(directory: Table, pool: Table, free: Numbers, terms: Terms, slot: int, span: int) -> None:
    for i in range(len(terms)):
        found = directory[_find(directory, terms[i], span)]
        at, last = found.start, found.start + found.length - 1
        while pool[at].slot != slot:
            at += 1
        pool[at].slot, pool[at].weight = pool[last].slot, pool[last].weight
        found.length -= 1
        if found.length == 0:
            pool[found.start].slot = free[found.size]
            free[found.size] = found.start
            found.size, found.peak = -1, 0


@compiled
def _look_up(directory: Table, terms: Terms, spans: Numbers, cells: Numbers) -> None:
    for i in range(len(terms)):
        for s in range(len(spans)):
            cell = _find(directory, terms[i], spans[s])
            cells[s, i] = cell if directory[cell].length else -1


@compiled
def _copy_lists(source: Table, target: Table) -> int:
    copied = 0
    for cell in range(len(source)):
        if source[cell].length:
            target[_find(target, source[cell].term, source[cell].span)] = source[cell]
            copied += 1
    return copied
