"""Invented answers, as the OpenAPI document shows them."""

from typing import Any

from services.view.articles.examples import Responses, article_example, example

_SUMMARY: dict[str, Any] = {
    "id": article_example["id"],
    "headline": article_example["headline"],
    "size": 3,
    "publishers": ["Coast Wire", "Harbour Gazette"],
    "first": "2031-02-03T05:15:00+00:00",
    "last": "2031-02-03T07:40:00+00:00",
    "timeline": {"unit": "hour", "start": "2031-02-03T05:00:00+00:00", "counts": [1, 0, 2]},
}
LIST: Responses = example({"themes": [_SUMMARY], "next_cursor": None})
THEME: Responses = example({**_SUMMARY, "articles": [article_example]})
