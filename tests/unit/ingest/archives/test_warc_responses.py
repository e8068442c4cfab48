"""WARC records become documents under their address and time; whatever is no text page is left out."""

import gzip
import zlib

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders

from tests.unit.ingest.archives.invented_warc import LIMIT, Archive, found_in, of_pages, page, problems, urls

URL = "https://gazette.example/harbour"
HTML = ("Content-Type", "text/html")


def test_a_response_is_a_document_with_its_url_time_and_type() -> None:
    archive = Archive().response(URL, page(1), ("Content-Type", "text/html; charset=iso-8859-1"))
    (found,) = found_in(archive.content)
    assert found.message is not None
    assert found.message.value == page(1)
    headers = dict(found.message.headers)
    assert headers["ce_subject"] == URL.encode()
    assert headers["ce_time"] == b"2031-02-03T04:05:06+00:00"
    assert headers["content-type"] == b"text/html; charset=iso-8859-1"
    assert headers["ce_source"] == b"/themewire/send"
    assert found.at == f"record at byte 0 ('{URL}')"


@pytest.mark.parametrize("packed", [True, False])
def test_records_come_in_order_packed_or_not(packed: bool) -> None:
    content = of_pages(5, packed=packed).content
    expected = [f"https://gazette.example/{number}" for number in range(5)]
    assert urls(found_in(content)) == expected
    assert urls(found_in(gzip.compress(content) if not packed else content)) == expected
    assert urls(found_in(zstandard.compress(content) if not packed else content)) == expected


@pytest.mark.parametrize(
    ("media_type", "taken"),
    [
        ("text/html", True),
        ("TEXT/HTML;charset=utf-8", True),
        ("application/xhtml+xml", True),
        ("text/plain", True),
        ("text/xml", True),
        ("application/rss+xml", True),
        ("application/atom+xml; charset=utf-8", True),
        ("image/png", False),
        ("image/svg+xml", False),
        ("application/json", False),
        ("video/mp4", False),
        ("text/css", False),
    ],
)
def test_only_what_may_be_an_article_is_taken(media_type: str, taken: bool) -> None:
    (found,) = found_in(Archive().response(URL, b"<rss>", ("Content-Type", media_type)).content)
    assert (found.message is not None) == taken
    assert found.problem == ""


@pytest.mark.parametrize("status", ["301 Moved", "404 Not Found", "500 Error", "304 Not Modified", "2 Strange"])
def test_other_answers_than_success_are_left_out(status: str) -> None:
    (found,) = found_in(Archive().response(URL, page(1), status=status).content)
    assert (found.message, found.problem) == (None, "")


def test_requests_metadata_and_other_schemes_are_left_out() -> None:
    request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "gazette.example")], is_http_request=True)
    archive = Archive().record("request", URL, b"", request).record("metadata", URL, b"fetchTimeMs: 12")
    archive.record("resource", "dns:gazette.example", b"192.0.2.1").response(URL, page(1))
    found = found_in(archive.content)
    assert len(found) == 4
    assert urls(found) == [URL]
    assert problems(found) == []


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("zstd", zstandard.compress), ("identity", bytes)],
)
def test_a_packed_body_is_unpacked(coding: str, encode: object) -> None:
    packed = encode(page(1))  # type: ignore[operator]
    for body, more in ((packed, []), (chunked(packed), [("Transfer-Encoding", "chunked")])):
        archive = Archive().response(URL, body, HTML, ("Content-Encoding", coding), *more)
        (found,) = found_in(archive.content)
        assert found.message is not None, found.problem
        assert found.message.value == page(1)


def test_a_body_that_its_crawler_has_unpacked_is_taken_as_it_is() -> None:
    news = Archive().response(URL, page(1), HTML, ("X-Crawler-Content-Encoding", "gzip"))
    wrong = Archive().response(URL, page(1), HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
    for archive in (news, wrong):
        (found,) = found_in(archive.content)
        assert found.message is not None and found.message.value == page(1)


@pytest.mark.parametrize(
    ("body", "coding", "why"),
    [
        (b"", "", "body is empty"),
        (b"x" * (LIMIT + 1), "", f"more than {LIMIT} bytes"),
        (b"x" * (LIMIT + 100_000), "", f"more than {LIMIT} bytes"),
        (gzip.compress(b"x" * (LIMIT + 1), mtime=0), "gzip", f"more than {LIMIT} bytes"),
        (gzip.compress(page(1), mtime=0)[:-9], "gzip", "ends too early"),
        (zlib.compress(page(1))[:-9], "deflate", "ends too early"),
        (page(1), "br", "packed with 'br'"),
        (page(1), "gzip, gzip", "more than once"),
    ],
)
def test_a_page_that_cannot_be_sent_is_named_and_its_neighbours_are_found(body: bytes, coding: str, why: str) -> None:
    archive = Archive().response(f"{URL}/before", page(1)).response(URL, body, HTML, ("Content-Encoding", coding))
    found = found_in(archive.response(f"{URL}/after", page(2)).content)
    assert urls(found) == [f"{URL}/before", f"{URL}/after"]
    assert why in found[1].problem
    assert URL in found[1].at


def test_a_time_that_is_none_is_named() -> None:
    content = of_pages(2, packed=False).content.replace(b"WARC-Date: 2031-02-03T04:05:06Z", b"WARC-Date: yesterday", 1)
    found = found_in(content)
    assert urls(found) == ["https://gazette.example/1"]
    assert "RFC 3339" in found[0].problem


def test_brackets_and_blanks_around_an_address_do_no_harm() -> None:
    content = of_pages(1, packed=False).content.replace(
        b"WARC-Target-URI: https://gazette.example/0", b"WARC-Target-URI: <https://gazette.example/a b>"
    )
    assert urls(found_in(content)) == ["https://gazette.example/a%20b"]


def test_an_empty_file_holds_nothing() -> None:
    assert found_in(b"") == []
