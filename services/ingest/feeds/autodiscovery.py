"""An HTML page -> the addresses of the feeds that it names (RSS Advisory Board, "RSS Autodiscovery"; HTML, section
4.6.7.1: `<link rel="alternate">` with the media type of a feed).
"""

from typing import Any

from lxml import etree

from services.ingest.feeds.addresses import http_url, http_urls
from services.ingest.feeds.charset import decoded

_FEED_TYPES = frozenset(
    ["application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml"]
)
"""`application/json` is not among them: pages name their own data so."""
_MOST = 50


def feeds_of_page(body: bytes, content_type: str | None, url: str) -> tuple[str, ...]:
    """The feeds in the page's order, each once and absolute; `url` is the page's. Empty for what is no page."""
    text = decoded(body, content_type)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root: Any = etree.fromstring(f"<!DOCTYPE html>{text}".encode(), parser)
    if root is None:
        return ()
    base = next((found for element in root.iter("base") if (found := http_url(element.get("href"), url))), url)
    named = [element.get("href") for element in root.iter("link", "a") if _names_a_feed(element)]
    return http_urls(named, base)[:_MOST]


def _names_a_feed(element: Any) -> bool:
    relations = (element.get("rel") or "").lower().split()
    media_type = (element.get("type") or "").partition(";")[0].strip().lower()
    return "alternate" in relations and media_type in _FEED_TYPES
