"""Atom as a strict reader takes it: by RFC 4287's rules, and through feedparser."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.view.feeds.atom import atom
from services.view.feeds.feed import Feed
from services.view.feeds.items import of_articles
from tests.unit.view.example_records import article
from tests.unit.view.feeds.example_feeds import BASE, RECORD, feed

NS = {"a": "http://www.w3.org/2005/Atom"}
FEED_ONCE = ("id", "title", "updated")
ENTRY_ONCE = ("id", "title", "updated")


def read(feed: Feed) -> Any:
    return etree.fromstring(atom(feed), etree.XMLParser(resolve_entities=False))


def links(element: Any, relation: str) -> list[str]:
    return [link.get("href") for link in element.findall("a:link", NS) if link.get("rel") == relation]


def obeys_rfc_4287(root: Any) -> None:
    """Sections 4.1.1 and 4.1.2: what a feed and an entry must hold, and hold once."""
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for name in FEED_ONCE:
        assert len(root.findall(f"a:{name}", NS)) == 1
    assert len(links(root, "self")) == 1
    assert root.findall("a:author", NS), "so that an entry needs none of its own"
    ids = [root.findtext("a:id", None, NS)]
    for entry in root.findall("a:entry", NS):
        for name in ENTRY_ONCE:
            assert len(entry.findall(f"a:{name}", NS)) == 1
        assert len(entry.findall("a:content", NS)) == 1
        assert len(links(entry, "alternate")) <= 1
        ids.append(entry.findtext("a:id", None, NS))
    assert len(set(ids)) == len(ids)
    for text in ids:
        UUID(text.removeprefix("urn:uuid:"))
    for when in root.iter("{*}updated", "{*}published"):
        assert datetime.fromisoformat(when.text).tzinfo is not None
    for link in root.iter("{*}link"):
        parts = urlsplit(link.get("href"))
        assert parts.scheme in ("http", "https") and parts.netloc, "absolute"
        assert not set(link.get("href")) & set(' "<>\\^`{|}'), "a URI (RFC 3986)"
    for name in root.iter("{*}name"):
        assert name.text


@pytest.mark.parametrize("empty", [False, True])
def test_it_obeys_its_rules(empty: bool) -> None:
    obeys_rfc_4287(read(feed(empty=empty)))


def test_a_feed_reader_finds_everything() -> None:
    found = feedparser.parse(atom(feed()))
    assert not found.bozo, found.get("bozo_exception")
    assert found.feed.title == "More on: The harbour reopens"
    assert [(link.rel, link.href) for link in found.feed.links] == [
        ("self", f"{BASE}/feeds/articles/harbour.atom?a=1&b=2"),
        ("alternate", f"{BASE}/articles/harbour"),
    ]
    ferry, pier, strike, islanders = found.entries
    assert ferry.link == f"{BASE}/articles/{article('ferry').id}"
    assert [link.href for link in ferry.links if link.rel == "via"] == [
        "https://news.example/ferry?a=1&b=%C3%BC%3C2%3E"
    ]
    assert ferry.author == "Coast Gazette"
    assert ferry.content[0].value == "Same words: harbour, ferri. Match 0.431 of 1."
    assert ferry.content[0].type == "text/plain"
    assert ferry.published == "2026-03-03T12:30:00+00:00"
    assert ferry.content[0].language == "en"
    assert pier.link == f"{BASE}/articles/{article('pier').id}"
    assert strike.link == "https://other.example/strike"
    assert islanders.get("links", []) == [], "known by its headline only"


def test_markup_in_a_headline_is_text() -> None:
    titles = [title.text for title in read(feed()).iterfind("a:entry/a:title", NS)]
    assert "Islanders <b>stock</b> up & wait" in titles


def test_a_hub_is_named_where_there_is_one() -> None:
    assert links(read(feed(hub="https://hub.example/")), "hub") == ["https://hub.example/"]
    assert links(read(feed()), "hub") == []


def test_a_language_that_is_none_is_left_out() -> None:
    items = of_articles([(article(language='en"><x'), None), (article("pier", language="pt-BR"), None)], BASE)
    root = read(Feed("urn:uuid:" + str(UUID(int=0)), "t", BASE, BASE, items))
    name = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [entry.get(name) for entry in root.findall("a:entry", NS)] == [None, "pt-BR"]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_headline_and_link_make_a_feed_that_can_be_read(headline: str, url: str) -> None:
    items = of_articles([(article(headline=headline, url="https://news.example/" + url), None)], BASE)
    root = read(Feed(RECORD.article.id, "t", BASE, BASE, items))
    (title,) = root.iterfind("a:entry/a:title", NS)
    assert [child.tag for child in title] == []
    assert (title.text or "").strip() != ""
