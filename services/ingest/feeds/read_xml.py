"""RSS 0.9x to 2.0, RDF (RSS 1.0) and Atom (RFC 4287) -> a feed, by feedparser.

feedparser gets bytes in memory, never a text, which it might take for an address and open. It sanitises HTML and makes
the links in it absolute; what is not well-formed it reads as far as it can be read.
"""

from email.utils import parseaddr
from io import BytesIO
from typing import Any

import feedparser

from services.ingest.feeds.addresses import http_url, http_urls
from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.entry_id import entry_id
from services.ingest.feeds.errors import NotAFeedError
from services.ingest.feeds.feed import Entry, Feed
from services.ingest.feeds.plain_text import plain_text, without_controls, without_nul
from services.ingest.feeds.visit_hints import rss_hints
from services.ingest.feeds.xml_bounds import bounded

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_LONGEST_SUMMARY = 600
"""Characters; a longer description without content is the article itself. The parser has the same rule for feeds."""
_MOST_NAMES = 100


def read_xml_feed(text: str, base: str | None) -> Feed:
    """The feed at `base`; `text` holds no DTD with declarations. Raises `NotAFeedError` for other documents."""
    xml = bounded(text)
    headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": base} if base else {})}
    found = feedparser.parse(
        BytesIO(xml.text.encode()), response_headers=headers, sanitize_html=True, resolve_relative_uris=True
    )
    if not found.version and not found.entries:
        raise NotAFeedError(without_controls(text[:200]))
    return Feed(
        title=plain_text(_text(found.feed, "title")) or None,
        entries=tuple(_entry(entry, base) for entry in found.entries),
        language=without_controls(_text(found.feed, "language")) or None,
        authors=_authors(found.feed),
        hints=rss_hints(text),
        hubs=http_urls(_links(found.feed, "hub"), base),
        self_link=next(iter(http_urls(_links(found.feed, "self"), base)), None),
        left_out=xml.left_out,
    )


def _entry(entry: Any, base: str | None) -> Entry:
    source = dict.get(entry, "source") or {}
    url = http_url(_text(entry, "link"), base)
    title = plain_text(_text(entry, "title")) or None
    content, summary = _content(entry)
    published = feed_date(without_controls(_text(entry, "published")))
    return Entry(
        id=entry_id(_text(entry, "id"), url, title or "", content.get("content_html") or summary),
        url=url,
        title=title,
        **content,
        summary=summary or None,
        published=published,
        modified=feed_date(without_controls(_text(entry, "updated"))),
        authors=_authors(entry) or _authors(source),
        tags=_names(tag.get("label") or tag.get("term") for tag in dict.get(entry, "tags", ())),
        language=without_controls(_language(entry)) or None,
        publisher=plain_text(_text(source, "title") or _text(entry, "publisher")) or None,
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
    summary = without_nul(_text(entry, "summary")) if dict.get(entry, "summary_detail") else ""
    texts = [
        (c.type, without_nul(c.value))
        for c in dict.get(entry, "content", ())
        if isinstance(c.get("value"), str) and str(c.get("type")).startswith(("text/", "application/xhtml"))
    ]
    media_type, full = max(texts, key=lambda found: len(found[1]), default=("", ""))
    if not full and summary and (not _text(entry, "title") or len(plain_text(summary)) > _LONGEST_SUMMARY):
        return {"content_html": summary}, ""
    if not full:
        return {}, summary
    if len(full) < len(summary):  # a second description
        return {"content_html": summary}, ""
    return {"content_html" if media_type in _HTML_TYPES else "content_text": full}, summary


def _authors(found: Any) -> tuple[str, ...]:
    """Names; of an author who gives an address only, none."""
    authors = dict.get(found, "authors", ())
    if len(authors) == 1 and "@" in (written := _text(found, "author")):
        authors = [{"name": parseaddr(written)[0]}]  # feedparser cuts domains such as .technology at four letters
    return _names(author.get("name") for author in authors)


def _names(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts if (name := plain_text(text))))[:_MOST_NAMES]


def _language(entry: Any) -> str:
    """`dc:language`, else the `xml:lang` in which the entry stands."""
    if language := _text(entry, "language"):
        return language
    details = [dict.get(entry, name) for name in ("title_detail", "summary_detail")] + [*dict.get(entry, "content", ())]
    return next((detail["language"] for detail in details if detail and detail.get("language")), "")


def _links(feed: Any, relation: str) -> list[str]:
    return [str(link.get("href")) for link in dict.get(feed, "links", ()) if link.get("rel") == relation]
