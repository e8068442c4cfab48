"""What an entry becomes on articles.raw."""

from dataclasses import replace
from datetime import UTC, datetime

import orjson

from schemas.article_id import article_id_of
from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.feed import Entry, Feed
from services.ingest.feeds.item_message import item_message
from services.ingest.raw_message import RawMessage
from services.parser.feed_item import Feed as ParsedFeed
from services.parser.feed_item import FeedItem
from services.parser.feed_item_fields import item_fields
from services.parser.json_feed import read_json_feed

AT = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
FEED_URL = "https://news.example/feed"
FEED = Feed(title="Harbour Gazette", language="en", authors=("The Desk",))
FERRY = Entry(
    "1",
    "https://news.example/ferry",
    "Ferry late",
    content_html="<p>Late.</p>",
    published=feed_date("Mon, 03 Feb 2031 04:05:06 +0200"),
    modified=feed_date("yesterday"),
    tags=("Ports",),
)


def message(entry: Entry, publisher: str | None = None, limit: int = 10_000) -> RawMessage:
    return item_message(entry, FEED, feed_url=FEED_URL, publisher=publisher, observed_at=AT, limit=limit)


def test_the_item_stands_alone() -> None:
    sent = message(FERRY)
    assert orjson.loads(sent.value or b"") == {
        "id": "1",
        "url": "https://news.example/ferry",
        "title": "Ferry late",
        "content_html": "<p>Late.</p>",
        "date_published": "2031-02-03T04:05:06+02:00",
        "date_modified": "yesterday",
        "authors": [{"name": "The Desk"}],
        "tags": ["Ports"],
        "language": "en",
        "_publisher": "Harbour Gazette",
    }
    headers = {name: value.decode() for name, value in sent.headers}
    assert headers["content-type"] == "application/feed+json"
    assert headers["ce_subject"] == FERRY.url
    assert headers["ce_time"] == AT.isoformat()
    assert headers["ce_source"] == FEED_URL
    assert "themewire-publisher" not in headers


def test_what_the_entry_says_comes_before_the_subscribers_hint_and_that_before_the_feed() -> None:
    assert orjson.loads(message(FERRY, "Hint").value or b"")["_publisher"] == "Hint"
    own = replace(FERRY, publisher="Own", authors=("Ada",), language="fr")
    document = orjson.loads(message(own, "Hint").value or b"")
    assert (document["_publisher"], document["authors"], document["language"]) == ("Own", [{"name": "Ada"}], "fr")


def test_the_same_entry_is_the_same_observation_and_a_correction_is_the_same_article() -> None:
    for url in (FERRY.url, None):
        entry = replace(FERRY, url=url)
        corrected = message(replace(entry, title="Ferry on time"))
        assert message(entry).ce_id == message(entry).ce_id != corrected.ce_id
        assert message(entry).article_id == corrected.article_id
    assert message(FERRY).article_id == article_id_of("https://news.example/ferry")
    assert message(replace(FERRY, url=None)).article_id != message(replace(FERRY, url=None, id="2")).article_id


def test_an_entry_beyond_the_limit_goes_without_its_content() -> None:
    sent = message(replace(FERRY, content_html="x" * 20_000, summary="Late."))
    document = orjson.loads(sent.value or b"")
    assert sent.size < 10_000
    assert (document["summary"], "content_html" in document) == ("Late.", False)


def test_the_parser_reads_what_the_feed_said() -> None:
    sent = message(replace(FERRY, authors=("Ada Quay",), summary="A <b>dek</b>."))
    read = read_json_feed((sent.value or b"").decode())
    assert isinstance(read, ParsedFeed) and read.single
    (item,) = read.items
    assert isinstance(item, FeedItem)
    fields = item_fields(item, read.head, item.url)
    assert (fields.headline, fields.dek, fields.body) == ("Ferry late", "A dek.", ("Late.",))
    assert (fields.authors, fields.publisher, fields.language) == (("Ada Quay",), "Harbour Gazette", "en")
    assert fields.published and FERRY.published and fields.published.at == FERRY.published.at
