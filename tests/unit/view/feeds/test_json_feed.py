"""JSON Feed against its specification, version 1.1 (jsonfeed.org)."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from services.view.feeds.feed import Feed
from services.view.feeds.json_feed import json_feed
from tests.unit.view.example_records import article
from tests.unit.view.feeds.example_feeds import BASE, feed

OF_A_FEED = {"version", "title", "home_page_url", "feed_url", "hubs", "items"}
OF_AN_ITEM = {
    "id",
    "url",
    "external_url",
    "title",
    "content_text",
    "date_published",
    "date_modified",
    "authors",
    "language",
}


def read(feed: Feed) -> Any:
    return orjson.loads(json_feed(feed))


@pytest.mark.parametrize("empty", [False, True])
def test_it_holds_what_the_specification_asks_for(empty: bool) -> None:
    found = read(feed(empty=empty))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert set(found) <= OF_A_FEED
    assert isinstance(found["title"], str)
    assert found["feed_url"].startswith("https://")
    ids = [item["id"] for item in found["items"]]
    assert len(set(ids)) == len(ids) == (0 if empty else 4)
    for item in found["items"]:
        assert set(item) <= OF_AN_ITEM
        assert isinstance(item["id"], str)
        assert item["content_text"]
        for name in ("date_published", "date_modified"):
            assert name not in item or datetime.fromisoformat(item[name]).tzinfo is not None
        for author in item.get("authors", []):
            assert author["name"]


def test_an_item_leads_to_its_page_here_and_to_the_original() -> None:
    ferry = read(feed())["items"][0]
    assert ferry["url"] == f"{BASE}/articles/{article('ferry').id}"
    assert ferry["external_url"] == "https://news.example/ferry?a=1&b=%C3%BC%3C2%3E"
    assert ferry["title"] == "The ferry reopens"
    assert ferry["authors"] == [{"name": "Coast Gazette"}]


def test_a_hub_is_named_where_there_is_one() -> None:
    assert read(feed(hub="https://hub.example/"))["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert "hubs" not in read(feed())
