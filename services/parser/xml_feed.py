"""RSS 0.9x to 2.0, RDF (RSS 1.0) and Atom (RFC 4287), by feedparser, as a feed in the terms of JSON Feed.

feedparser gets bytes in memory, never a text, which it might take for an address and open. It does not clean HTML: what
it finds is read to plain text like any page; nor does it resolve links within it.
"""

from email.utils import parseaddr
from io import BytesIO
from typing import Any

import feedparser

from schemas.rejected import Rejection
from services.parser.feed_item import Feed, FeedHead, FeedItem
from services.parser.feed_xml import ready_for_feedparser
from services.parser.html_text import plain

_NO_FEED = "the document is no RSS, RDF or Atom feed: its root is none of rss, RDF, feed, entry; check its media type"
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_LONGEST_SUMMARY = 600
"""Characters; a longer description without content is the article itself."""


def read_xml_feed(text: str, base: str | None) -> Feed | Rejection:
    """The feed, or a single Atom entry; `base` is its address, for relative links."""
    xml = ready_for_feedparser(text)
    if xml is None:
        return Rejection("parse", _NO_FEED)
    headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": base} if base else {})}
    found = feedparser.parse(
        BytesIO(xml.data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    head = FeedHead.model_validate(
        {
            "title": plain(_text(found.feed, "title")),
            "home_page_url": _text(found.feed, "link"),
            "feed_url": _self_link(found.feed),
            "language": _text(found.feed, "language"),
            "authors": _authors(found.feed),
        }
    )
    return Feed(head, [_item(entry) for entry in found.entries], xml.left_out, xml.single)


def _item(entry: Any) -> FeedItem:
    content, summary = _content(entry)
    source = dict.get(entry, "source") or {}
    return FeedItem.model_validate(
        {
            "id": _text(entry, "id"),
            "url": _text(entry, "link"),
            "title": _text(entry, "title"),
            **content,
            "summary": summary,
            "date_published": _text(entry, "published"),
            "date_modified": _text(entry, "updated"),
            "authors": _authors(entry) or _authors(source),
            "tags": [tag.get("label") or tag.get("term") or "" for tag in dict.get(entry, "tags", ())],
            "language": _language(entry),
            "_publisher": plain(_text(source, "title") or _text(entry, "publisher")),
        }
    )


def _text(found: Any, name: str) -> str:
    """A text as feedparser has it: `get` of its own dictionary would take one date for another."""
    value = dict.get(found, name)
    return value if isinstance(value, str) else ""


def _content(entry: Any) -> tuple[dict[str, str], str]:
    """The full text, and the summary where it is another text; a description alone is the full text where it is
    long or there is no title (RSS 2.0, "Elements of <item>": then it is complete in itself).

    Without a summary feedparser repeats the content as one, and has no details of it.
    """
    summary = _text(entry, "summary") if dict.get(entry, "summary_detail") else ""
    texts = [c for c in dict.get(entry, "content", ()) if c.value and c.type.startswith(("text/", "application/xhtml"))]
    if not texts and (not _text(entry, "title") or len(plain(summary)) > _LONGEST_SUMMARY):
        return {"content_html": summary}, ""
    if not texts:
        return {}, summary
    full = max(texts, key=lambda c: len(c.value))
    if len(full.value) < len(summary):  # a second description
        return {"content_html": summary}, ""
    name = "content_html" if full.type in _HTML_TYPES else "content_text"
    return {name: full.value}, summary


def _authors(found: Any) -> list[dict[str, str]]:
    """Names; of an author who gives an address only, none."""
    authors = dict.get(found, "authors", ())
    if len(authors) == 1 and "@" in (written := _text(found, "author")):
        authors = [{"name": parseaddr(written)[0]}]  # feedparser cuts domains such as .technology at four letters
    return [{"name": author["name"]} for author in authors if author.get("name")]


def _language(entry: Any) -> str:
    """`dc:language`, else the `xml:lang` in which the item stands."""
    if language := _text(entry, "language"):
        return language
    details = [dict.get(entry, name) for name in ("title_detail", "summary_detail")] + [*dict.get(entry, "content", ())]
    return next((detail["language"] for detail in details if detail and detail.get("language")), "")


def _self_link(feed: Any) -> str:
    links = dict.get(feed, "links", ())
    return next((str(link.get("href")) for link in links if link.get("rel") == "self" and link.get("href")), "")
