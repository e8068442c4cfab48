"""Invented answers, as the OpenAPI document shows them."""

from typing import Any

Responses = dict[int | str, dict[str, Any]]

_CARD: dict[str, Any] = {
    "id": "d6abeb609613439d3e4c37437f598652",
    "version": {
        "observed_at": "2031-02-03T06:40:00+00:00",
        "content_hash": "e9087d0b20d80d3e12bc8530d883d7ad",
    },
    "headline": "Night ferry to Sandholm starts in April",
    "url": "https://gazette.example/harbour/ferry-line",
    "canonical_url": None,
    "publisher": {"name": "Harbour Gazette", "domain": "gazette.example"},
    "published": "2031-02-03T07:15:00+02:00",
    "effective_at": "2031-02-03T07:15:00+02:00",
    "language": "en",
    "fingerprint": "9f3b52d07c1ae846",
}
article_example: dict[str, Any] = {
    **_CARD,
    "copies": [],
    "dek": "The first crossing after dark in thirty years.",
    "authors": ["Ada Lind"],
    "topics": ["Harbour"],
    "related_count": 1,
    "updated": "2031-02-03T08:02:11.250000+00:00",
}
related_example: dict[str, Any] = {
    "article_id": _CARD["id"],
    "related": [
        {
            **_CARD,
            "id": "05835dfd01d0274c991bb9e569774691",
            "headline": "Sandholm gets its night ferry back",
            "url": "https://wire.example/ferry-line",
            "publisher": {"name": "Coast Wire", "domain": "wire.example"},
            "score": 812,
            "reasons": [{"kind": "lexical", "terms": ["ferry", "sandholm", "night"], "position": None}],
            "copies": [],
        }
    ],
    "related_count": 1,
    "updated": "2031-02-03T08:02:11.250000+00:00",
}


def example(answer: dict[str, Any]) -> Responses:
    return {200: {"content": {"application/json": {"example": answer}}}}


ARTICLE = example(article_example)
LIST = example({"articles": [article_example], "next_cursor": "ZToxOTI4MDM5MTE1MDAwMDAwOmQ2YWI", "later_cursor": None})
RELATED = example(related_example)
