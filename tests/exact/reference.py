"""What every view must be, from the articles alone: every pair is scored by itself, every list sorted whole.

Independent of what the indexer and `verify` share (the postings, and views that are filled entry by entry).
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import orjson

from services.relatedness.article import Article
from services.relatedness.ranking import ROOMS, Entry, Ranking, entry_of
from services.relatedness.related_record import related_json
from services.relatedness.relation import relate
from services.relatedness.view import View


def expected_views(articles: Sequence[Article]) -> dict[str, dict[str, Any]]:
    """The fields of every article's record of headlines.related, but for `updated`, by article id."""
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for a, b in combinations(articles, 2):
        if relation := relate(a, b):
            entries[a.id].append(entry_of(b.card, relation.score, relation.reasons))
            entries[b.id].append(entry_of(a.card, relation.score, relation.reversed_reasons))
    cards = {article.id: article.card for article in articles}
    records = ((article.id, related_json(article, _sorted_view(entries[article.id]), cards)) for article in articles)
    return {article_id: orjson.loads(orjson.dumps(record)) for article_id, record in records}


def digests(views: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """A digest of each view's bytes by article id; when it was updated is left out."""
    return {
        article_id: hashlib.sha256(orjson.dumps({k: v for k, v in view.items() if k != "updated"})).hexdigest()
        for article_id, view in views.items()
    }


def _sorted_view(entries: Sequence[Entry]) -> View:
    view = View(*ROOMS)
    _fill(view.listed, [entry for entry in entries if entry.listed])
    _fill(view.scored, [entry for entry in entries if not entry.listed])
    return view


def _fill(ranking: Ranking, entries: Sequence[Entry]) -> None:
    best = sorted(entries, key=lambda entry: entry.rank, reverse=True)
    ranking.entries = {entry.rank.id: entry for entry in best[: ranking.room]}
    ranking.cut = best[ranking.room].rank if len(best) > ranking.room else None
