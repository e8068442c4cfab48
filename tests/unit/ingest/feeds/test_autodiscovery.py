"""The feeds that a page names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.autodiscovery import feeds_of_page

URL = "https://news.example/sport/"
PAGE = """<html><head><base href="/base/"><link rel="stylesheet" href="x.css">
<link rel="alternate" type="application/rss+xml" title="All" href="feed.xml">
<LINK REL="Home Alternate" TYPE="Application/Atom+XML; charset=utf-8" HREF="https://other.example/atom">
<link rel=alternate type=application/feed+json href=/feed.json><link rel="alternate" hreflang="fr" href="/fr">
<link rel="alternate" type="application/json" href="/wp-json/1">
<link rel="alternate" type="application/rss+xml" href="javascript:x()">
<link rel="alternate" type="application/rss+xml"></head>
<body><a rel="alternate" type="application/rdf+xml" href="feed.rdf">RDF</a>
<link rel="alternate" type="application/rss+xml" href="feed.xml"></body></html>"""
FEEDS = (
    "https://news.example/base/feed.xml",
    "https://other.example/atom",
    "https://news.example/feed.json",
    "https://news.example/base/feed.rdf",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_feeds_in_the_pages_order_each_once_and_absolute(encoding: str) -> None:
    assert feeds_of_page(PAGE.encode(encoding), "text/html", URL) == FEEDS


@pytest.mark.parametrize("page", ["", " ", "no markup", "<html></html>", '{"a": 1}', "<!-- never closed"])
def test_pages_without_feeds(page: str) -> None:
    assert feeds_of_page(page.encode(), None, URL) == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    assert isinstance(feeds_of_page(b"<html>" + data, None, URL), tuple)
