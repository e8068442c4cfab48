"""Posting lists by term and segment: a directory (open addressing) over one pool of postings.

A list is contiguous; a full one moves to a block of twice the size, and blocks given up are used again by size.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled, prefetch
from services.relatedness.vocabulary import Terms, Vectors

Table = NDArray[np.void]
Numbers = NDArray[np.int64]
Pool = NDArray[np.uint32]
"""Postings: an article's number within its segment in the upper 16 bits, the weight in the lower."""

LIST = np.dtype(
    [
        ("start", np.uint32),
        ("term", np.int32),
        ("segment", np.int32),
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
_FULL = 0.5
_NONE = np.iinfo(np.uint32).max
"""A free block names the next one in place of its first posting; this stands for none."""


class Arrays(NamedTuple):
    """What the kernels read and write."""

    directory: Table
    pool: Pool
    free: Pool
    """First free block by size."""
    used: Numbers
    """Length of the pool's used part, and cells of the directory in use."""


class PostingLists:
    """Which articles of a segment hold a term, and with what weight."""

    def __init__(self) -> None:
        self._directory = _empty(_LEAST_CELLS)
        self._pool: Pool = np.zeros(_LEAST_POOL, np.uint32)
        self._free: Pool = np.full(_SIZES, _NONE, np.uint32)
        self._used: Numbers = np.zeros(2, np.int64)

    def append(self, vectors: Vectors, segments: Sequence[int], places: Sequence[int]) -> None:
        """Adds a posting to the list of each term of each article, which stands in that place of that segment."""
        where = np.array(segments), np.array(places)
        done = 0
        while (done := _append(self.arrays, vectors, where, done)) < len(vectors.terms):
            if _is_full(self._directory, self._used):
                self._rehash()
            else:
                self._grow()

    def discard(self, terms: Terms, segment: int, place: int) -> None:
        """Takes an article's postings out of the lists of these terms, all of which have one."""
        _discard(self.arrays, terms, segment, place)

    def cells(self, terms: Terms, segments: Numbers) -> Numbers:
        """Cells of the directory, by segment (rows) and term; -1 for no list."""
        cells = np.empty((len(segments), len(terms)), np.int64)
        _look_up(self._directory, terms, segments, cells)
        return cells

    @property
    def arrays(self) -> Arrays:
        """As they are until the next `append`."""
        return Arrays(self._directory, self._pool, self._free, self._used)

    def _rehash(self) -> None:
        """A directory with room for more lists; those that became empty are left out."""
        needed = int(np.count_nonzero(self._directory["length"])) * 1.25 / _FULL
        directory = _empty(max(_LEAST_CELLS, 1 << int(needed).bit_length()))
        self._used[1] = _copy_lists(self._directory, directory)
        self._directory = directory

    def _grow(self) -> None:
        # Reallocated in place where the system can: the pool does not stand in memory twice.
        self._pool.resize(len(self._pool) + len(self._pool) // 8, refcheck=False)
        if len(self._pool) >= _NONE:
            raise OverflowError("a shard's postings are numbered in 32 bits: use more partitions")


def _empty(cells: int) -> Table:
    directory = np.zeros(cells, LIST)
    directory["term"] = -1
    directory["size"] = -1
    return directory


@compiled
def _home(directory: Table, term: int, segment: int) -> np.uint64:
    """Where the search for a list begins. Eight segments in a row share a few cache lines."""
    mixed = np.uint64(term) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(segment >> 3) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return ((mixed >> np.uint64(32)) << np.uint64(3) | np.uint64(segment & 7)) & np.uint64(directory.size - 1)


@compiled
def _find(directory: Table, term: int, segment: int) -> int:
    """The cell of a list, or the empty cell where it belongs."""
    mask = np.uint64(directory.size - 1)
    cell = _home(directory, term, segment)
    while directory[cell].term != -1 and (directory[cell].term != term or directory[cell].segment != segment):
        cell = (cell + np.uint64(1)) & mask
    return int(cell)


@compiled
def _is_full(directory: Table, used: Numbers) -> bool:
    return bool(used[1] >= _FULL * len(directory))


@compiled
def _append(arrays: Arrays, vectors: Vectors, where: tuple[Numbers, Numbers], done: int) -> int:
    """Goes on from the term in place `done`; gives that of the term that found no room. `where`: segments and places of
    the articles."""
    segments, places = where
    end = 0
    for article in range(len(segments)):
        start, end = end, end + vectors.lengths[article]
        _prefetch(arrays, vectors.terms[start:end], segments[article])
        for i in range(max(start, done), end):
            posting = np.uint32(places[article] << 16 | vectors.weights[i])
            if not _append_one(arrays, vectors.terms[i], segments[article], posting):
                return int(i)
    return len(vectors.terms)


@compiled
def _prefetch(arrays: Arrays, terms: Terms, segment: int) -> None:
    """Where postings are to be written."""
    directory, pool, _, _ = arrays
    for term in terms:
        prefetch(directory, _home(directory, term, segment))
    for term in terms:
        found = directory[_find(directory, term, segment)]
        prefetch(pool, np.int64(found.start) + found.length)


@compiled
def _append_one(arrays: Arrays, term: int, segment: int, posting: np.uint32) -> bool:
    """False when there is no room, in the directory or else in the pool."""
    directory, pool, free, used = arrays
    if _is_full(directory, used):
        return False
    found = directory[_find(directory, term, segment)]
    if found.term == -1:
        found.term, found.segment = term, segment
        used[1] += 1
    if found.size < 0 or found.length == 1 << found.size:
        size = found.size + 1
        start = np.int64(free[size])
        if start != _NONE:
            free[size] = pool[start]
        elif used[0] + (1 << size) <= len(pool):
            start = used[0]
            used[0] += 1 << size
        else:
            return False
        pool[start : start + found.length] = pool[found.start : found.start + found.length]
        if found.size >= 0:
            pool[found.start] = free[found.size]
            free[found.size] = found.start
        found.start, found.size = start, size
    pool[found.start + found.length] = posting
    found.length += 1
    found.peak = max(found.peak, posting & np.uint32(0xFFFF))
    return True


@compiled
def _discard(arrays: Arrays, terms: Terms, segment: int, place: int) -> None:
    directory, pool, free, _ = arrays
    for i in range(len(terms)):
        found = directory[_find(directory, terms[i], segment)]
        at, last = found.start, found.start + found.length - 1
        while np.int64(pool[at]) >> 16 != place:
            at += 1
        pool[at] = pool[last]
        found.length -= 1
        if found.length == 0:
            pool[found.start] = free[found.size]
            free[found.size] = found.start
            found.size, found.peak = -1, 0


@compiled
def _look_up(directory: Table, terms: Terms, segments: Numbers, cells: Numbers) -> None:
    for i in range(len(terms)):
        for s in range(len(segments)):
            prefetch(directory, _home(directory, terms[i], segments[s]))
    for i in range(len(terms)):
        for s in range(len(segments)):
            cell = _find(directory, terms[i], segments[s])
            cells[s, i] = cell if directory[cell].length else -1


@compiled
def _copy_lists(source: Table, target: Table) -> int:
    copied = 0
    for cell in range(len(source)):
        if source[cell].length:
            target[_find(target, source[cell].term, source[cell].segment)] = source[cell]
            copied += 1
    return copied
