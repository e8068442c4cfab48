"""An invented answer for the OpenAPI document."""

from typing import Any

_ID = "5f4dcc3b5aa765d61d8327deb882cf99"
_OBSERVED = "2031-02-03T04:05:06+00:00"
_HASH = "9b74c9897bac770ffc029102a200c5de"

TRACE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/json": {
                "example": {
                    "id": "articles.raw:2:17",
                    "documents": [
                        {
                            "received": {
                                "topic": "articles.raw",
                                "partition": 2,
                                "offset": 17,
                                "at": "2031-02-03T04:05:06.120000+00:00",
                                "bytes": 48213,
                                "content_type": "text/html; charset=utf-8",
                                "ce_id": "0b1e1a7c-9f52-4a0e-8d0a-3d0b7f4c2a11",
                                "source": "/gazette/desk",
                                "url": "https://gazette.example/ferry-strike",
                            },
                            "parsed": [
                                {
                                    "topic": "articles.parsed",
                                    "partition": 1,
                                    "offset": 9,
                                    "at": "2031-02-03T04:05:06.310000+00:00",
                                    "article_id": _ID,
                                    "headline": "Ferry strike enters third day",
                                    "observed_at": _OBSERVED,
                                    "content_hash": _HASH,
                                    "state": "current",
                                }
                            ],
                            "rejected": [],
                            "waiting": None,
                        }
                    ],
                    "articles": [
                        {
                            "article_id": _ID,
                            "state": "current",
                            "retracted_at": None,
                            "headline": "Ferry strike enters third day",
                            "observed_at": _OBSERVED,
                            "content_hash": _HASH,
                            "related_count": 4,
                            "in_views": [
                                {
                                    "article_id": "d8578edf8458ce06fbc5bb76a58c5ca4",
                                    "headline": "Ferry company hires buses",
                                }
                            ],
                            "in_views_count": 1,
                        }
                    ],
                }
            }
        }
    }
}
