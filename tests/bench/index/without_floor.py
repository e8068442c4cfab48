"""How many views an article would change if every pair that shares a term were related."""

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np

from services.relatedness import pair_scores
from services.relatedness.article import Article
from services.relatedness.forward_index import ForwardIndex
from services.relatedness.pair_scores import PairScores
from services.relatedness.ranking import ROOMS
from services.relatedness.vocabulary import Vocabulary

TOLD = ROOMS[1] + 1
"""Ranks that a view's record tells: its entries, and the best that was left out."""
LEAST = 1
"""Thousandths, in place of the floor."""


def views_changed(articles: Sequence[Article], settled: int) -> float:
    """Views changed an article, its own included, by those after the first `settled`; they come in the order of their
    times.

    Every pair is scored, without an inverted index. Of a view only the scores that its record tells are kept: an
    article changes it when it reaches the lowest of them, since of equal scores the later article ranks higher.
    """
    vocabulary, forward, pairs = Vocabulary(), ForwardIndex(), PairScores()
    told = np.zeros((len(articles), TOLD), np.int64)
    changed = 0
    with patch.object(pair_scores, "FLOOR", LEAST):
        for article in articles:
            vector = vocabulary.hold(article.signature)
            slot = forward.put(article.effective, vector)
            products = forward.dots(np.arange(slot, dtype=np.int32), vector)
            sharing = np.flatnonzero(products).astype(np.int32)
            slots, scores = pairs.over_floor(article, sharing, products[sharing])
            views = told[slots]
            enters = scores >= views.min(axis=1)
            views = views[enters]
            views[np.arange(len(views)), views.argmin(axis=1)] = scores[enters]
            told[slots[enters]] = views
            best = np.sort(scores)[-TOLD:]
            told[slot, : len(best)] = best
            pairs.put(slot, article)
            if slot >= settled:
                changed += 1 + len(views)
    return changed / (len(articles) - settled)
