"""Whatever the items of a feed are, each gives one result, in order, and nothing raises."""

from html import escape
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection
from services.parser.document import RawDocument
from services.parser.parse import parse
from tests.unit.parser.documents import raw
from tests.unit.parser.feeds import FEED, atom, rss

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["<p>Text</p>", "<![CDATA[", "&lt;b&gt;", "http://[", "2025-03-21", "0001-01-01T00:00:00Z", "/1"]),
)
NAMES = ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "tags"]
ITEMS = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from([*NAMES, "author", "authors", "language"]), TEXTS | JSON_VALUES, max_size=6),
        JSON_VALUES,
    ),
    min_size=1,
    max_size=6,
)
ELEMENTS = ["title", "link", "guid", "id", "description", "content:encoded", "content", "summary", "pubDate", "updated"]
MORE = ["author", "dc:creator", "dc:date", "category", "source", "media:title", "published", "atom:link"]
INSIDES = st.lists(st.tuples(st.sampled_from(ELEMENTS + MORE), TEXTS), max_size=6).map(
    lambda pairs: "".join(f"<{name}>{escape(text)}</{name}>" for name, text in pairs)
)


def check(value: bytes | str, count: int, content_type: str) -> None:
    results = parse(raw(value, content_type=content_type, ce_subject=FEED))
    assert len(results) == count
    for number, result in enumerate(results, 1):
        assert isinstance(result, ParsedArticle | Rejection)
        if isinstance(result, Rejection):
            assert result.reason.startswith(f"item {number}: ")
            assert "report it" not in result.reason
        else:
            assert ParsedArticle.from_bytes(result.to_bytes()) == result


@settings(max_examples=150, deadline=None)
@given(ITEMS)
def test_json(items: list[Any]) -> None:
    text = orjson.dumps({"items": items}, option=orjson.OPT_NON_STR_KEYS)
    check(text, len(items), "application/feed+json")


@settings(max_examples=150, deadline=None)
@given(st.lists(INSIDES, min_size=1, max_size=5))
def test_rss(insides: list[str]) -> None:
    check(rss(*insides).encode("utf-8", "ignore"), len(insides), "application/rss+xml")


@settings(max_examples=100, deadline=None)
@given(st.lists(INSIDES, min_size=1, max_size=5))
def test_atom(insides: list[str]) -> None:
    check(atom(*insides).encode("utf-8", "ignore"), len(insides), "application/atom+xml")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_feed_is_answered(data: st.DataObject) -> None:
    value = rss("<title>One</title><description><![CDATA[<p>Text]]></description>", "<title>Two</title>").encode()
    for _ in range(data.draw(st.integers(1, 6))):
        at, length = data.draw(st.integers(0, len(value))), data.draw(st.integers(0, 60))
        value = value[:at] + data.draw(st.binary(max_size=12)) + value[at + length :]
    document = RawDocument(value, headers=(("content-type", b"application/rss+xml"),))
    for result in parse(document):
        assert isinstance(result, ParsedArticle | Rejection)
        assert not (isinstance(result, Rejection) and "report it" in result.reason)
