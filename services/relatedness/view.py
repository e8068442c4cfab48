"""A view: all listed articles (of which there is room for 30) and the best 20 others."""

from schemas.record import epoch
from schemas.related_headlines import Cut, CutKey
from services.relatedness.ranking import ROOMS, Entry, Rank, Ranking


class View:
    """The entries of one article's view."""

    __slots__ = ("listed", "scored")

    def __init__(self, listed_room: int = ROOMS[0], scored_room: int = ROOMS[1]) -> None:
        self.listed = Ranking(listed_room)
        self.scored = Ranking(scored_room)

    @property
    def entries(self) -> dict[str, Entry]:
        return {**self.listed.entries, **self.scored.entries}

    def __contains__(self, article_id: str) -> bool:
        return article_id in self.listed.entries or article_id in self.scored.entries

    def put(self, entry: Entry) -> list[str]:
        """Takes an entry; gives the ids that fell out. An article stands in one of the two rankings only."""
        ranking, other = (self.listed, self.scored) if entry.listed else (self.scored, self.listed)
        other.entries.pop(entry.id, None)
        return ranking.put(entry)

    def remove(self, article_id: str) -> None:
        self.listed.entries.pop(article_id, None)
        self.scored.entries.pop(article_id, None)

    def leave_out(self, cut: Cut) -> None:
        """Remembers what was left out elsewhere."""
        self.listed.leave_out(_rank(cut.listed))
        self.scored.leave_out(_rank(cut.scored))

    def forget_cut(self) -> None:
        self.listed.cut = self.scored.cut = None

    @property
    def short(self) -> bool:
        return self.listed.short or self.scored.short


def _rank(cut: CutKey | None) -> Rank | None:
    return None if cut is None else Rank(cut.rank, epoch(cut.effective_at), cut.id)
