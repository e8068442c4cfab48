"""Documents made to be slow: each is as large as a document may be, or repeats what a pattern starts with."""

import asyncio
import json
import time

import pytest

from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection
from schemas.topics import DOCUMENT_LIMIT
from services.parser.parse import parse
from services.parser.worker_pool import WorkerPool
from tests.unit.parser.documents import answer, raw

SECONDS = 8.0
"""Process time; the pool's limit is 10 s. What is not bounded takes minutes here."""
SIZE = 1_000_000


def filled(part: str, size: int = SIZE, head: str = "") -> str:
    return head + part * (size // len(part.encode()))


TEXTS = {
    "lines of one letter": filled("x\n"),
    "equal long lines": filled("the same headline of six words\n"),
    "one line": filled("word "),
    "brackets": filled("["),
    "links half open": filled("[a]("),
    "stars": filled("*a"),
    "dates": filled("Thu, 20 Mar 2025 22:50:24 GMT\n"),
    "digits": filled("1"),
    "list headings": filled("Read more\n"),
    "copyright": filled("© 2025 ", head="Headline\n"),
    "spaces": filled(" ", head="Headline") + "x",
    "entities": filled("&amp;"),
}
PAGES = {
    "open tags": filled("<a "),
    "nested": filled("<div>"),
    "headings": filled("<h2>Related</h2><a href=x>headline here</a>"),
    "one item of many links": filled("<a href=x>headline here</a>", head="<aside><h2>Related</h2><ul><li>"),
    "metas": filled("<meta name=a content=b>"),
    "titles": filled(" | ", head="<title>A"),
    "open scripts": filled("<script type='application/ld+json'>{"),
    "json": "<script type='application/ld+json'>" + filled('{"@type":') + "</script>",
    "commas": "<script type='application/ld+json'>" + filled(",   ") + "</script>",
    "paragraphs": filled("<p>The mayor opened the bridge on Friday.</p>", head="<h1>A</h1>"),
    "entities": filled("&lt;p&gt;", head="<meta name=description content='") + "'>",
}
_RSS = "<rss><channel>"
_ITEM = _RSS + "<item><title>A</title>"
FEEDS = {
    "items": filled("<item><title>A</title><link>/1</link></item>", head=_RSS),
    "items that are broken": filled("<item><title>A</title><b></i></item>", head=_RSS),
    "nested": filled("<div>", head=_ITEM),
    "open tags": filled("<a ", head=_ITEM),
    "author": filled("a", head=_ITEM + "<author>") + "</author></item></channel></rss>",
    "categories": _ITEM + "".join(f"<category>{n}</category>" for n in range(40_000)) + "</item></channel></rss>",
    "attributes": _RSS + "<item " + " ".join(f'a{n}="b"' for n in range(80_000)) + "><title>A</title></item>",
    "namespaces": _ITEM + "".join(f'<n{n}:a xmlns:n{n}="u{n}"/>' for n in range(40_000)) + "</item></channel></rss>",
    "ampersands": filled("&", head=_ITEM + "<description>"),
    "open links": filled("&lt;a ", head=_ITEM + "<description>"),
    "json": filled("[", head='{"items":'),
    "json items": '{"items":[' + ",".join('{"title":"A"}' for _ in range(70_000)) + "]}",
    "json text": '{"content_text":"' + filled("read more ") + '"}',
    "json ellipses": '{"title":"A","summary":"' + filled("… ") + 'x"}',
}


MANY, NESTED = 100_000, 200_000
PROSE = "<p>" + "The mayor opened the bridge that the town had waited for since the flood. " * 4 + "</p>"
LINK = "<a href='/2025/03/ferry-makes-its-last-crossing-{n}'>Ferry {n} sails</a>"


def article(inside: str) -> str:
    return f"<title>A headline</title><article><h1>A headline</h1>{PROSE}{inside}{PROSE}</article>"


def json_ld(value: object) -> str:
    return article("") + f"<script type='application/ld+json'>{json.dumps(value)}</script>"


def deep(opening: str, closing: str, levels: int = NESTED) -> str:
    return article("") + f"<script type='application/ld+json'>{opening * levels}1{closing * levels}</script>"


def links(number: int, form: str) -> str:
    return "".join(form.format(LINK.format(n=n)) for n in range(number))


NODE = {"@type": "NewsArticle", "headline": "A headline"}
LARGE = {
    **{f"nested {tag}": article(f"<{tag}>" * NESTED) for tag in ("div", "p", "a", "li", "td", "form", "option", "h1")},
    "nested and closed": article("<div>" * NESTED + "x" + "</div>" * NESTED),
    "nested paragraphs and links": article("<p><a href='/2025/03/ferry-makes-its-last-crossing'>" * (NESTED // 4)),
    "links left open around paragraphs": article(
        ("<p><a href='/2025/03/ferry-makes-its-last-crossing'>" + "<p>" * 5) * 400
    ),
    "elements with attributes": article("<i a=b c=d></i>" * NESTED),
    "attributes of one element": article("<i " + " ".join(f"a{n}=b" for n in range(20_000)) + "></i>"),
    "a class as long as a page": article(f"<div class='{filled('related ', DOCUMENT_LIMIT - 9000)}'>x</div>"),
    "links within a long class": article(f"<div class='{filled('x ')}'>{links(39, '<p>{}</p>')}</div>"),
    "list items": article("<ul>" + "<li>An item of the list" * MANY),
    "links": article(links(40_000, "{}")),
    "links of a list": article("<h2>Related</h2><ul>" + links(40_000, "<li>{}")),
    "rows": article("<table>" + "<tr><td>cell one<td>cell two" * MANY),
    "cells of one row": article("<table><tr>" + "<td>a cell and another" * MANY),
    "line breaks": article(filled("The mayor opened the bridge<br>")),
    "one line": article(filled("The mayor opened the bridge. ", DOCUMENT_LIMIT - 2000)),
    "one word": article(filled("x", DOCUMENT_LIMIT - 2000)),
    "spans": article("<p>" + filled("<span>ab <b>cd</b> ef</span> gh ")),
    "top headings": "<title>A headline - Herald</title>" + filled("<h1>A headline</h1>"),
    "times": article(filled("<time datetime='2025-03-21T10:00:00Z'>x</time>")),
    "json-ld of many nodes": json_ld([NODE] * 60_000),
    "json-ld of many references": json_ld({"@graph": [{"@id": str(n), "@type": "Thing"} for n in range(MANY)]}),
    "json-ld of many authors": json_ld(NODE | {"author": [{"name": f"Jane Doe{n}"} for n in range(50_000)]}),
    "json-ld of many topics": json_ld(NODE | {"keywords": ",".join(map(str, range(MANY)))}),
    "json-ld of many paragraphs": json_ld(NODE | {"articleBody": "The mayor opened it.\n" * MANY}),
    "json-ld of many tags": json_ld(NODE | {"articleBody": "<p>" * MANY}),
    "json-ld scripts": article("") + '<script type="application/ld+json">{"@type": "NewsArticle"}</script>' * 20_000,
    "deep lists in json-ld": deep("[", "]"),
    "deep nodes in json-ld": deep('{"a":', "}"),
    "nodes as deep as json goes": deep('{"@type": "NewsArticle", "author": ', "}", 900),
}
ATTRIBUTES = article("<i " + " ".join(f"a{n}=b" for n in range(NESTED)) + "></i>")
"""libxml2 looks for each attribute among those before it: more than a minute."""


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    start = time.process_time()
    answer(raw(TEXTS[name], content_type="text/plain"))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    start = time.process_time()
    answer(raw(PAGES[name], content_type="text/html"))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", FEEDS)
def test_feed(name: str) -> None:
    start = time.process_time()
    kind = "application/feed+json" if FEEDS[name].startswith("{") else "application/rss+xml"
    assert parse(raw(FEEDS[name], content_type=kind))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", LARGE)
def test_large_page(name: str) -> None:
    start = time.process_time()
    result = answer(raw(LARGE[name], content_type="text/html"))
    assert time.process_time() - start < SECONDS
    assert isinstance(result, ParsedArticle)
    assert result.headline.startswith("A headline")


async def test_what_the_tree_builder_is_slow_with_costs_the_time_limit_and_nobody_else() -> None:
    async with WorkerPool(parse, workers=1, timeout=2.0) as pool:
        documents = [raw(value, content_type="text/html") for value in (ATTRIBUTES, article(""))]
        (slow,), (good,) = await asyncio.gather(*map(pool.parse, documents))
    assert isinstance(slow, ParsedArticle) or slow == Rejection("parse", "parsing timed out after 2 s", "TimeoutError")
    assert isinstance(good, ParsedArticle)


def test_the_largest_document() -> None:
    start = time.process_time()
    answer(raw(filled("A line of a few words\n", DOCUMENT_LIMIT - 100), content_type="text/plain"))
    assert time.process_time() - start < SECONDS
