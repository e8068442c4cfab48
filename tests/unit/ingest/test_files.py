"""Files as documents: sent twice they are the same observation of the same article."""

import gzip
import io
import os
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.files import NotADocument, file_message, media_type_of, read_file
from services.ingest.raw_message import stable_ce_id

URL = "https://gazette.example/harbour/ferry-line"
CHANGED_NS = 1_927_953_600_123_456_789


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("page.txt", "text/plain"),
        ("PAGE.TXT", "text/plain"),
        ("a.b/page.html", "text/html"),
        ("page.htm.gz", "text/html"),
        ("page.xhtml", "application/xhtml+xml"),
        ("feed.rss", "application/rss+xml"),
        ("feed.atom", "application/atom+xml"),
        ("page", None),
        ("page.xyz", None),
        ("html", None),
        ("-", None),
    ],
)
def test_the_media_type_is_in_the_name(name: str, media_type: str | None) -> None:
    assert media_type_of(name) == media_type


def test_a_file_is_observed_when_it_was_last_changed() -> None:
    message = file_message(b"page", name="page.txt", changed_ns=CHANGED_NS, limit=10)
    headers = dict(message.headers)
    assert headers["ce_time"] == b"2031-02-04T06:40:00.123456+00:00"
    assert headers["ce_source"] == b"/themewire/send"
    assert headers["content-type"] == b"text/plain"
    assert headers["ce_id"].decode() == stable_ce_id(b"page", None)


@given(st.binary(min_size=1), st.integers(0, 4_000_000_000_000_000_000), st.none() | st.just(URL))
def test_the_same_file_is_the_same_message(content: bytes, changed_ns: int, url: str | None) -> None:
    one, two = (
        file_message(content, name=name, changed_ns=changed_ns, limit=1 << 20, url=url) for name in ("a.txt", "b/a.txt")
    )
    assert one == two


def test_a_corrected_file_is_the_same_article_only_with_its_url() -> None:
    def article(content: bytes, url: str | None) -> str:
        return file_message(content, name="a.txt", changed_ns=CHANGED_NS, limit=100, url=url).article_id

    assert article(b"old", URL) == article(b"new", URL)
    assert article(b"old", None) != article(b"new", None)


def test_an_option_goes_before_the_name() -> None:
    message = file_message(b"x", name="a.txt", changed_ns=0, limit=10, media_type="text/html; charset=utf-8", url=URL)
    headers = dict(message.headers)
    assert headers["content-type"] == b"text/html; charset=utf-8"
    assert headers["ce_subject"] == URL.encode()


@pytest.mark.parametrize(("content", "why"), [(b"", "empty"), (b"12345", "more than 4 bytes")])
def test_an_empty_or_too_large_file_is_no_document(content: bytes, why: str) -> None:
    with pytest.raises(NotADocument, match=why):
        file_message(content, name="a.txt", changed_ns=0, limit=4)
    file_message(b"1234", name="a.txt", changed_ns=0, limit=4)


def test_a_file_is_read_with_the_time_of_its_last_change(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"untouched\r\n\xff")
    os.utime(path, ns=(0, CHANGED_NS))
    assert read_file(str(path), io.BytesIO, 100) == (b"untouched\r\n\xff", path.stat().st_mtime_ns)


def test_no_more_than_one_byte_over_the_limit_is_read(tmp_path: Path) -> None:
    bomb = tmp_path / "page.txt.gz"
    bomb.write_bytes(gzip.compress(b"x" * 1_000_000))
    assert read_file(str(bomb), io.BytesIO, 100)[0] == b"x" * 101
    assert read_file("-", lambda: io.BytesIO(b"y" * 1000), 100)[0] == b"y" * 101


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(b"<p>page</p>"))
    assert read_file(str(packed), io.BytesIO, 100)[0] == b"<p>page</p>"
    newer = tmp_path / "page.html.zst"
    newer.write_bytes(zstandard.compress(b"<p>page</p>"))
    assert read_file(str(newer), io.BytesIO, 100)[0] == b"<p>page</p>"


@given(st.binary(max_size=300_000), st.integers(1, 100_000))
def test_a_pipe_gives_its_bytes_in_pieces(content: bytes, piece: int) -> None:
    source = io.BytesIO(content)

    class Pipe(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return source.read(min(piece, size or 0))

    assert read_file("-", Pipe, 200_000)[0] == content[:200_001]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(b"page" * 100)[:-9])
    plain = tmp_path / "plain.gz"
    plain.write_bytes(b"page")
    for path, why in ((tmp_path, "directory"), (tmp_path / "none", "No such file"), (cut, "ended"), (plain, "gzip")):
        with pytest.raises(NotADocument, match=why):
            read_file(str(path), io.BytesIO, 10_000)
