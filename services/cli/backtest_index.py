"""The index as the indexer holds it, one or sharded, and what it finds for an article: the best, in a view's order."""

from collections.abc import Callable
from heapq import nlargest
from typing import NamedTuple

from services.relatedness.article import Article
from services.relatedness.postings import Postings
from services.relatedness.ranking import ROOMS, Entry, entry_of
from services.runtime.transactional_shards import home_of

DEPTH = ROOMS[1]
"""So many related articles a view has room for besides listed ones, which a stream has none of."""


class Ranked(NamedTuple):
    """A related article, with the entry that it would be in the view."""

    entry: Entry
    article: Article


class ShardedIndex:
    """Each article has its home shard, as in the system; it is looked for in all, and the best of each merge."""

    def __init__(self, shards: int) -> None:
        self._shards = [Postings() for _ in range(shards)]

    def add(self, article: Article) -> None:
        shards = self._shards
        shards[home_of(article.id, len(shards)) if len(shards) > 1 else 0].add(article)

    def best(self, article: Article, among: Callable[[Article], bool] | None = None) -> list[Ranked]:
        """The best related articles, best first; with `among` of those alone that it says True to."""
        found = [_best(shard, article, among) for shard in self._shards]
        return found[0] if len(found) == 1 else nlargest(DEPTH, (one for best in found for one in best), key=_rank)


def _best(postings: Postings, article: Article, among: Callable[[Article], bool] | None) -> list[Ranked]:
    related = (
        Ranked(entry_of(other.card, relation.score, relation.reasons), other)
        for other, relation in postings.related(article)
        if among is None or among(other)
    )
    return nlargest(DEPTH, related, key=_rank)


def _rank(ranked: Ranked) -> tuple[int, int, str]:
    return ranked.entry.rank
