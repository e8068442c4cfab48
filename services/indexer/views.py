"""The views of a shard's articles, with who stands in which of them and what their entries show."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from schemas.related_headlines import Cut, Reason
from services.relatedness.packed_card import PackedCard
from services.relatedness.ranking import ROOMS, Rank, entry_of
from services.relatedness.view import View
from services.relatedness.view_record import ViewRecord


class Views:
    """View by article id. `changed` names the views to write, and closed ones to take back."""

    def __init__(self, listed_room: int = ROOMS[0], scored_room: int = ROOMS[1]) -> None:
        self.rooms = (listed_room, scored_room)
        self._views: dict[str, View] = {}
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        self.cards: dict[str, PackedCard] = {}
        self.changed: set[str] = set()

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._views

    def __getitem__(self, article_id: str) -> View:
        return self._views[article_id]

    def open(self, article_id: str) -> None:
        """Starts an article's view anew, empty."""
        self.close(article_id)
        self._views[article_id] = View(*self.rooms)

    def close(self, article_id: str) -> None:
        """Takes an article's view away; nothing happens when there is none."""
        if view := self._views.pop(article_id, None):
            for entry_id in view.entries:
                self._release(entry_id, article_id)
        self.changed.add(article_id)

    def restore(self, record: ViewRecord) -> None:
        """Takes a view as it was written."""
        self.forget(record.article_id)
        self._views[record.article_id] = record.view
        # A record that someone else wrote may name an article twice, or more than there is room for.
        cards = {card.id: card for card in record.cards}
        for entry_id in record.view.entries:
            self.cards[entry_id] = cards[entry_id]
            self._holders[entry_id].append(record.article_id)

    def forget(self, article_id: str) -> None:
        """Takes a view away that is not to be written."""
        self.close(article_id)
        self.changed.discard(article_id)

    def takes(self, holder: str, rank: Rank) -> bool:
        """Whether an article of this rank that no page lists, and that the view does not hold, would change it."""
        return self._views[holder].scored.takes(rank)

    def put(self, holder: str, card: PackedCard, score: int, reasons: tuple[Reason, ...]) -> None:
        """Offers an article to a view; it stays when there is room at its rank."""
        self.cards[card.id] = card
        view = self._views[holder]
        if card.id not in view:
            self._holders[card.id].append(holder)
        for fallen in view.put(entry_of(card, score, reasons)):
            self._release(fallen, holder)
        self.changed.add(holder)

    def drop(self, article_id: str) -> list[str]:
        """Takes an article out of every view; gives the views it stood in."""
        holders = sorted(self._holders.pop(article_id, ()))
        self.cards.pop(article_id, None)
        for holder in holders:
            self._views[holder].remove(article_id)
            self.changed.add(holder)
        return holders

    def drop_entries(self, holder: str, which: Callable[[str], bool]) -> None:
        """Takes the entries out of one view whose id answers True."""
        view = self._views[holder]
        for entry_id in [entry_id for entry_id in view.entries if which(entry_id)]:
            view.remove(entry_id)
            self._release(entry_id, holder)
        self.changed.add(holder)

    def leave_out(self, holder: str, cut: Cut) -> None:
        """Remembers what a shard left out of its answer."""
        self._views[holder].leave_out(cut)

    def short(self, holders: Iterable[str]) -> list[str]:
        """Those of the views that may lack an entry that was left out before."""
        return [holder for holder in holders if holder in self._views and self._views[holder].short]

    def _release(self, entry_id: str, holder: str) -> None:
        holders = self._holders[entry_id]
        holders.remove(holder)
        if not holders:
            del self._holders[entry_id]
            self.cards.pop(entry_id, None)
