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


class _Constants(NamedTuple):
    """Those of `pair_score`. A kernel is given them: its kept code would not see them change in another file."""

    decay: Numbers
    hour: int
    window: int
    floor: int
    unit: int
    same_publisher: int
    headline_words: int
    text_words: int
    meaning_unit: int


_CONSTANTS = _Constants(
    np.array(pair_score.DECAY, np.int64),
    pair_score.HOUR,
    pair_score.WINDOW_SECONDS,
    pair_score.FLOOR,
    pair_score.ONE * NORM * NORM,
    pair_score.SAME_PUBLISHER_PERCENT,
    *pair_score.WORDS_FOR_ONE_MEANING,
    pair_score.MEANING_UNIT,
)


class Scored(NamedTuple):
    """Slots with their scores in thousandths."""

    slots: Slots
    scores: Numbers


class _Unscored(NamedTuple):
    """Slots with the dot products of their signatures and the one that is asked for."""

    slots: Slots
    products: Products


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
        traits[slot] = _traits(article, number)
        if article.meaning is not None:
            meanings[slot] = np.frombuffer(article.meaning, np.int8)

    def over_floor(self, article: Article, slots: Slots, products: Products) -> Scored:
        """Those of the slots that are related by their words; `products` are the dot products of the signatures."""
        number = _NO_SUCH if article.publisher is None else self._publishers.get(article.publisher, _NO_SUCH)
        traits = np.zeros(1, TRAITS)
        traits[0] = _traits(article, number)
        meanings = np.frombuffer(article.meaning or bytes(DIMENSIONS), np.int8).reshape(1, DIMENSIONS)
        scored = Scored(np.empty(len(slots), np.int32), np.empty(len(slots), np.int64))
        found = _over_floor(_CONSTANTS, self._articles, _Articles(traits, meanings), _Unscored(slots, products), scored)
        return Scored(scored.slots[:found], scored.scores[:found])


def _traits(article: Article, publisher: int) -> tuple[int, int, bool, bool]:
    return article.effective, publisher, article.has_text, article.meaning is not None


@compiled
def _over_floor(given: _Constants, articles: _Articles, query: _Articles, pairs: _Unscored, scored: Scored) -> int:
    one, meaning = query.traits[0], query.meanings[0]
    end = 0
    for i in range(len(pairs.slots)):
        slot, product = pairs.slots[i], np.int64(pairs.products[i])
        other = articles.traits[slot]
        gap = abs(other.effective - one.effective)
        if gap <= given.window:
            factor = given.decay[gap // given.hour] * 10
            factor *= given.same_publisher if other.publisher == one.publisher else 100
            if product * factor // given.unit >= given.floor:
                evidence = product
                if other.has_meaning and one.has_meaning:
                    alike = _likeness(articles.meanings[slot], meaning)
                    words = given.text_words if other.has_text and one.has_text else given.headline_words
                    evidence = (words * product + given.meaning_unit * alike) // (words + 1)
                scored.slots[end], scored.scores[end] = slot, evidence * factor // given.unit
                end += 1
    return end


@compiled
def _likeness(a: NDArray[np.int8], b: NDArray[np.int8]) -> int:
    alike = np.int32(0)
    for k in range(len(a)):
        alike += np.int32(a[k]) * np.int32(b[k])
    return int(max(alike, np.int32(0)))
