"""What a request may say: good values pass as they are, others are refused with a word on what to do."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.request_checks import (
    NAME_LIMIT,
    URL_LIMIT,
    Refusal,
    checked_article_id,
    checked_body,
    checked_name,
    checked_published,
    checked_time,
    checked_url,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a?b=c#d",
        "http://[2001:db8::1]:8080/a",
        "HTTP://NEWS.example",
        "https://nachrichten.example/straße",
    ],
)
def test_an_absolute_web_address_is_a_url(url: str) -> None:
    assert checked_url(url) == url
    assert checked_url(f" {url} ") == url


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_url_is_allowed(text: str | None) -> None:
    assert checked_url(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "news.example/a",
        "/a",
        "ftp://news.example/a",
        "javascript:alert(1)",
        "https://",
        "https://:80/a",
        "https://news.example:99999/",
        "https://news.example:0/",
        "https://[bad/",
        "https://news.example/a b",
        "https://news.example/\x00",
        "https://news.example/\ud800",
        "https://news.example/" + "a" * URL_LIMIT,
    ],
)
def test_anything_else_is_no_url(text: str) -> None:
    with pytest.raises(Refusal, match="percent-encoded") as refused:
        checked_url(text)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2031-02-03T04:05:06Z", datetime(2031, 2, 3, 4, 5, 6, tzinfo=timezone.utc)),  # noqa: UP017
        ("2031-02-03t04:05:06.5z", datetime(2031, 2, 3, 4, 5, 6, 500_000, tzinfo=timezone.utc)),  # noqa: UP017
        ("2031-02-03 04:05:06-03:30", datetime(2031, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-3.5)))),
    ],
)
def test_an_rfc_3339_time_is_read_with_its_offset(text: str, at: datetime) -> None:
    read = checked_time(text)
    assert read == at
    assert read.utcoffset() == at.utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "2031-02-03",
        "2031-02-03T04:05:06",
        "2031-02-30T04:05:06Z",
        "2031-02-03T25:05:06Z",
        "20310203T040506Z",
        "2031-02-03T04:05:06+0200",
        "1801234567",
        "yesterday",
        "٢٠٣١-02-03T04:05:06Z",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-02:00",
    ],
)
def test_a_time_that_is_not_rfc_3339_is_a_bad_request(text: str) -> None:
    with pytest.raises(Refusal, match="2031-02-03T04:05:06") as refused:
        checked_time(text)
    assert refused.value.status == 400


@given(st.text())
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        at = checked_time(text)
    except Refusal:
        return
    assert at is None or at.tzinfo is not None


@pytest.mark.parametrize("text", ["2031-02-03", "2031-02-03T04:05:06+02:00", "2031-02-03T04:05:06Z"])
def test_published_stays_as_it_was_written(text: str) -> None:
    assert checked_published(text) == text


@pytest.mark.parametrize("text", ["2031-W06-1", "20310203", "3 Feb 2031", "2031-02-30", "2031-02-03T04:05:06 02:00"])
def test_published_that_is_neither_time_nor_day_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="%2B") as refused:
        checked_published(text)
    assert refused.value.status == 422


@pytest.mark.parametrize("text", ["a\nb", "\x00", "\x7f", "a" * (NAME_LIMIT + 1), "\udcff"])
def test_names_are_short_and_printable(text: str) -> None:
    with pytest.raises(Refusal, match="publisher") as refused:
        checked_name("publisher", text)
    assert refused.value.kind == "bad-publisher"
    assert checked_name("publisher", " Harbour Gazette ") == "Harbour Gazette"


@pytest.mark.parametrize("check", [checked_time, checked_published, lambda text: checked_name("ce-id", text)])
def test_nothing_said_is_nothing(check: Callable[[str | None], object]) -> None:
    assert check(None) is None
    assert check("") is None


@pytest.mark.parametrize("text", ["", "abc", "A" * 32, "g" * 32, "0" * 33])
def test_a_malformed_article_id_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="receipt"):
        checked_article_id(text)
    assert checked_article_id("0" * 32) == "0" * 32


def test_an_empty_body_is_refused() -> None:
    with pytest.raises(Refusal, match="no body"):
        checked_body(b"")
    assert checked_body(b"\0") == b"\0"
