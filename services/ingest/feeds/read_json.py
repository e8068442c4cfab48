"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1) -> a feed. A wrong field costs only itself."""

from dataclasses import replace
from typing import Any

import orjson

from services.ingest.feeds.addresses import http_url, http_urls
from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.entry_id import entry_id
from services.ingest.feeds.errors import BrokenFeedError, NotAFeedError
from services.ingest.feeds.feed import MOST_ENTRIES, Entry, Feed
from services.ingest.feeds.newest import newest
from services.ingest.feeds.plain_text import plain_text, without_controls, without_nul
from services.ingest.feeds.safe_html import safe_html

_MOST_NAMES = 100


def read_json_feed(text: str, base: str | None) -> Feed:
    """The feed at `base`. Raises `BrokenFeedError` or `NotAFeedError`."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BrokenFeedError(f"it is not JSON (line {error.lineno}, column {error.colno})") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise NotAFeedError("JSON without a list of items")
    entries = newest([_entry(item, base) for item in items if isinstance(item, dict)], MOST_ENTRIES)
    hubs = [hub for hub in _list(document.get("hubs")) if isinstance(hub, dict)]
    return Feed(
        title=plain_text(_text(document.get("title"))) or None,
        entries=_with_safe_html(entries, base),
        language=without_controls(_text(document.get("language"))) or None,
        authors=_authors(document),
        hubs=http_urls((_text(hub.get("url")) for hub in hubs if _text(hub.get("type")).lower() == "websub"), base),
        self_link=http_url(_text(document.get("feed_url")), base),
        left_out=max(0, len(items) - MOST_ENTRIES),
    )


def _entry(item: dict[str, Any], base: str | None) -> Entry:
    url = http_url(_text(item.get("url")), base) or http_url(_text(item.get("external_url")), base)
    title = plain_text(_text(item.get("title"))) or None
    html, text = without_nul(_text(item.get("content_html"))), without_nul(_text(item.get("content_text")))
    return Entry(
        id=entry_id(_text(item.get("id")), url, title or "", html or text),
        url=url,
        title=title,
        content_html=html or None,
        content_text=text or None,
        summary=without_nul(_text(item.get("summary"))) or None,
        published=feed_date(without_controls(_text(item.get("date_published")))),
        modified=feed_date(without_controls(_text(item.get("date_modified")))),
        authors=_authors(item),
        tags=_names(_list(item.get("tags"))),
        language=without_controls(_text(item.get("language"))) or None,
    )


def _with_safe_html(entries: list[Entry], base: str | None) -> tuple[Entry, ...]:
    """Contents and summaries are made safe in one go."""
    safe = iter(safe_html([text for entry in entries for text in (entry.content_html, entry.summary) if text], base))
    return tuple(
        replace(
            entry,
            content_html=(next(safe) or None) if entry.content_html else None,
            summary=(next(safe) or None) if entry.summary else None,
        )
        for entry in entries
    )


def _authors(holder: dict[str, Any]) -> tuple[str, ...]:
    """`authors`, and JSON Feed 1.0's `author`."""
    authors = [*_list(holder.get("authors")), holder.get("author")]
    return _names(author.get("name") for author in authors if isinstance(author, dict))


def _names(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for value in values if (name := plain_text(_text(value)))))[:_MOST_NAMES]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A text; an id may be a number (JSON Feed 1.1, `id`)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
