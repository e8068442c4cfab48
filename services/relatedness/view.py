"""A view: all listed articles (of which there is room for 30) and the best 20 others."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.related_headlines import Card, Copy, Cut, CutKey, RelatedHeadline, RelatedHeadlines
from services.relatedness.article import epoch
from services.relatedness.ranking import ROOMS, Entry, Rank, Ranking, Rooms, entry_of

_CARD_FIELDS = tuple(Card.model_fields)


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
        other.entries.pop(entry.rank.id, None)
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

    @classmethod
    def of(
        cls, record: RelatedHeadlines, rooms: Rooms = ROOMS, known: Mapping[str, Card] = MappingProxyType({})
    ) -> tuple["View", list[Card]]:
        """Reads a view back from its record, with the cards of its entries; those `known` by id are used again."""
        view = cls(*rooms)
        cards: list[Card] = []
        shown: list[RelatedHeadline | Copy] = [*record.article.copies]
        for headline in record.related:
            shown += [headline, *headline.copies]
        for entry in shown:
            if entry.id is not None:
                card = known.get(entry.id)
                if card is None or card.version != entry.version:
                    card = _card(entry)
                cards.append(card)
                view.put(entry_of(card, entry.score, tuple(entry.reasons)))
        if record.cut:
            view.leave_out(record.cut)
        return view, cards


def _card(entry: RelatedHeadline | Copy) -> Card:
    """What an entry shows; raises ``pydantic.ValidationError`` for one that names an article and lacks its fields."""
    if entry.version is None or entry.effective_at is None:
        return Card.model_validate(entry.model_dump())
    # The record was validated as it was read: a second time would be half of what reading state back takes.
    return Card.model_construct(**{name: getattr(entry, name) for name in _CARD_FIELDS})


def _rank(cut: CutKey | None) -> Rank | None:
    return None if cut is None else Rank(cut.rank, epoch(cut.effective_at), cut.id)
