"""Documents made to be slow: each is as large as a document may be, or repeats what a pattern starts with."""

import time

import pytest

from schemas.topics import DOCUMENT_LIMIT
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


def test_the_largest_document() -> None:
    start = time.process_time()
    answer(raw(filled("A line of a few words\n", DOCUMENT_LIMIT - 100), content_type="text/plain"))
    assert time.process_time() - start < SECONDS
