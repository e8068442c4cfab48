"""What a feed's address answered -> the feed, the feeds that a page names, or why it is neither."""

from dataclasses import dataclass

from services.ingest.feeds.autodiscovery import feeds_of_page
from services.ingest.feeds.errors import FeedError, WebPageError
from services.ingest.feeds.feed import Feed
from services.ingest.feeds.read_feed import read_feed
from services.ingest.feeds.visit import Unreadable
from services.ingest.fetch.xml_guard import XmlRefused, guarded_xml


@dataclass(frozen=True, slots=True)
class WebPage:
    """The answer is a web page that names these feeds, at least one."""

    feeds: tuple[str, ...]


Found = Feed | WebPage | Unreadable


def read_answer(body: bytes, content_type: str, url: str) -> Found:
    """Reads the answer of `url`. This is CPU work, of seconds for the largest feeds."""
    try:
        return read_feed(body, content_type or None, url, _guard)
    except WebPageError as error:
        feeds = feeds_of_page(body, content_type or None, url)
        return WebPage(feeds) if feeds else Unreadable(f"{error}; this one names none")
    except (FeedError, XmlRefused) as error:
        return Unreadable(str(error))


def _guard(xml: bytes) -> bytes:
    return guarded_xml(xml, "utf-8").data
