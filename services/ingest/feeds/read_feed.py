"""What a feed's address answered -> the feed, of whatever kind it is. The document decides, not its media type."""

import re
from collections.abc import Callable

from services.ingest.feeds.charset import decoded, without_declaration
from services.ingest.feeds.errors import EmptyDocumentError, NotAFeedError, WebPageError
from services.ingest.feeds.feed import Feed
from services.ingest.feeds.plain_text import without_controls
from services.ingest.feeds.read_json import read_json_feed
from services.ingest.feeds.read_sitemap import read_sitemap
from services.ingest.feeds.read_xml import read_xml_feed

XmlGuard = Callable[[bytes], bytes]
"""Given UTF-8 XML, gives what an XML parser may read of it; raises an error of its own for DTDs that declare."""

_BEFORE_ROOT = re.compile(r"\s+|<\?[^>]{0,2000}>|<!--(?:[^-]|-(?!->)){0,20000}-->|<!(?!--)[^>\[]{0,2000}>")
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})")


def read_feed(body: bytes, content_type: str | None, url: str | None, guard: XmlGuard) -> Feed:
    """The feed at `url` (for relative links). Raises a `FeedError`, or what `guard` raises."""
    text = decoded(body, content_type).lstrip()
    if not text:
        raise EmptyDocumentError
    if text[0] in "{[":
        return read_json_feed(text, url)
    if text[0] != "<":
        # Some programs write warnings above a feed.
        above = text.find("<?xml")
        if above < 0:
            raise NotAFeedError(without_controls(text[:200]))
        text = text[above:]
    xml = guard(without_declaration(text).lstrip().encode())
    root = _root(xml.decode("utf-8", "replace"))
    if root in ("urlset", "sitemapindex"):
        return read_sitemap(xml, url)
    if root == "html":
        raise WebPageError
    return read_xml_feed(xml.decode("utf-8", "replace"), url)


def _root(text: str) -> str:
    """The local name of the root element in lower case; "" where there is none."""
    at = 0
    while found := _BEFORE_ROOT.match(text, at):
        at = found.end()
    root = _ROOT.match(text, at)
    return root[1].lower() if root else ""
