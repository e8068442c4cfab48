"""Segments: the articles of one day by effective time, with places of their own so that a posting is small.

Arrival does not matter: an article that comes late goes where its time belongs.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from services.relatedness.forward_index import Slots
from services.relatedness.pair_score import DECAY, FLOOR, HOUR, ONE, WINDOW_SECONDS
from services.relatedness.signature import NORM

SECONDS = 24 * HOUR
MOST_ARTICLES = 1 << 16
"""A place in a segment has 16 bits; a day with more articles has several segments."""
LEAST_DOT = [-(-FLOOR * ONE * NORM * NORM // (1000 * decay)) for decay in DECAY]
"""By full hours of the gap: two publishers' pair reaches the floor exactly when its dot product reaches this."""


@dataclass(eq=False, slots=True)
class Segment:
    """`slots` by place within the segment; places in `free` are given again first."""

    number: int
    day: int
    slots: "array[int]" = field(default_factory=lambda: array("i"))
    free: list[int] = field(default_factory=list)

    def add(self, slot: int) -> int:
        """Gives the article's place."""
        if self.free:
            place = self.free.pop()
            self.slots[place] = slot
            return place
        self.slots.append(slot)
        return len(self.slots) - 1

    @property
    def full(self) -> bool:
        return not self.free and len(self.slots) == MOST_ARTICLES

    @property
    def empty(self) -> bool:
        return len(self.free) == len(self.slots)

    def slots_of(self, places: Slots) -> Slots:
        return np.frombuffer(self.slots, np.int32)[places]


class Segments:
    """The segments that hold articles, by day."""

    def __init__(self) -> None:
        self._by_day: defaultdict[int, list[Segment]] = defaultdict(list)
        self._by_number: dict[int, Segment] = {}
        self._next = 0
        self._where = array("q")
        """Segment and place, by slot."""

    def add(self, effective: int, slot: int) -> tuple[int, int]:
        """Gives the article's segment, by number, and its place there. Slots are numbered from 0 without a hole."""
        day = self._by_day[effective // SECONDS]
        if not day or day[-1].full:
            day.append(self._new(effective // SECONDS))
        number, place = day[-1].number, day[-1].add(slot)
        where = number * MOST_ARTICLES + place
        if slot == len(self._where):
            self._where.append(where)
        else:
            self._where[slot] = where
        return number, place

    def remove(self, slot: int) -> tuple[int, int]:
        """Gives the article's place up."""
        number, place = divmod(self._where[slot], MOST_ARTICLES)
        segment = self._by_number[number]
        segment.free.append(place)
        if segment.empty:
            del self._by_number[number]
            self._by_day[segment.day].remove(segment)
            if not self._by_day[segment.day]:
                del self._by_day[segment.day]
        return number, place

    def near(self, effective: int, greatest: int) -> tuple[list[Segment], list[int]]:
        """The segments in which a pair can reach the floor when no dot product is above `greatest`, and for each the
        least dot product that reaches it anywhere in the segment."""
        hours = bisect_right(LEAST_DOT, greatest) - 1
        reach = min((hours + 1) * HOUR - 1, WINDOW_SECONDS)
        segments: list[Segment] = []
        least: list[int] = []
        for day in range((effective - reach) // SECONDS, (effective + reach) // SECONDS + 1) if hours >= 0 else ():
            if there := self._by_day.get(day):
                segments += there
                least += [LEAST_DOT[_least_gap(effective, day) // HOUR]] * len(there)
        return segments, least

    def _new(self, day: int) -> Segment:
        segment = self._by_number[self._next] = Segment(self._next, day)
        self._next += 1
        return segment


def _least_gap(effective: int, day: int) -> int:
    """Seconds to the nearest moment of a day."""
    return max(day * SECONDS - effective, effective - (day + 1) * SECONDS + 1, 0)
