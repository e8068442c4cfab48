"""The score of one article with many, by slot: `relation.relate`'s, to the last digit, without making the pairs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness import pair_score
from services.relatedness.article import Article
from services.relatedness.compiled import compiled
from services.relatedness.meaning import DIMENSIONS
from services.relatedness.signature import NORM

Slots = NDArray[np.int32]
Products = NDArray[np.int32]
Numbers = NDArray[np.int64]
TRAITS = np.dtype([("effective", np.int64), ("publisher", np.int32), ("has_text", np.bool_), ("has_meaning", np.bool_)])
_UNKNOWN, _NO_SUCH = -1, -2
"""Publishers' numbers. Two articles of unknown publishers are not of one."""
_LEAST = 1024
# Kernels see a module's plain numbers and arrays as constants.
_DECAY = np.array(pair_score.DECAY, np.int64)
_HOUR, _WINDOW = pair_score.HOUR, pair_score.WINDOW_SECONDS
_FLOOR, _UNIT = pair_score.FLOOR, pair_score.ONE * NORM * NORM
_SAME_PUBLISHER = pair_score.SAME_PUBLISHER_PERCENT
_HEADLINE_WORDS, _TEXT_WORDS = pair_score.WORDS_FOR_ONE_MEANING
_MEANING_UNIT = pair_score.MEANING_UNIT


class Scored(NamedTuple):
    """Slots with their scores in thousandths."""

    slots: Slots
    scores: Numbers


class _Articles(NamedTuple):
    """What the pair score reads besides signatures, by slot; of the one that is asked for in slot 0."""

    traits: NDArray[np.void]
    meanings: NDArray[np.int8]


class PairScores:
    """Scores pairs by slot."""

    def __init__(self) -> None:
        self._articles = _Articles(np.zeros(_LEAST, TRAITS), np.zeros((_LEAST, DIMENSIONS), np.int8))
        self._publishers: dict[str, int] = {}

    def put(self, slot: int, article: Article) -> None:
        """Takes an article, in place of the slot's former one."""
        traits, meanings = self._articles
        if slot >= len(traits):
            traits.resize(slot + slot // 8, refcheck=False)
            meanings.resize((slot + slot // 8, DIMENSIONS), refcheck=False)
        number = _UNKNOWN
        if article.publisher is not None:
            number = self._publishers.setdefault(article.publisher, len(self._publishers))
        traits[slot] = article.effective, number, article.has_text, article.meaning is not None
        if article.meaning is not None:
            meanings[slot] = np.frombuffer(article.meaning, np.int8)

    def over_floor(self, article: Article, slots: Slots, products: Products) -> Scored:
        """Those of the slots that are related by their words; `products` are the dot products of the signatures."""
        number = _NO_SUCH if article.publisher is None else self._publishers.get(article.publisher, _NO_SUCH)
        traits = np.zeros(1, TRAITS)
        traits[0] = article.effective, number, article.has_text, article.meaning is not None
        meanings = np.frombuffer(article.meaning or bytes(DIMENSIONS), np.int8).reshape(1, DIMENSIONS)
        scored = Scored(np.empty(len(slots), np.int32), np.empty(len(slots), np.int64))
        found = _over_floor(self._articles, _Articles(traits, meanings), slots, products, scored)
        return Scored(scored.slots[:found], scored.scores[:found])


@compiled
def _over_floor(articles: _Articles, query: _Articles, slots: Slots, products: Products, scored: Scored) -> int:
    one, meaning = query.traits[0], query.meanings[0]
    end = 0
    for i in range(len(slots)):
        other, product = articles.traits[slots[i]], np.int64(products[i])
        gap = abs(other.effective - one.effective)
        if gap <= _WINDOW:
            factor = _DECAY[gap // _HOUR] * 10 * (_SAME_PUBLISHER if other.publisher == one.publisher else 100)
            if product * factor // _UNIT >= _FLOOR:
                evidence = product
                if other.has_meaning and one.has_meaning:
                    alike = _likeness(articles.meanings[slots[i]], meaning)
                    words = _TEXT_WORDS if other.has_text and one.has_text else _HEADLINE_WORDS
                    evidence = (words * product + _MEANING_UNIT * alike) // (words + 1)
                scored.slots[end], scored.scores[end] = slots[i], evidence * factor // _UNIT
                end += 1
    return end


@compiled
def _likeness(a: NDArray[np.int8], b: NDArray[np.int8]) -> int:
    alike = np.int32(0)
    for k in range(DIMENSIONS):
        alike += np.int32(a[k]) * np.int32(b[k])
    return int(max(alike, np.int32(0)))
