"""How many views an article would change if every pair that shares a term were related."""

from array import array
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from services.relatedness.article import Article
from services.relatedness.pair_score import DECAY, HOUR, WINDOW_SECONDS
from services.relatedness.ranking import ROOMS

TOLD = ROOMS[1] + 1
"""Ranks that a view's record tells: its entries, and the best that was left out."""
_DECAY = np.array(DECAY, np.float64)


def views_changed(articles: Sequence[Article], settled: int) -> float:
    """Views changed an article, its own included, by those after the first `settled`; they come in the order of their
    times.

    An estimate: pairs are scored by their words and the gap alone. Of a view only the scores that its record tells are
    kept: an article changes it when it reaches the lowest of them, since of equal scores the later ranks higher.
    """
    slots: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    weights: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    times = np.array([article.effective for article in articles])
    told = np.zeros((len(articles), TOLD))
    changed = 0
    for number, article in enumerate(articles):
        products = np.zeros(number, np.int64)
        for term, weight in article.signature.items():
            if held := slots.get(term):
                products[np.frombuffer(held, np.int64)] += weight * np.frombuffer(weights[term], np.int64)
            slots[term].append(number)
            weights[term].append(weight)
        gaps = article.effective - times[:number]
        scores = np.where(gaps <= WINDOW_SECONDS, products * _DECAY[np.minimum(gaps, WINDOW_SECONDS) // HOUR], 0)
        entered = np.flatnonzero((scores > 0) & (scores >= told[:number].min(axis=1)))
        told[entered, told[entered].argmin(axis=1)] = scores[entered]
        best = np.sort(scores[scores > 0])[-TOLD:]
        told[number, : len(best)] = best
        if number >= settled:
            changed += 1 + len(entered)
    return changed / (len(articles) - settled)
