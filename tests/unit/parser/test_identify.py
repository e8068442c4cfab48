from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas.article_id import article_id_of
from services.parser.document import RawDocument
from services.parser.identify import identify

URL = "https://Example.test/a?utm_source=x#top"
SEEN = datetime(2025, 3, 21, 23, 33, 20, tzinfo=UTC)


def seen(*headers: tuple[str, bytes], key: bytes | None = None, ms: int = 1_742_600_000_000) -> RawDocument:
    return RawDocument(b"x", key=key, headers=headers, timestamp_ms=ms)


def test_the_url_names_the_article_before_key_and_ce_id() -> None:
    identity = identify(seen(("ce_subject", URL.encode()), ("ce_id", b"7"), key=b"mine"))
    assert identity.id == article_id_of("https://example.test/a")
    assert identity.url == URL
    assert identity.ce_id == "7"


def test_the_key_names_it_before_ce_id() -> None:
    assert identify(seen(("ce_id", b"7"), key=b"mine")).id == article_id_of("mine")


def test_a_key_that_is_an_article_id_is_kept() -> None:
    assert identify(seen(key=b"ab" * 16)).id == "ab" * 16


def test_ce_id_is_the_last_metadata() -> None:
    assert identify(seen(("ce_id", b"7"))).id == article_id_of("7")


def test_nothing_names_nothing() -> None:
    identity = identify(seen(key=b""))
    assert (identity.id, identity.url, identity.content_type) == (None, None, None)


def test_keys_that_are_not_utf8_stay_distinct() -> None:
    assert identify(seen(key=b"\xff\x01")).id != identify(seen(key=b"\xfe\x01")).id


@pytest.mark.parametrize("subject", [b"urn:isbn:123", b"/relative"])
def test_a_subject_that_is_no_web_address_names_the_article_but_is_no_url(subject: bytes) -> None:
    identity = identify(seen(("ce_subject", subject)))
    assert identity.id == article_id_of(subject.decode())
    assert identity.url is None


def test_header_names_in_any_case_and_the_first_that_says_something_counts() -> None:
    headers = (("Content-Type", b""), ("CONTENT-TYPE", b"text/html"), ("content-type", b"text/plain"))
    assert identify(seen(*headers)).content_type == "text/html"


def test_null_undecodable_and_unknown_headers_are_survived() -> None:
    headers = (("ce_id", None), ("x-unknown", b"\xff"), ("themewire-publisher", b"Caf\xe9"), ("", b"x"))
    identity = identify(seen(*headers))  # type: ignore[arg-type]
    assert identity.ce_id is None
    assert identity.publisher_hint == "Caf�"


def test_observed_is_ce_time_with_its_offset() -> None:
    identity = identify(seen(("ce_time", b"2025-03-21T10:00:00+02:00")))
    assert identity.observed_at == datetime(2025, 3, 21, 10, tzinfo=timezone(timedelta(hours=2)))
    assert identity.observed_at.utcoffset() == timedelta(hours=2)
    assert identity.observed_from == "ce_time"


@pytest.mark.parametrize(
    "bad",
    ["", "yesterday", "2025-03-21", "2025-03-21T10:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", "\x00"],
)
def test_a_bad_ce_time_falls_back_to_the_kafka_timestamp(bad: str) -> None:
    identity = identify(seen(("ce_time", bad.encode())))
    assert identity.observed_at == SEEN
    assert identity.observed_from == "kafka_timestamp"


@pytest.mark.parametrize("ms", [-1, -(10**18), 10**18, 10**15])
def test_an_impossible_timestamp_counts_as_the_epoch(ms: int) -> None:
    assert identify(seen(ms=ms)).observed_at == datetime(1970, 1, 1, tzinfo=UTC)
