"""A view's entries, best first, with room for so many; it remembers the best rank it ever left out."""

from typing import Any, NamedTuple

import orjson
from pydantic import TypeAdapter

from schemas.related_headlines import Reason
from services.relatedness.packed_card import Shown

Rooms = tuple[int, int]
ROOMS: Rooms = (30, 20)
"""A view has room for so many listed articles and so many others."""
NAMED_HERE = 10_000
"""Added to the rank of an article that the view's own page names: these come before those that name it."""

REASONS = TypeAdapter(list[Reason])


class Rank(NamedTuple):
    """Orders entries; the effective time in epoch seconds."""

    rank: int
    effective: int
    id: str


class Entry(NamedTuple):
    """A related article as a view holds it, in the order of the ranks, with which it compares. What it shows of the
    article (its card) is kept beside."""

    number: int
    effective: int
    id: str
    score: int
    reasons_json: str
    """As the record has them: a twelfth of what they take as models."""
    listed: bool

    @property
    def rank(self) -> Rank:
        """Made anew."""
        return Rank(self.number, self.effective, self.id)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Made anew."""
        return tuple(REASONS.validate_json(self.reasons_json))


def entry_of(card: Shown, score: int, reasons: tuple[Reason, ...]) -> Entry:
    """The entry that an article is in another's view."""
    return entry_told(card, score, [{"kind": r.kind, "terms": r.terms, "position": r.position} for r in reasons])


def entry_told(card: Shown, score: int, reasons: list[dict[str, Any]]) -> Entry:
    """The same of reasons as JSON has them."""
    kinds = [reason["kind"] for reason in reasons]
    number = score + NAMED_HERE if "listed" in kinds else score
    # Not as bytes: those that orjson gives keep the room in which it wrote them.
    told = orjson.dumps(reasons).decode()
    return Entry(number, card.effective, card.id, score, told, "listed" in kinds or "listed_by" in kinds)


class Ranking:
    """The best `room` entries of those put in. Exact as long as `short` is answered by asking all shards again."""

    __slots__ = ("cut", "entries", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self.entries: dict[str, Entry] = {}
        self.cut: Rank | None = None

    def put(self, entry: Entry) -> list[str]:
        """Takes an entry, replacing the article's former one; gives the ids that fell out."""
        self.entries[entry.id] = entry
        if len(self.entries) <= self.room:
            return []
        worst = min(self.entries.values())
        del self.entries[worst.id]
        self.leave_out(worst.rank)
        return [worst.id]

    def takes(self, rank: Rank) -> bool:
        """Whether putting an entry of this rank, of an article that is not among them, would change anything: it would
        be among the best, or the best that was ever left out."""
        if len(self.entries) < self.room or self.cut is None or rank > self.cut:
            return True
        return any(entry < rank for entry in self.entries.values())

    def leave_out(self, rank: Rank | None) -> None:
        """Remembers that an entry of this rank was left out."""
        if rank is not None and (self.cut is None or rank > self.cut):
            self.cut = rank

    @property
    def short(self) -> bool:
        """Whether something that was left out may belong in: fewer than `room` entries rank at or above the cut."""
        cut = self.cut
        return cut is not None and sum(entry >= cut for entry in self.entries.values()) < self.room
