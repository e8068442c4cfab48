"""Markup -> plain text, and what else is made of texts: addresses, dates, ids."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.addresses import http_url
from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.entry_id import entry_id
from services.ingest.feeds.plain_text import plain_text

BASE = "https://news.example/a/b"
LOOKS_LIKE_A_TAG = "<script"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (None, ""),
        ("AT&T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ("a<script>alert(1)</script>b", "ab"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;b", "b"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("<p>one</p><p>two <b>th</b>ree</p>", "one two three"),
        ("one<br>two", "one two"),
        ("un<b>closed", "unclosed"),
        ("a\0b\x07c\r\nd\u2028e", "a b c d e"),
        ("<<<script", "<<"),
        ("&amp;amp;lt;&amp;amp;lt;script", "script"),
    ],
)
def test_plain_text(markup: str | None, text: str) -> None:
    assert plain_text(markup) == text


@given(
    st.lists(st.sampled_from(["<", ">", "script", "&lt;", "&amp;", "&gt;", "/", " ", "a", "\0", "<b>", "!--"])).map(
        "".join
    )
)
def test_no_tag_and_no_control_character_is_left(markup: str) -> None:
    text = plain_text(markup)
    assert LOOKS_LIKE_A_TAG not in text
    assert text.isprintable()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("c", "https://news.example/a/c"),
        (" /c d ", "https://news.example/c%20d"),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://other.example", "HTTP://other.example"),
        ("ht\ntps://a.example/", "https://a.example/"),
        ("java\nscript:x()", None),
        ("javascript:x()", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://", None),
        ("http://[::1", None),
        ("http://a.example:99999/", None),
        ("", None),
        (None, None),
    ],
)
def test_only_http_addresses(text: str | None, url: str | None) -> None:
    assert http_url(text, BASE) == url


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2031-02-03T04:05:06Z", "2031-02-03T04:05:06+00:00"),
        ("2031-02-03 04:05 +0200", "2031-02-03T04:05:00+02:00"),
        ("Mon, 03 Feb 31 04:05:06 EST", "2031-02-03T04:05:06-05:00"),
        ("Mon, 03 Feb 2031 04:05:06", "Mon, 03 Feb 2031 04:05:06"),
        ("2031-02-03T04:05:06", "2031-02-03T04:05:06"),
        ("2031-02-03", "2031-02-03"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
        ("next\n week", "next week"),
    ],
)
def test_dates_keep_the_zone_they_give_and_are_given_none(text: str, said: str) -> None:
    date = feed_date(text)
    assert date and date.text == said


@given(st.text())
def test_any_text_is_a_date_as_written_or_none(text: str) -> None:
    date = feed_date(text)
    assert (date is None) == (not text.split())
    assert date is None or date.at is None or date.at.astimezone(UTC) > datetime(1, 1, 1, tzinfo=UTC)


def test_an_entry_without_id_or_address_is_known_by_what_it_says() -> None:
    assert entry_id(" a\nb ", "https://a.example/") == "a b"
    assert entry_id("", "https://a.example/") == "https://a.example/"
    assert entry_id("", None, "a", "bc") == entry_id(None, None, "a", "bc") != entry_id("", None, "ab", "c")
    assert len(entry_id("x" * 5000, None)) < 100
