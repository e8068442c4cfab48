"""An entry of a feed -> its message for articles.raw: a JSON Feed item (https://www.jsonfeed.org/version/1.1)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from schemas.article_id import article_id_of
from schemas.raw_document import FEED_ITEM
from services.ingest.feeds.feed import Entry, Feed
from services.ingest.raw_message import RawMessage, document_message

_CONTENT = ("content_html", "content_text")


def item_message(
    entry: Entry, feed: Feed, *, feed_url: str, publisher: str | None, observed_at: datetime, limit: int
) -> RawMessage:
    """The entry as observed at `observed_at` (with offset) in the feed subscribed to as `feed_url`.

    The address names the article; without one feed and entry id do, so that a corrected entry is the same article.
    `publisher` is the subscriber's hint. An entry of more than `limit` bytes goes without its content.
    """
    item = item_document(entry, feed, publisher)
    body = orjson.dumps(item)
    if len(body) > limit:
        body = orjson.dumps({name: value for name, value in item.items() if name not in _CONTENT})
    message = document_message(
        body,
        observed_at=observed_at,
        source=feed_url,
        url=entry.url,
        content_type=FEED_ITEM,
        publisher=publisher,
    )
    return message if entry.url else replace(message, article_id=article_id_of(f"{feed_url}\n{entry.id}"))


def item_document(entry: Entry, feed: Feed, publisher: str | None) -> dict[str, Any]:
    """The item, which stands alone: what the entry does not say itself, its feed says for it."""
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content_html,
        "content_text": entry.content_text,
        "summary": entry.summary,
        "date_published": entry.published.text if entry.published else None,
        "date_modified": entry.modified.text if entry.modified else None,
        "authors": [{"name": name} for name in entry.authors or feed.authors],
        "tags": list(entry.tags),
        "language": entry.language or feed.language,
        "_publisher": entry.publisher or publisher or feed.title,
    }
    return {name: value for name, value in item.items() if value}
