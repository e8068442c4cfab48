"""Finds the articles related to one, exactly, among those it was given: term -> articles with their weights."""

from array import array
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from services.relatedness.article import Article
from services.relatedness.pair_score import DECAY, FLOOR, WINDOW_SECONDS
from services.relatedness.relation import Relation, relate
from services.relatedness.signature import NORM

_HOUR = 3600
_TABLE = np.array(DECAY, dtype=np.int64)
_SPARE = 1024


class Postings:
    """An inverted index over article slots. A removed article leaves its slot dead until the next rebuild."""

    def __init__(self) -> None:
        self._slot: dict[str, int] = {}
        self._by_headline: defaultdict[str, set[str]] = defaultdict(set)
        self._by_listed: defaultdict[str, set[str]] = defaultdict(set)
        self._clear_slots()

    def __len__(self) -> int:
        return len(self._slot)

    def add(self, article: Article) -> None:
        """Takes an article in, replacing an earlier version."""
        self.remove(article.id)
        self._take_slot(article)
        self._by_headline[article.key].add(article.id)
        for line in article.slots:
            self._by_listed[line.key].add(article.id)

    def remove(self, article_id: str) -> None:
        """Takes an article out; nothing happens when it is not in."""
        slot = self._slot.pop(article_id, None)
        if slot is None:
            return
        article = self._articles[slot]
        self._articles[slot] = None
        _forget(self._by_headline, article.key if article else "", article_id)
        for key in {line.key for line in article.slots} if article else ():
            _forget(self._by_listed, key, article_id)
        if len(self._articles) > 2 * len(self._slot) + _SPARE:
            self._rebuild()

    def related(self, article: Article) -> list[tuple[Article, Relation]]:
        """Every related article with its relation, in no order; the article itself may or may not be in."""
        found = set(self._over_floor(article))
        found |= self._by_headline_of(article)
        found |= {self._slot[i] for i in self._by_listed.get(article.key, ())}
        pairs = ((other, relate(article, other)) for slot in found if (other := self._articles[slot]) is not None)
        return [(other, relation) for other, relation in pairs if relation is not None]

    def _by_headline_of(self, article: Article) -> set[int]:
        return {self._slot[i] for line in article.slots for i in self._by_headline.get(line.key, ())}

    def _over_floor(self, article: Article) -> list[int]:
        products: NDArray[np.int64] = np.zeros(len(self._articles), dtype=np.int64)
        for term, weight in article.signature.items():
            if posting := self._postings.get(term):
                slots, weights = posting
                # An article holds a term once, so no slot stands twice in a posting and += adds each.
                products[np.frombuffer(slots, np.int32)] += np.frombuffer(weights, np.int32) * np.int64(weight)
        candidates = np.flatnonzero(products * (1000 * DECAY[0]) >= FLOOR * DECAY[0] * NORM * NORM)
        gaps = np.abs(np.frombuffer(self._effective, np.int64)[candidates] - article.effective)
        decay = np.where(gaps <= WINDOW_SECONDS, _TABLE[np.minimum(gaps, WINDOW_SECONDS) // _HOUR], 0)
        scores = products[candidates] * decay * 1000 // (DECAY[0] * NORM * NORM)
        found: list[int] = candidates[scores >= FLOOR].tolist()
        return found

    def _take_slot(self, article: Article) -> None:
        slot = len(self._articles)
        self._slot[article.id] = slot
        self._articles.append(article)
        self._effective.append(article.effective)
        for term, weight in article.signature.items():
            slots, weights = self._postings[term]
            slots.append(slot)
            weights.append(weight)

    def _rebuild(self) -> None:
        living = [article for article in self._articles if article is not None]
        self._clear_slots()
        for article in living:
            self._take_slot(article)

    def _clear_slots(self) -> None:
        self._articles: list[Article | None] = []
        self._effective = array("q")
        self._postings: defaultdict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("i"), array("i")))


def _forget(index: defaultdict[str, set[str]], key: str, article_id: str) -> None:
    ids = index[key]
    ids.discard(article_id)
    if not ids:
        del index[key]
