"""What must hold of everything that is read of a feed, whoever wrote it."""

import re
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from services.ingest.feeds.feed import MOST_ENTRIES, Entry, Feed

_TAG = re.compile(r"<\s*(?:script|iframe|object|embed|style|svg)", re.I)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NUL_OR_WORSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ACTIVE = frozenset(["script", "iframe", "object", "embed", "style", "base", "meta", "link"])
_ADDRESSES = frozenset(
    ["href", "src", "action", "data", "poster", "background", "cite", "longdesc", "formaction", "xlink:href"]
)


def assert_safe(feed: Feed) -> None:
    """Titles and names are plain lines, addresses http, HTML without anything that runs."""
    assert len(feed.entries) <= MOST_ENTRIES
    for url in (*feed.hubs, *feed.sitemaps, *([feed.self_link] if feed.self_link else [])):
        _assert_http(url)
    for entry in feed.entries:
        _assert_safe_entry(entry)


def _assert_safe_entry(entry: Entry) -> None:
    assert entry.id
    for line in (entry.id, entry.title, entry.language, entry.publisher, *entry.authors, *entry.tags):
        assert not _CONTROL.search(line or ""), line
    for line in (entry.title, entry.publisher, *entry.authors, *entry.tags):
        assert not _TAG.search(line or ""), line
    if entry.url is not None:
        _assert_http(entry.url)
    for html in (entry.content_html, entry.summary):
        assert not _NUL_OR_WORSE.search(html or "")
        _assert_harmless(html or "")


def _assert_http(url: str) -> None:
    assert urlsplit(url).scheme.lower() in ("http", "https"), url
    assert not _CONTROL.search(url), url


def _assert_harmless(html: str) -> None:
    root: Any = etree.fromstring(f"<div>{html}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    for element in root.iter(etree.Element):
        assert element.tag not in _ACTIVE, html
        for name, value in element.items():
            assert not name.startswith("on"), html
            if name in _ADDRESSES and value.strip():
                picture = ("data",) if (element.tag, name) == ("img", "src") else ()
                assert _scheme(value) in ("", *_HARMLESS_SCHEMES, *picture), value


_HARMLESS_SCHEMES = ("http", "https", "mailto", "ftp", "tel")


def _scheme(value: str) -> str:
    """As a browser reads it: without white space and controls (URL Standard, section 4.4)."""
    written = re.sub("[\x00-\x20]", "", value).lower()
    found = re.match(r"([a-z][a-z0-9+.-]*):", written)
    return found[1] if found else ""
