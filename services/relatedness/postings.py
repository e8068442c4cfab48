"""Finds the articles related to one, exactly, among those it was given: an inverted index over article slots."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from services.relatedness.article import Article
from services.relatedness.candidates import Candidates
from services.relatedness.forward_index import ForwardIndex, Slots
from services.relatedness.headline_keys import HeadlineKeys
from services.relatedness.pair_score import DECAY, FLOOR
from services.relatedness.posting_lists import PostingLists
from services.relatedness.relation import Relation, relate, slot_names
from services.relatedness.signature import NORM
from services.relatedness.spans import HOUR, Spans
from services.relatedness.vocabulary import Vocabulary, Weights

_DECAY = np.array(DECAY, np.int64)
_LARGEST_DOT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Hits:
    """All that is related to one article, by slot: the listed, and those whose score reaches the floor, with it.

    A listed article whose score reaches the floor stands in both. Slots hold until the next `add` or `remove`.
    """

    listed: frozenset[int]
    slots: Slots
    scores: NDArray[np.int64]


class Postings:
    """Articles by slot. Their terms and weights are kept packed: signatures are read as articles come only."""

    def __init__(self) -> None:
        self._slot: dict[str, int] = {}
        self._articles: list[Article | None] = []
        self._vocabulary = Vocabulary()
        self._forward = ForwardIndex()
        self._lists = PostingLists()
        self._spans = Spans()
        self._headlines = HeadlineKeys()
        self._candidates = Candidates()
        self._largest_square = 0

    def __len__(self) -> int:
        return len(self._slot)

    def add(self, article: Article) -> None:
        """Takes an article in, replacing an earlier version."""
        self.remove(article.id)
        terms, weights = self._vocabulary.hold(article.signature)
        self._largest_square = max(self._largest_square, _square(weights))
        slot = self._forward.put(article.effective, terms, weights)
        self._lists.append(terms, weights, slot, self._spans.add(article.effective))
        self._headlines.add(article, slot)
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
        effective, terms = self._forward.pop(slot)
        self._lists.discard(terms, slot, self._spans.remove(effective))
        self._vocabulary.release(terms)

    def article(self, slot: int) -> Article:
        """The article of a slot; raises ``LookupError`` when there is none."""
        if (article := self._articles[slot]) is None:
            raise LookupError(slot)
        return article

    def hits(self, article: Article) -> Hits:
        """Whatever is related to an article; it may or may not be in, and is not related to itself."""
        own = self._slot.get(article.id, -1)
        slots, scores = self._over_floor(article)
        others = slots != own
        listed = frozenset(slot for slot in self._headlines.named(article) if slot != own and self._listed(article, slot))
        return Hits(listed, slots[others], scores[others])

    def related(self, article: Article) -> list[tuple[Article, Relation]]:
        """Every related article with its relation, in no order."""
        hits = self.hits(article)
        return list(self.relations(article, hits.listed.union(hits.slots.tolist())))

    def closest(self, article: Article, hits: Hits, room: int) -> Iterator[tuple[Article, Relation]]:
        """All that is listed and the best `room` others by (score, effective time, id), with their relations."""
        if len(hits.slots) > room + len(hits.listed):
            ...
        return self.relations(article, [])

    def relations(self, article: Article, slots: Iterable[int]) -> Iterator[tuple[Article, Relation]]:
        """The articles of hits with their relations."""
        for slot in slots:
            other = self.article(slot)
            if relation := relate(article, other):
                yield other, relation

    def _listed(self, article: Article, slot: int) -> bool:
        other = self.article(slot)
        return any(slot_names(line, other) for line in article.slots) or any(
            slot_names(line, article) for line in other.slots
        )

    def _over_floor(self, article: Article) -> tuple[Slots, NDArray[np.int64]]:
        terms, weights = self._vocabulary.known(article.signature)
        square = _square(weights)
        near = self._spans.near(article.effective, isqrt(square * self._largest_square))  # Cauchy and Schwarz
        order = np.argsort(-self._vocabulary.holders[terms] / weights)
        terms, weights = terms[order], weights[order]
        slots = self._candidates.of(self._lists, self._forward.slots, article.effective, (terms, weights), near)
        hours = np.abs(self._forward.effective(slots) - article.effective) // HOUR
        scores = self._forward.dots(slots, terms, weights) * _DECAY[hours] * 1000 // (DECAY[0] * NORM * NORM)
        reached = scores >= FLOOR
        return slots[reached], scores[reached]


def _square(weights: Weights) -> int:
    """Sum of squares; raises ``OverflowError`` when dot products would not fit in 31 bits."""
    square = int(np.square(weights, dtype=np.int64).sum())
    if square > _LARGEST_DOT:
        raise OverflowError("these weights are none of a signature's")
    return square
