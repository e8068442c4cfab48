"""The index as the indexer holds it, one or sharded, and what it finds for an article: the best, in a view's order."""

from collections.abc import Callable
from dataclasses import replace
from heapq import nlargest
from typing import NamedTuple

import numpy as np

from services.relatedness.article import Article
from services.relatedness.postings import Hits, Postings
from services.relatedness.ranking import ROOMS, Rank
from services.runtime.transactional_shards import home_of

DEPTH = ROOMS[1]
"""So many related articles a view has room for besides listed ones, which a stream has none of."""


class Ranked(NamedTuple):
    """A related article, with the rank that it would have in the view."""

    rank: Rank
    article: Article


class ShardedIndex:
    """Each article has its home shard, as in the system; it is looked for in all, and the best of each merge."""

    def __init__(self, shards: int) -> None:
        self._shards = [Postings() for _ in range(shards)]

    def add(self, article: Article) -> None:
        shards = self._shards
        shards[home_of(article.id, len(shards)) if len(shards) > 1 else 0].add(article)

    def best(self, article: Article, among: Callable[[Article], bool] | None = None) -> list[Ranked]:
        """The best related articles, best first; with `among` of those alone that it says True to.

        All pairs over the floor are found and scored, as for a view; the reasons of a pair are not made.
        """
        found = (ranked for shard in self._shards for ranked in _best(shard, article, among))
        return nlargest(DEPTH, found, key=_rank)


def _best(postings: Postings, article: Article, among: Callable[[Article], bool] | None) -> list[Ranked]:
    """A shard's best, in no order."""
    hits = postings.hits(article)
    if among:
        hits = _only(hits, [among(postings.article(slot)) for slot in hits.slots.tolist()])
    best = _only(hits, np.isin(hits.slots, postings.best(hits, DEPTH)).tolist())
    others = zip(map(postings.article, best.slots.tolist()), best.scores.tolist(), strict=True)
    return [Ranked(Rank(score, other.effective, other.id), other) for other, score in others]


def _only(hits: Hits, kept: list[bool]) -> Hits:
    chosen = np.array(kept, np.bool_)
    return replace(hits, slots=hits.slots[chosen], scores=hits.scores[chosen])


def _rank(ranked: Ranked) -> Rank:
    return ranked.rank
