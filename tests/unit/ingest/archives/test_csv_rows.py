"""Rows of CSV become documents; options say which column is what, and a wrong one is told with those there are."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.archives.byte_reader import ByteReader
from services.ingest.archives.csv_rows import Columns, csv_rows
from services.ingest.archives.found import Found
from services.ingest.document_line import line_limit

CHANGED = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
LIMIT = 100


def found_in(content: bytes, columns: Columns | None = None, delimiter: str = ",") -> list[Found]:
    return list(
        csv_rows(
            ByteReader(io.BytesIO(content).read),
            columns or Columns(),
            observed_at=CHANGED,
            limit=LIMIT,
            media_type=None,
            delimiter=delimiter,
        )
    )


def test_columns_have_the_fields_names_or_those_that_are_said() -> None:
    content = b'body,link,published,kind\n"Ferry, late",https://gazette.example/1,2031-02-03,text/plain\n'
    (found,) = found_in(content, Columns(content="body", url="link", content_type="kind"))
    assert found.message is not None
    headers = dict(found.message.headers)
    assert found.message.value == b"Ferry, late"
    assert headers["ce_subject"] == b"https://gazette.example/1"
    assert headers["themewire-published"] == b"2031-02-03"
    assert headers["content-type"] == b"text/plain; charset=utf-8"
    assert headers["ce_time"] == b"2031-02-03T04:05:06+00:00"


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (Columns(), "no column 'content' (--content-column): the columns are body, link"),
        (Columns(content="text"), "no column 'text' (--content-column): the columns are body, link"),
        (Columns(content="body", url="URL"), "no column 'URL' (--url-column): the columns are body, link"),
        (Columns(content="body", ce_time="when"), "no column 'when' (--time-column)"),
        (Columns(content="body", content_type="kind"), "no column 'kind' (--type-column)"),
    ],
)
def test_a_wrong_column_ends_the_file_and_names_those_there_are(columns: Columns, why: str) -> None:
    (found,) = found_in(b"body,link\nFerry,https://gazette.example/1\n", columns)
    assert why in found.problem


@given(st.lists(st.text(min_size=1, max_size=LIMIT // 4).filter(lambda text: text.strip("\r\n"))))
def test_what_pythons_csv_writes_is_read_again(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["content", "url"], *([text, ""] for text in texts)])
    found = found_in(out.getvalue().encode())
    assert [one.message.value for one in found if one.message] == [text.encode() for text in texts]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"\xff\xfe", "codec"),
        (b",https://gazette.example/1", "exactly one of"),
        (b"Ferry,gazette", "url is not"),
        (b"x" * (LIMIT + 1), "more than 100 bytes"),
        (b"x" * (line_limit(LIMIT) + 1), "in one line"),
    ],
)
def test_a_bad_row_is_named_and_its_neighbours_are_sent(bad: bytes, why: str) -> None:
    before, named, after = found_in(b"content,url\nbefore\n" + bad + b"\nafter,\n")
    assert before.message and after.message
    assert named.at == "row ending in line 3"
    assert why in named.problem


def test_marks_tabs_zeros_and_blank_lines() -> None:
    assert [one.message.value for one in found_in(b"\xef\xbb\xbfcontent\n\nFerry\n") if one.message] == [b"Ferry"]
    assert [one.message.value for one in found_in(b"url\tcontent\n\tA,b\n", delimiter="\t") if one.message] == [b"A,b"]
    assert [one.message.value for one in found_in(b"content\nFer\0ry\n") if one.message] == [b"Fer\0ry"]
    assert found_in(b"") == []


def test_a_quote_that_never_closes_swallows_no_more_than_the_limit() -> None:
    rows = b"content\n" + b'"open\n' + b"x\n" * line_limit(LIMIT) + b"last\n"
    found = found_in(rows)
    assert "field larger than field limit" in found[0].problem
    assert found[-1].message is not None and found[-1].message.value == b"last"
