"""Invented feeds for tests, in few words."""

from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection
from services.parser.parse import Retraction, parse
from tests.unit.parser.documents import raw

FEED = "https://herald.test/feed"
OPENED = "The mayor opened the bridge on Friday morning, and the trams will cross it from Monday on."
WAITED = "The town had waited nine years for it, since the flood took the old one in a single night."
HTML = f"<p>{OPENED}</p><p>{WAITED}</p>"
_NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(*items: str, head: str = "<title>Harbour Herald</title><link>https://herald.test/</link>") -> str:
    """RSS 2.0 with these items' insides."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {_NAMESPACES}><channel>{head}{inside}</channel></rss>'


def atom(*entries: str, head: str = "<title>Harbour Herald</title>", attributes: str = "") -> str:
    """Atom 1.0 with these entries' insides."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{head}{inside}</feed>'


def split(value: str | bytes, **headers: str) -> list[ParsedArticle | Retraction | Rejection]:
    """What a feed at `FEED` gives."""
    return parse(raw(value, **{"ce_subject": FEED, **headers}))


def articles(value: str | bytes, **headers: str) -> list[ParsedArticle]:
    """The articles of a feed in which nothing is wrong."""
    results = split(value, **headers)
    found = [result for result in results if isinstance(result, ParsedArticle)]
    assert found == results
    return found


def only(value: str | bytes, **headers: str) -> ParsedArticle:
    """The article of a feed of one item."""
    (found,) = articles(value, **headers)
    return found
