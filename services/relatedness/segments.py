"""Segments: the articles of one day by effective time, with places of their own so that a posting is small.

Arrival does not matter: an article that comes late goes where its time belongs.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from services.relatedness.forward_index import Slots
from services.relatedness.pair_score import DECAY, FLOOR, HOUR, ONE, WINDOW_SECONDS
from services.relatedness.posting_lists import Numbers
from services.relatedness.signature import NORM

SECONDS = 24 * HOUR
MOST_ARTICLES = 1 << 16
"""A place in a segment has 16 bits; a day with more articles has several segments."""
_LEAST_ROOM = 16
_NEAR_KEPT = 100
LEAST_DOT = [-(-FLOOR * ONE * NORM * NORM // (1000 * decay)) for decay in DECAY]
"""By full hours of the gap: two publishers' pair reaches the floor exactly when its dot product reaches this."""


@dataclass(eq=False, slots=True)
class Segment:
    """`size` places were given; those in `free` are given again first. Their slots stand together from `start`
    on, where there is `room` for so many."""

    number: int
    day: int
    start: int = 0
    room: int = 0
    size: int = 0
    free: list[int] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return not self.free and self.size == MOST_ARTICLES

    @property
    def empty(self) -> bool:
        return len(self.free) == self.size


class Near(NamedTuple):
    """Segments to look at: their numbers, where their slots start and how many these are at most, and the least dot
    product that reaches the floor anywhere in the segment; the slots of all; how many these segments have at most."""

    numbers: Numbers
    starts: Numbers
    rooms: Numbers
    least: Numbers
    slots: Slots
    most: int


class Segments:
    """The segments that hold articles, by day."""

    def __init__(self) -> None:
        self._slots: Slots = np.zeros(_LEAST_ROOM, np.int32)
        self._end = 0
        self._free: defaultdict[int, list[int]] = defaultdict(list)
        """Starts of room given up, by its size."""
        self._by_day: defaultdict[int, list[Segment]] = defaultdict(list)
        self._by_number: dict[int, Segment] = {}
        self._next = 0
        self._where = array("q")
        """Segment and place, by slot."""
        self._near: dict[tuple[int, int], Near] = {}
        """Told before; as it is until a segment is made, moved or given up."""

    def add(self, effective: int, slot: int) -> tuple[int, int]:
        """Gives the article's segment, by number, and its place there. Slots are numbered from 0 without a hole."""
        day = self._by_day[effective // SECONDS]
        if not day or day[-1].full:
            day.append(self._new(effective // SECONDS))
        segment = day[-1]
        place = segment.free.pop() if segment.free else self._next_place(segment)
        self._slots[segment.start + place] = slot
        where = segment.number * MOST_ARTICLES + place
        if slot == len(self._where):
            self._where.append(where)
        else:
            self._where[slot] = where
        return segment.number, place

    def remove(self, slot: int) -> tuple[int, int]:
        """Gives the article's place up."""
        number, place = divmod(self._where[slot], MOST_ARTICLES)
        segment = self._by_number[number]
        segment.free.append(place)
        if segment.empty:
            self._near.clear()
            del self._by_number[number]
            self._free[segment.room].append(segment.start)
            self._by_day[segment.day].remove(segment)
            if not self._by_day[segment.day]:
                del self._by_day[segment.day]
        return number, place

    def near(self, effective: int, greatest: int) -> Near:
        """The segments in which a pair can reach the floor when no dot product is above `greatest`."""
        asked = effective // HOUR, bisect_right(LEAST_DOT, greatest)
        if (near := self._near.get(asked)) is None:
            if len(self._near) == _NEAR_KEPT:
                self._near.clear()
            near = self._near[asked] = self._near_hour(*asked)
        return near

    def _near_hour(self, hour: int, hours: int) -> Near:
        """Near any moment of the hour, when pairs less than so many hours apart can reach the floor."""
        begin, end = hour * HOUR, (hour + 1) * HOUR - 1
        reach = min(hours * HOUR - 1, WINDOW_SECONDS)
        days = range((begin - reach) // SECONDS, (end + reach) // SECONDS + 1) if hours else ()
        segments = [segment for day in days for segment in self._by_day.get(day, ())]
        gaps = [max(one.day * SECONDS - end, begin - (one.day + 1) * SECONDS + 1, 0) for one in segments]
        return Near(
            np.array([segment.number for segment in segments], np.int64),
            np.array([segment.start for segment in segments], np.int64),
            np.array([segment.room for segment in segments], np.int64),
            np.array([LEAST_DOT[gap // HOUR] for gap in gaps], np.int64),
            self._slots,
            sum(segment.room for segment in segments),
        )

    def _next_place(self, segment: Segment) -> int:
        if segment.size == segment.room:
            self._widen(segment)
        segment.size += 1
        return segment.size - 1

    def _widen(self, segment: Segment) -> None:
        """Moves a segment's slots to where there is twice the room."""
        room = max(_LEAST_ROOM, 2 * segment.room)
        if free := self._free[room]:
            start = free.pop()
        else:
            start, self._end = self._end, self._end + room
            if self._end > len(self._slots):
                self._slots.resize(self._end + self._end // 8, refcheck=False)
        self._slots[start : start + segment.size] = self._slots[segment.start : segment.start + segment.size]
        self._free[segment.room].append(segment.start)
        segment.start, segment.room = start, room
        self._near.clear()

    def _new(self, day: int) -> Segment:
        segment = self._by_number[self._next] = Segment(self._next, day)
        self._next += 1
        return segment
