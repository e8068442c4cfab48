"""Items become articles of their own: their ids, repeated ones, and how many there may be."""

from schemas.article_id import article_id_from_content, article_id_of
from schemas.parsed_article import ParsedArticle
from schemas.rejected import EXCEPTION_MESSAGE, Rejection
from schemas.topics import ARTICLES_PARSED, ARTICLES_REJECTED
from services.parser.feed_item import MOST_ITEMS
from services.parser.messages import ParsedMessage, parse_to_messages
from services.parser.outputs import outputs, why_refused
from services.runtime.settings import Settings
from tests.unit.parser.documents import raw
from tests.unit.parser.feeds import FEED, articles, only, rss, split


def test_the_feeds_address_names_none_of_its_items() -> None:
    by_link, by_guid, by_content = articles(
        rss(
            "<title>One</title><link>https://herald.test/1?utm_source=rss#top</link><guid>https://herald.test/?p=1</guid>",
            '<title>Two</title><guid isPermaLink="false">2</guid>',
            "<title>Three</title><pubDate>Fri, 21 Mar 2025 06:36:13 GMT</pubDate>",
        )
    )
    assert by_link.id == article_id_of("https://herald.test/1")
    assert by_guid.id == article_id_of(f"{FEED}\n2")
    assert by_guid.url is None
    assert by_guid.provenance["id"] == "feed and item id"
    assert by_content.id == article_id_from_content("three", "2025-03-21T06:36:13+00:00")
    assert by_content.provenance["id"] == "headline and published time"


def test_ids_of_two_feeds_do_not_meet() -> None:
    feed = rss('<title>Two</title><guid isPermaLink="false">2</guid>')
    assert only(feed).id != only(feed, ce_subject="https://river.test/feed").id


def test_a_key_or_ce_id_of_a_whole_feed_names_none_of_its_items() -> None:
    feed = rss("<title>One</title><link>https://herald.test/1</link>", "<title>Two</title><guid>x:2</guid>")
    assert [a.id for a in articles(feed, ce_id="7")] == [a.id for a in articles(feed, ce_id="8")]


def test_a_hint_of_the_time_is_for_a_document_and_not_for_the_items_of_a_feed() -> None:
    found = only(rss("<title>One</title>", head=""), themewire_published="2025-03-21", themewire_publisher="Post")
    assert found.published is None
    assert found.publisher.name == "Post"


def test_of_two_items_with_one_address_the_newest_stays() -> None:
    link = "<link>https://herald.test/1</link>"
    old, new, other = split(
        rss(
            f"<title>Old</title>{link}<pubDate>Fri, 21 Mar 2025 06:00:00 GMT</pubDate>",
            f"<title>New</title>{link}<pubDate>Fri, 21 Mar 2025 07:00:00 GMT</pubDate>",
            "<title>Other</title><link>https://herald.test/2</link>",
        )
    )
    assert isinstance(old, Rejection)
    assert old.reason.startswith("item 1: the item has the address or id of item 2, which is kept")
    assert isinstance(new, ParsedArticle)
    assert isinstance(other, ParsedArticle)


def test_of_two_items_with_one_address_and_no_dates_the_first_stays() -> None:
    link = "<link>https://herald.test/1</link>"
    first, second = split(rss(f"<title>One</title>{link}", f"<title>Two</title>{link}"))
    assert isinstance(first, ParsedArticle)
    assert isinstance(second, Rejection)


def test_an_item_that_only_repeats_another_does_no_harm() -> None:
    first, second = articles(rss(*["<title>One</title><link>https://herald.test/1</link>"] * 2))
    assert first == second


def test_an_empty_feed_says_so() -> None:
    assert split(rss()) == [Rejection("parse", "the feed has no items; send it again when it has some")]


def test_items_beyond_the_most_that_are_read_are_counted() -> None:
    results = split(rss(*[f"<title>Title {n}</title>" for n in range(MOST_ITEMS + 3)]))
    last = results.pop()
    assert len(results) == MOST_ITEMS
    assert isinstance(last, Rejection)
    assert last.stage == "limit"
    assert f"has {MOST_ITEMS + 3} items, of which the first {MOST_ITEMS} are read" in last.reason


def test_a_feed_goes_out_as_its_articles_in_order_and_one_dead_letter() -> None:
    feed = rss("<title>One</title>", "<link>/2</link>", "<title>Three</title>", "<link>/4</link>")
    document = raw(feed, ce_subject=FEED)
    results = parse_to_messages(document)
    assert why_refused(results) is None
    sent = outputs(Settings(topic_prefix=""), document, results)
    assert [message.topic for message in sent] == [*[ARTICLES_PARSED.name] * 2, ARTICLES_REJECTED.name]
    records = [ParsedArticle.from_bytes(message.value) for message in sent[:2] if message.value]
    assert [record.headline for record in records] == ["One", "Three"]
    assert [record.id.encode() for record in records] == [message.key for message in sent[:2]]
    assert all(isinstance(result, ParsedMessage | Rejection) for result in results)
    assert sent[2].value == feed.encode()
    assert b"item 2: " in dict(sent[2].headers)[EXCEPTION_MESSAGE]
    assert b"(and 1 more)" in dict(sent[2].headers)[EXCEPTION_MESSAGE]


def test_a_feed_of_bad_items_only_is_refused_as_a_whole() -> None:
    refused = why_refused(parse_to_messages(raw(rss("<link>/1</link>", "<link>/2</link>"))))
    assert refused is not None
    assert refused.reason.startswith("item 1: ")
