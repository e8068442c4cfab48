"""The score of one article with many, by slot: `relation.relate`'s, to the last digit, without making the pairs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.relatedness.article import Article
from services.relatedness.meaning import DIMENSIONS
from services.relatedness.pair_score import (
    DECAY,
    FLOOR,
    HOUR,
    MEANING_UNIT,
    ONE,
    SAME_PUBLISHER_PERCENT,
    WINDOW_SECONDS,
    WORDS_FOR_ONE_MEANING,
)
from services.relatedness.signature import NORM

Slots = NDArray[np.int32]
Numbers = NDArray[np.int64]
_DECAY = np.array(DECAY, np.int64)
_WORDS = np.array(WORDS_FOR_ONE_MEANING, np.int64)
_UNKNOWN = -1
_TRAITS = np.dtype(
    [("effective", np.int64), ("publisher", np.int32), ("has_text", np.bool_), ("meaning", np.int8, DIMENSIONS)]
)
"""`publisher`: its number, -1 for an unknown one. `meaning`: all 0 for none."""
_LEAST = 1024


class Scored(NamedTuple):
    """Slots with their scores in thousandths."""

    slots: Slots
    scores: Numbers


class PairScores:
    """What the pair score reads of articles besides their signatures, by slot."""

    def __init__(self) -> None:
        self._traits = np.zeros(_LEAST, _TRAITS)
        self._publishers: dict[str, int] = {}

    def put(self, slot: int, article: Article) -> None:
        """Takes an article, in place of the slot's former one."""
        if slot >= len(self._traits):
            self._traits.resize(slot + slot // 8, refcheck=False)
        number = _UNKNOWN
        if article.publisher is not None:
            number = self._publishers.setdefault(article.publisher, len(self._publishers))
        self._traits[slot] = article.effective, number, article.has_text, _meaning(article)

    def over_floor(self, article: Article, slots: Slots, products: Numbers) -> Scored:
        """Those of the slots that are related by their words; `products` are the dot products of the signatures."""
        others = self._traits[slots]
        gaps = np.abs(others["effective"] - article.effective)
        near = gaps <= WINDOW_SECONDS
        slots, others, products, gaps = slots[near], others[near], products[near], gaps[near]
        number = self._publishers.get(article.publisher or "", _UNKNOWN - 1)
        percent = np.where(others["publisher"] == number, SAME_PUBLISHER_PERCENT, 100)
        factors = _DECAY[gaps // HOUR] * 10 * percent
        reached = products * factors // (ONE * NORM * NORM) >= FLOOR
        evidence = _evidence(article, others[reached], products[reached])
        return Scored(slots[reached], evidence * factors[reached] // (ONE * NORM * NORM))


def _evidence(article: Article, others: NDArray[np.void], products: Numbers) -> Numbers:
    """Words, mixed with meaning where both have one."""
    if article.meaning is None:
        return products
    alike = np.maximum(others["meaning"] @ np.frombuffer(article.meaning, np.int8).astype(np.int32), 0)
    words = _WORDS[(others["has_text"] & article.has_text).astype(np.int64)]
    mixed: Numbers = (words * products + MEANING_UNIT * alike.astype(np.int64)) // (words + 1)
    return np.where(others["meaning"].any(axis=1), mixed, products)


def _meaning(article: Article) -> NDArray[np.int8]:
    return np.zeros(DIMENSIONS, np.int8) if article.meaning is None else np.frombuffer(article.meaning, np.int8)
