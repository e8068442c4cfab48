"""Whatever the bytes and headers are, the parser answers, and its answer can be sent."""

from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection, rejected_headers
from services.parser.document import RawDocument
from services.parser.parse import Retraction, parse
from tests.unit.parser.feeds import HTML, atom, rss
from tests.unit.parser.test_parse import DUMP

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge opens | Herald</title>'
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Bridge opens",'
    ' "datePublished": "2025-03-21T06:36:13+02:00", "author": [{"name": "Jane Doe"}], "articleBody": "Text."}]}'
    "</script></head><body>"
    "<article><h1>Bridge opens</h1><p>The mayor opened the bridge.</p></article><aside><h2>Related</h2><ul>"
    '<li><a href="/a">Ferry makes its last crossing</a><time datetime="2025-03-20T22:50:24Z"></time></li></ul></aside>'
)
FEEDS = [
    rss(
        f"<title>Bridge opens</title><link>/b</link><content:encoded><![CDATA[{HTML}]]></content:encoded>",
        "<title>Two</title>",
    ),
    atom(
        f'<title>Bridge opens</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content>'
    ),
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/b", "content_html": "<p>Text.</p>",'
    ' "authors": [{"name": "Jane Doe"}], "date_published": "2025-03-21T06:36:13+02:00"}, {"title": "Two"}]}',
]
LIST = "\nMORE ON THEME\n\nThu, 20 Mar 2025 22:50:24 GMT\n\nFerry Makes Its Last Crossing\n\n© 2025 Herald\n"

HEADER_NAMES = st.sampled_from(
    [
        "ce_time",
        "ce_subject",
        "ce_id",
        "content-type",
        "Content-Type",
        "themewire-published",
        "themewire-publisher",
        "",
        "é",
    ]
)
HEADER_VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"text/html",
            b"application/rss+xml",
            b"application/feed+json",
            b"text/plain; charset=utf-16",
            b"2025-03-21T06:36:13+02:00",
            b"https://example.test/a",
            b"http://[",
        ]
    ),
)
HEADERS = st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=5).map(tuple)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good document with bytes cut, doubled or put in."""
    value = draw(st.sampled_from([PAGE, DUMP + LIST, *FEEDS])).encode()
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(value))), draw(st.integers(0, 60))
        put = draw(st.one_of(st.just(b""), st.binary(max_size=12), st.just(value[at : at + length] * 3)))
        value = value[:at] + put + value[at + length :]
    return value


def check(value: bytes | None, headers: Iterable[tuple[str, bytes]], key: bytes | None, timestamp: int) -> None:
    for result in parse(RawDocument(value, key, tuple(headers), "t", 0, 0, timestamp)):
        if isinstance(result, ParsedArticle):
            assert ParsedArticle.from_bytes(result.to_bytes()) == result
        elif isinstance(result, Rejection):
            assert result.error_class == "Rejected", result
            assert rejected_headers(result, topic="t", partition=0, offset=0)
        else:
            assert isinstance(result, Retraction)
            assert value is None


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.none(), st.binary(max_size=400)),
    HEADERS,
    st.one_of(st.none(), st.binary(max_size=40)),
    st.integers(-(2**63), 2**63 - 1),
)
def test_any_bytes_and_headers(
    value: bytes | None, headers: tuple[tuple[str, bytes], ...], key: bytes | None, timestamp: int
) -> None:
    check(value, headers, key, timestamp)


@settings(max_examples=200, deadline=None)
@given(mutated(), HEADERS)
@example(PAGE.encode() + b"\x01 behind the related list", ())
def test_mutated_documents(value: bytes, headers: tuple[tuple[str, bytes], ...]) -> None:
    check(value, headers, None, 1_742_600_000_000)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"), [("content-type", b"text/plain")], None, 0)
