"""Forward index: slot -> the signature's terms and weights, packed six bytes a term."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from services.relatedness.compiled import compiled
from services.relatedness.posting_lists import Table
from services.relatedness.vocabulary import Numbers, Terms, Vector, Vectors

SLOT = np.dtype([("start", np.uint32), ("length", np.uint32)])
"""`start`: of the record, in steps."""
TERM = np.dtype([("term", np.int32), ("weight", np.int16)])
Slots = NDArray[np.int32]
_STEP = 8
"""Records are given room for so many terms more at a time, so that a freed one fits others."""
_LEAST = 1024


class ForwardIndex:
    """Records by slot. Slots and records given up are used again."""

    def __init__(self) -> None:
        self.slots: Table = np.zeros(_LEAST, SLOT)
        self.records: Table = np.zeros(_LEAST * _STEP, TERM)
        self._taken = 0
        self._end = 0
        self._free_slots: list[int] = []
        self._free_records: defaultdict[int, list[int]] = defaultdict(list)

    def put(self, vectors: Vectors) -> list[int]:
        """Takes records; gives their slots."""
        starts = [self._room(length) for length in vectors.lengths.tolist()]
        slots = [self._free_slots.pop() if self._free_slots else self._next_slot() for _ in starts]
        _put(self.slots, self.records, (np.array(slots), np.array(starts)), vectors)
        return slots

    def pop(self, slot: int) -> Terms:
        """Gives a slot up, and the terms of its record."""
        terms, _ = self.record(slot)
        self._free_slots.append(slot)
        self._free_records[_steps(len(terms))].append(int(self.slots["start"][slot]))
        return terms

    def record(self, slot: int) -> Vector:
        """Terms and weights of an article."""
        start, length = self.slots[slot].tolist()
        record = self.records[start * _STEP : start * _STEP + length]
        return Vector(record["term"].copy(), record["weight"].copy())

    def _next_slot(self) -> int:
        if self._taken == len(self.slots):
            self.slots.resize(self._taken + self._taken // 8, refcheck=False)
        self._taken += 1
        return self._taken - 1

    def _room(self, length: int) -> int:
        steps = _steps(length)
        if free := self._free_records[steps]:
            return free.pop()
        start, self._end = self._end, self._end + steps
        if self._end * _STEP > len(self.records):
            self.records.resize((self._end + self._end // 8) * _STEP, refcheck=False)
        return start


def _steps(length: int) -> int:
    return -(-length // _STEP)


@compiled
def _put(slots: Table, records: Table, where: tuple[Numbers, Numbers], vectors: Vectors) -> None:
    """`where`: slots and starts of the articles."""
    done = 0
    for article in range(len(vectors.lengths)):
        slot, start, length = where[0][article], where[1][article], vectors.lengths[article]
        slots[slot].start, slots[slot].length = start, length
        for i in range(length):
            record = records[start * _STEP + i]
            record.term, record.weight = vectors.terms[done + i], vectors.weights[done + i]
        done += length
