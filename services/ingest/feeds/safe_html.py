"""HTML of feeds that are not XML, made as safe as feedparser makes that of the others, by feedparser."""

from collections.abc import Sequence
from html import escape
from io import BytesIO

import feedparser

from services.ingest.feeds.comments import without_comments
from services.ingest.feeds.plain_text import without_nul
from services.ingest.feeds.xml_bounds import without_impossible_characters

_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def safe_html(fragments: Sequence[str], base: str | None) -> list[str]:
    """Each fragment without active content and with absolute links, in the order given.

    feedparser sanitises only within a feed, so the fragments are put into one (Atom, RFC 4287, section 4.1.3).
    """
    possible = (without_impossible_characters(without_nul(fragment)) for fragment in fragments)
    affordable = (without_comments(fragment, "<!--", "-->") for fragment in possible)
    contents = "".join(f'<entry><content type="html">{escape(html)}</content></entry>' for html in affordable)
    headers = {**_HEADERS, **({"content-location": base} if base else {})}
    found = feedparser.parse(
        BytesIO(f'<feed xmlns="http://www.w3.org/2005/Atom">{contents}</feed>'.encode()),
        response_headers=headers,
        sanitize_html=True,
        resolve_relative_uris=True,
    )
    return [str(entry.content[0].value) if dict.get(entry, "content") else "" for entry in found.entries]
