"""The score of one article with many, by slot: `relation.relate`'s, to the last digit, without making the pairs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness import pair_score
from services.relatedness.article import Article
from services.relatedness.compiled import compiled, prefetch
from services.relatedness.dot_products import Found
from services.relatedness.forward_index import Slots
from services.relatedness.meaning import DIMENSIONS
from services.relatedness.signature import NORM

Numbers = NDArray[np.int64]
TRAITS = np.dtype([("effective", np.int64), ("publisher", np.int32), ("has_text", np.bool_), ("has_meaning", np.bool_)])
_UNKNOWN, _NO_SUCH = -1, -2
"""Publishers' numbers. Two articles of unknown publishers are not of one."""
_NO_MEANING = bytes(DIMENSIONS)
_LEAST = 1024
_LINE = 64
"""Bytes of a cache line."""
_AHEAD = 16
"""Articles on their way from memory while one is scored."""


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


class _Articles(NamedTuple):
    """What the pair score reads besides signatures, by slot."""

    traits: NDArray[np.void]
    meanings: NDArray[np.int8]


class _Asked(NamedTuple):
    """The same of the one that is asked for, with its slot, -1 without one."""

    slot: int
    traits: NDArray[np.void]
    meaning: NDArray[np.int8]


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

    def over_floor(self, article: Article, slot: int, found: Found) -> Scored:
        """Those found that are related by their words, but for the article itself, which has this slot (-1: none)."""
        number = _NO_SUCH if article.publisher is None else self._publishers.get(article.publisher, _NO_SUCH)
        traits = np.zeros(1, TRAITS)
        traits[0] = _traits(article, number)
        asked = _Asked(slot, traits, np.frombuffer(article.meaning or _NO_MEANING, np.int8))
        scored = Scored(np.empty(len(found.slots), np.int32), np.empty(len(found.slots), np.int64))
        end = _over_floor(_CONSTANTS, self._articles, asked, found, scored)
        return Scored(scored.slots[:end], scored.scores[:end])


def _traits(article: Article, publisher: int) -> tuple[int, int, bool, bool]:
    return article.effective, publisher, article.has_text, article.meaning is not None


@compiled
def _over_floor(given: _Constants, articles: _Articles, asked: _Asked, found: Found, scored: Scored) -> int:
    """How many there are."""
    one, end = asked.traits[0], 0
    for i in range(min(_AHEAD, len(found.slots))):
        _prefetch(articles, found.slots, i)
    for i in range(len(found.slots)):
        _prefetch(articles, found.slots, i + _AHEAD)
        slot, product = found.slots[i], np.int64(found.products[i])
        other = articles.traits[slot]
        gap = abs(other.effective - one.effective)
        if gap <= given.window and slot != asked.slot:
            factor = given.decay[gap // given.hour] * 10
            factor *= given.same_publisher if other.publisher == one.publisher else 100
            if product * factor >= given.floor * given.unit:
                evidence = product
                if other.has_meaning and one.has_meaning:
                    alike = _likeness(articles.meanings[slot], asked.meaning)
                    words = given.text_words if other.has_text and one.has_text else given.headline_words
                    evidence = (words * product + given.meaning_unit * alike) // (words + 1)
                scored.slots[end], scored.scores[end] = slot, evidence * factor // given.unit
                end += 1
    return end


@compiled
def _prefetch(articles: _Articles, slots: Slots, i: int) -> None:
    if i < len(slots):
        prefetch(articles.traits, slots[i])
        for k in range(0, articles.meanings.shape[1], _LINE):
            prefetch(articles.meanings[slots[i]], k)


@compiled
def _likeness(a: NDArray[np.int8], b: NDArray[np.int8]) -> int:
    alike = np.int32(0)
    for k in range(len(a)):
        alike += np.int32(a[k]) * np.int32(b[k])
    return int(max(alike, np.int32(0)))
