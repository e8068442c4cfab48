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
        self._unread: dict[str, Callable[[], ViewRecord]] = {}
        """Those read back that were not looked at since."""
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        self.cards: dict[str, PackedCard] = {}
        self.changed: set[str] = set()

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._views or article_id in self._unread

    def __getitem__(self, article_id: str) -> View:
        try:
            return self._views[article_id]
        except KeyError:
            return self._read(article_id)

    def open(self, article_id: str) -> None:
        """Starts an article's view anew, empty."""
        self.close(article_id)
        self._views[article_id] = View(*self.rooms)

    def close(self, article_id: str) -> None:
        """Takes an article's view away; nothing happens when there is none."""
        view = self._views.pop(article_id, None)
        if read := self._unread.pop(article_id, None):
            view = read().view  # Its cards may be older than those of the others.
        for entry_id in view.entries if view else ():
            self._release(entry_id, article_id)
        self.changed.add(article_id)

    def restore(self, article_id: str, entry_ids: Iterable[str], read: Callable[[], ViewRecord]) -> None:
        """Takes a view as it was written. `read` is called when it is first looked at: reading all of them would take
        most of a start, and many are not looked at for a long time."""
        self.forget(article_id)
        self._unread[article_id] = read
        for entry_id in entry_ids:
            self._holders[entry_id].append(article_id)

    def forget(self, article_id: str) -> None:
        """Takes a view away that is not to be written."""
        self.close(article_id)
        self.changed.discard(article_id)

    def takes(self, holder: str, rank: Rank) -> bool:
        """Whether an article of this rank that no page lists, and that the view does not hold, would change it."""
        return self[holder].scored.takes(rank)

    def put(self, holder: str, card: PackedCard, score: int, reasons: tuple[Reason, ...]) -> None:
        """Offers an article to a view; it stays when there is room at its rank."""
        view = self[holder]
        self.cards[card.id] = card
        if card.id not in view:
            self._holders[card.id].append(holder)
        for fallen in view.put(entry_of(card, score, reasons)):
            self._release(fallen, holder)
        self.changed.add(holder)

    def drop(self, article_id: str) -> list[str]:
        """Takes an article out of every view; gives the views it stood in."""
        holders = sorted(self._holders.pop(article_id, ()))
        for holder in holders:
            self[holder].remove(article_id)
            self.changed.add(holder)
        self.cards.pop(article_id, None)
        return holders

    def drop_entries(self, holder: str, which: Callable[[str], bool]) -> None:
        """Takes the entries out of one view whose id answers True."""
        view = self[holder]
        for entry_id in [entry_id for entry_id in view.entries if which(entry_id)]:
            view.remove(entry_id)
            self._release(entry_id, holder)
        self.changed.add(holder)

    def leave_out(self, holder: str, cut: Cut) -> None:
        """Remembers what a shard left out of its answer."""
        self[holder].leave_out(cut)

    def short(self, holders: Iterable[str]) -> list[str]:
        """Those of the views that may lack an entry that was left out before."""
        return [holder for holder in holders if holder in self and self[holder].short]

    def _read(self, article_id: str) -> View:
        """Reads what was not looked at since it was read back; raises ``KeyError`` when there is no such view."""
        record = self._unread[article_id]()
        del self._unread[article_id]
        self._views[article_id] = record.view
        for card in record.cards:
            self.cards.setdefault(card.id, card)
        return record.view

    def _release(self, entry_id: str, holder: str) -> None:
        holders = self._holders[entry_id]
        holders.remove(holder)
        if not holders:
            del self._holders[entry_id]
            self.cards.pop(entry_id, None)
