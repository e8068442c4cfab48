"""The figures of a backtest. What quality means is defined by ../shared/tools/score_stream.py: both agree."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from schemas.related_headlines import Card
from services.cli.backtest_stream import StreamArticle
from services.relatedness.copies import copy_groups, is_copy

HORIZON_DAYS = 8
"""An article's story is looked for among the articles that came less than so long before it."""
TOP = 10
_QUALITY = ("P@1", "MRR@10", "nDCG@10", "R@20")

Figures = dict[str, float | None]


def relevant(articles: Sequence[StreamArticle]) -> dict[str, set[str]]:
    """For each query, an article whose story has an earlier one within the horizon: the ids of those earlier ones."""
    found = {}
    before: defaultdict[object, list[StreamArticle]] = defaultdict(list)
    for article in articles:
        if article.story is None:
            continue
        earlier = before[article.story]
        if ids := {other.id for other in earlier if article.days - other.days < HORIZON_DAYS}:
            found[article.id] = ids
        earlier.append(article)
    return found


def quality(wanted: Mapping[str, set[str]], tops: Mapping[str, Sequence[str]]) -> Figures:
    """Means over all queries, rounded to four places; None where nothing is labelled."""
    sums: defaultdict[str, float] = defaultdict(float)
    for query, ids in wanted.items():
        hits = [found in ids for found in tops.get(query, ())][:20]
        sums["P@1"] += bool(hits and hits[0])
        sums["MRR@10"] += next((1 / (n + 1) for n, hit in enumerate(hits[:10]) if hit), 0)
        gain = sum(hit / math.log2(n + 2) for n, hit in enumerate(hits[:10]))
        sums["nDCG@10"] += gain / sum(1 / math.log2(n + 2) for n in range(min(10, len(ids))))
        sums["R@20"] += sum(hits) / len(ids)
    return {name: round(sums[name] / len(wanted), 4) if wanted else None for name in _QUALITY}


def near_duplicate_pairs(subject: Card, cards: Sequence[Card]) -> tuple[int, int]:
    """Pairs of copies in the top 10 of a list, as it is and with its copies grouped as a view groups them: each group
    one entry at its best member's place, shown as its earliest, the subject's own copies apart."""
    groups = copy_groups([subject, *cards])
    if len(groups) == len(cards) + 1:
        return 0, 0
    place = {card.id: n for n, card in enumerate(cards)}
    others = [group for group in groups if all(card.id != subject.id for card in group)]
    others.sort(key=lambda group: min(place[card.id] for card in group))
    return _pairs(cards[:TOP]), _pairs([group[0] for group in others[:TOP]])


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Mean, median and 99th percentile (nearest rank), in milliseconds."""
    ordered = sorted(seconds)

    def percentile(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    found = {"mean": sum(ordered) / len(ordered), "p50": percentile(0.5), "p99": percentile(0.99)}
    return {name: round(1000 * value, 4) for name, value in found.items()}


def _pairs(cards: Sequence[Card]) -> int:
    return sum(is_copy(a, b) for a, b in combinations(cards, 2))
