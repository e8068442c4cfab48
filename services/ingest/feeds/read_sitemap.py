"""Sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html), with the news extension
(http://www.google.com/schemas/sitemap-news/0.9) -> a feed. What is not well-formed is read as far as it can be.
"""

from typing import Any

from lxml import etree

from services.ingest.feeds.addresses import http_url, http_urls
from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.errors import BrokenFeedError
from services.ingest.feeds.feed import MOST_ENTRIES, Entry, Feed
from services.ingest.feeds.newest import newest
from services.ingest.feeds.plain_text import plain_text, without_controls

_MOST_KEYWORDS = 100


def read_sitemap(data: bytes, base: str | None) -> Feed:
    """UTF-8 without a DTD -> pages as entries, those without news with address and change only; of an index the
    addresses of its sitemaps. Raises `BrokenFeedError`."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenFeedError(f"it is not XML (line {error.lineno})") from error
    if root is None:
        raise BrokenFeedError("it is not XML")
    pages = [entry for child in root if _name(child) == "url" and (entry := _entry(child, base))]
    entries = newest(pages, MOST_ENTRIES)
    indexed = (_first(child, "loc") for child in root if _name(child) == "sitemap")
    return Feed(
        entries=tuple(entries),
        sitemaps=http_urls(indexed, base)[:MOST_ENTRIES],
        left_out=len(pages) - len(entries),
    )


def _entry(page: Any, base: str | None) -> Entry | None:
    """The page; None for one without an address."""
    url = http_url(_first(page, "loc"), base)
    if url is None:
        return None
    keywords = dict.fromkeys(word for text in _first(page, "keywords").split(",") if (word := plain_text(text)))
    return Entry(
        id=url,
        url=url,
        title=plain_text(_first(page, "title")) or None,
        published=feed_date(without_controls(_first(page, "publication_date"))),
        modified=feed_date(without_controls(_first(page, "lastmod"))),
        tags=tuple(keywords)[:_MOST_KEYWORDS],
        language=without_controls(_first(page, "language")) or None,
        publisher=plain_text(_first(page, "name")) or None,
    )


def _first(holder: Any, name: str) -> str:
    """The text of the first such element below; captions of images and videos have namespaces of their own."""
    for element in holder.iter(etree.Element):
        if _name(element) == name and not _of_media(element):
            return "".join(element.itertext())
    return ""


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _of_media(element: Any) -> bool:
    namespace = str(element.tag).partition("}")[0]
    return namespace.startswith("{") and ("sitemap-image" in namespace or "sitemap-video" in namespace)
