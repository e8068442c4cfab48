"""A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from typing import Any

import orjson

from services.view.feeds.feed import Feed, Item

MEDIA_TYPE = "application/feed+json"


def json_feed(feed: Feed) -> bytes:
    """The feed as UTF-8 JSON; `content_text` is plain text, so that nothing from outside is read as markup."""
    hubs = {"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.self_url,
            **hubs,
            "items": [_item(item) for item in feed.items],
        }
    )


def _item(item: Item) -> dict[str, Any]:
    fields = {
        "id": item.id,
        "url": item.page,
        "external_url": item.original,
        "title": item.headline,
        "content_text": item.text,
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": item.publisher}] if item.publisher else None,
        "language": item.language,
    }
    return {name: value for name, value in fields.items() if value is not None}
