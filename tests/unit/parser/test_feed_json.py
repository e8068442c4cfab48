"""JSON Feed 1.0 and 1.1: whole feeds and single items."""

from typing import Any

import orjson
import pytest

from schemas.article_id import article_id_of
from schemas.rejected import Rejection
from tests.unit.parser.documents import article, raw, rejection
from tests.unit.parser.feeds import HTML, OPENED, WAITED, articles, only, split

JSON = "application/feed+json"
ITEM = {
    "id": 7,
    "url": "/b",
    "external_url": "https://river.test/b",
    "title": "Bridge &amp; tram",
    "content_html": HTML,
    "summary": "Trams cross from Monday.",
    "date_published": "2025-03-21T06:36:13+02:00",
    "date_modified": "2025-03-22T06:36:13Z",
    "authors": [{"name": "Jane Doe"}, {"name": "John Roe", "url": None}],
    "tags": ["traffic", "river"],
    "language": "en",
    "image": None,
    "_extension": {"any": 1},
}


def feed(*items: Any, version: str = "1.1", **head: Any) -> bytes:
    return orjson.dumps(
        {"version": f"https://jsonfeed.org/version/{version}", "title": "Harbour Herald", **head, "items": items}
    )


def test_an_item_with_everything() -> None:
    found = only(feed(ITEM), content_type=JSON)
    assert (found.headline, found.dek, found.body) == ("Bridge & tram", "Trams cross from Monday.", [OPENED, WAITED])
    assert (found.authors, found.topics, found.language) == (["Jane Doe", "John Roe"], ["traffic", "river"], "en")
    assert found.published is not None
    assert found.published.at.isoformat() == "2025-03-21T06:36:13+02:00"
    assert found.modified is not None
    assert found.url == found.canonical_url == "https://herald.test/b"
    assert found.publisher.name == "Harbour Herald"


def test_version_1_0_has_one_author() -> None:
    one, two = articles(
        feed({"id": "1", "title": "One", "author": {"name": "Jane Doe"}}, {"id": "2", "title": "Two"}, version="1")
    )
    assert (one.authors, two.authors) == (["Jane Doe"], [])


def test_the_feed_speaks_for_items_that_say_nothing() -> None:
    found = only(feed({"id": "1", "title": "One"}, authors=[{"name": "Ann Lee"}], language="fr"))
    assert (found.authors, found.language) == (["Ann Lee"], "fr")


def test_an_item_alone_follows_its_headers() -> None:
    found = article(orjson.dumps(ITEM), content_type=JSON, ce_subject="https://herald.test/2025/b")
    assert found.id == article_id_of("https://herald.test/2025/b")
    assert found.canonical_url == "https://herald.test/b"
    assert found.provenance["url"] == "ce_subject"
    assert found.provenance["id"] == "metadata"
    hinted = article(
        b'{"title": "One"}', content_type=JSON, ce_id="7", themewire_published="2025-03-21", themewire_publisher="Post"
    )
    assert hinted.id == article_id_of("7")
    assert (hinted.published is not None, hinted.publisher.name) == (True, "Post")


def test_an_item_alone_without_headers_is_named_by_its_url() -> None:
    found = article(b'{"url": "https://herald.test/b", "content_text": "The ferry stops."}')
    assert (found.id, found.headline) == (article_id_of("https://herald.test/b"), "The ferry stops.")
    assert found.provenance["media_type"] == "application/feed+json (sniffed)"


def test_a_link_blogs_item_is_its_own_page_where_it_has_one() -> None:
    own, other = articles(
        feed(
            {"id": "1", "title": "One", "url": "/1", "external_url": "https://river.test/1"},
            {"id": "2", "title": "Two", "external_url": "https://river.test/2"},
        )
    )
    assert (own.url, other.url) == ("https://herald.test/1", "https://river.test/2")
    assert other.provenance["canonical_url"] == "item external_url"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f"{OPENED}\n{WAITED}", [OPENED, WAITED]),
        (OPENED.replace(", ", ",\n") + f"\n\n{WAITED}", [OPENED, WAITED]),
        ("A note. <b>", ["A note. <b>"]),
    ],
)
def test_content_text_as_paragraphs(text: str, body: list[str]) -> None:
    assert only(feed({"id": "1", "content_text": text})).body == body


def test_a_long_note_gives_a_short_headline() -> None:
    found = only(feed({"id": "1", "content_text": "the ferry and the bridge " * 40}))
    assert len(found.headline) <= 120
    assert found.headline.endswith("…")


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ({"id": "2", "title": 5}, "title"),
        ({"id": "2", "title": "Two", "authors": [{"name": ["x"]}]}, "authors.0.name"),
        ({"id": "2", "title": "Two", "tags": "a,b"}, "tags"),
        ({"id": "2"}, "neither title nor text"),
        ({"id": "2", "content_html": "<img src=x>"}, "neither title nor text"),
        ({"id": "2", "title": " *** "}, "headline"),
        ("secret", "not a JSON object"),
        (None, "not a JSON object"),
    ],
)
def test_a_bad_item_costs_only_itself(bad: Any, word: str) -> None:
    one, two, three = split(feed({"id": "1", "title": "One"}, bad, {"id": "3", "title": "Three"}))
    assert isinstance(two, Rejection)
    assert two.reason.startswith("item 2: ")
    assert word in two.reason
    assert "secret" not in two.reason
    assert not isinstance(one, Rejection)
    assert not isinstance(three, Rejection)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "has no items"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": {}}', "no list"),
        (b'{"title": 5, "items": [{"title": "One"}]}', "title is wrong"),
        (b'{"items": []}', "has no items"),
        (b'{"title": "\\ud800"}', "not JSON"),
    ],
)
def test_what_is_no_feed_is_refused(value: bytes, word: str) -> None:
    found = rejection(raw(value, content_type=JSON))
    assert word in found.reason
    assert found.stage == "parse"


@pytest.mark.parametrize("content_type", ["", "application/json", JSON, "application/feed+json; charset=utf-8"])
def test_a_feed_shows_what_it_is(content_type: str) -> None:
    assert only(feed({"id": "1", "title": "One"}), content_type=content_type).headline == "One"
