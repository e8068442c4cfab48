"""Finds the articles related to one, exactly, among those it was given: an inverted index over article slots."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from services.relatedness.article import Article
from services.relatedness.compiled import compiled
from services.relatedness.dot_products import DotProducts
from services.relatedness.forward_index import ForwardIndex, Slots
from services.relatedness.headline_keys import HeadlineKeys
from services.relatedness.pair_scores import PairScores, Scored
from services.relatedness.posting_lists import PostingLists
from services.relatedness.ranking import Rank
from services.relatedness.relation import Relation, either_names, relate
from services.relatedness.segments import Segments
from services.relatedness.vocabulary import Vectors, Vocabulary, Weights

_LARGEST_DOT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Hits:
    """All that is related to one article, by slot, until the next `add` or `remove`."""

    listed: Slots
    """Named by its page or naming it, whatever the score."""
    slots: Slots
    """All others whose words reach the floor."""
    scores: NDArray[np.int64]
    """Of these others, thousandths."""


class Postings:
    """Articles by slot. Their terms and weights are kept packed: signatures are read as articles come only."""

    def __init__(self) -> None:
        self._slot: dict[str, int] = {}
        self._articles: list[Article | None] = []
        self._vocabulary = Vocabulary()
        self._forward = ForwardIndex()
        self._lists = PostingLists()
        self._segments = Segments()
        self._headlines = HeadlineKeys()
        self._products = DotProducts()
        self._scores = PairScores()
        self._largest_square = 0

    def __len__(self) -> int:
        return len(self._slot)

    def add(self, *articles: Article) -> None:
        """Takes articles in, no two of one id, in place of their earlier versions. Many at once take half the
        time."""
        if not articles:
            return
        for article in articles:
            self.remove(article.id)
        vectors = self._vocabulary.hold(articles)
        self._largest_square = max(self._largest_square, _largest_square(vectors))
        slots = self._forward.put(vectors)
        placed = [self._segments.add(article.effective, slot) for article, slot in zip(articles, slots, strict=True)]
        self._lists.append(vectors, *zip(*placed, strict=True))
        for article, slot in zip(articles, slots, strict=True):
            self._headlines.add(article, slot)
            self._scores.put(slot, article)
            self._slot[article.id] = slot
            if slot == len(self._articles):
                self._articles.append(article)
            else:
                self._articles[slot] = article

    def remove(self, article_id: str) -> None:
        """Takes an article out; nothing happens when it is not in."""
        slot = self._slot.pop(article_id, None)
        if slot is None:
            return
        self._headlines.remove(self.article(slot), slot)
        self._articles[slot] = None
        terms = self._forward.pop(slot)
        self._lists.discard(terms, *self._segments.remove(slot))
        self._vocabulary.release(terms)

    def article(self, slot: int) -> Article:
        """The article of a slot; raises ``LookupError`` when there is none."""
        if (article := self._articles[slot]) is None:
            raise LookupError(slot)
        return article

    def hits(self, article: Article) -> Hits:
        """Whatever is related to an article, which may or may not be in; it is not related to itself."""
        own = self._slot.get(article.id, -1)
        named = self._headlines.named(article) - {own}
        listed = np.array([slot for slot in named if either_names(article, self.article(slot))], np.int32)
        slots, scores = self._over_floor(article, own)
        if len(listed):
            others = ~np.isin(slots, listed)
            slots, scores = slots[others], scores[others]
        return Hits(listed, slots, scores)

    def related(self, article: Article) -> list[tuple[Article, Relation]]:
        """Every related article with its relation, in no order."""
        hits = self.hits(article)
        return list(self.relations(article, [*hits.listed.tolist(), *hits.slots.tolist()]))

    def relations(self, article: Article, slots: Iterable[int]) -> Iterator[tuple[Article, Relation]]:
        """The articles in these slots with their relations, where there is one."""
        for slot in slots:
            other = self.article(slot)
            if relation := relate(article, other):
                yield other, relation

    def closest(self, article: Article, hits: Hits, room: int) -> Iterator[tuple[Article, Relation]]:
        """All that is listed, and of the others the best `room` and one more: what a view with that room shows, and
        what it remembers as left out."""
        return self.relations(article, [*hits.listed.tolist(), *self.best(hits, room + 1)])

    def best(self, hits: Hits, most: int) -> list[int]:
        """The best slots of those not listed, by (score, effective time, id)."""
        slots, scores = hits.slots, hits.scores
        if len(slots) <= most:
            return [int(slot) for slot in slots]
        last = np.partition(scores, -most)[-most]
        slots, scores = slots[scores >= last], scores[scores >= last]
        articles = [self.article(slot) for slot in slots.tolist()]
        ranks = [Rank(score, one.effective, one.id) for score, one in zip(scores.tolist(), articles, strict=True)]
        return [slot for _, slot in nlargest(most, zip(ranks, slots.tolist(), strict=True))]

    def _over_floor(self, article: Article, own: int) -> Scored:
        if own >= 0 and self._articles[own] is article:
            query = self._forward.record(own)
        else:
            query = self._vocabulary.known(article.terms, article.weights)
        square = _square(query.weights)
        # No dot product is above the product of the norms (Cauchy and Schwarz).
        near = self._segments.near(article.effective, isqrt(square * self._largest_square))
        found = self._products.reaching(self._lists, query, near)
        return self._scores.over_floor(article, own, found)


def _square(weights: Weights) -> int:
    """Sum of squares; raises ``OverflowError`` when dot products would not fit in 31 bits."""
    return _checked(_sum_of_squares(weights))


def _largest_square(vectors: Vectors) -> int:
    """The largest of the articles' sums of squares; raises ``OverflowError`` as above."""
    return _checked(_largest_sum_of_squares(vectors.weights, vectors.lengths))


@compiled
def _sum_of_squares(weights: Weights) -> int:
    square = 0
    for weight in weights:
        square += int(weight) * int(weight)
    return square


@compiled
def _largest_sum_of_squares(weights: Weights, lengths: NDArray[np.int64]) -> int:
    """Of so many of the weights each."""
    largest = end = 0
    for length in lengths:
        start, end = end, end + length
        largest = max(largest, _sum_of_squares(weights[start:end]))
    return largest


def _checked(square: int) -> int:
    if square > _LARGEST_DOT:
        raise OverflowError("these weights are none of a signature's")
    return square
