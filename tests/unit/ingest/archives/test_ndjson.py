"""Lines of JSON become documents; a bad one is named by its number and costs no other."""

import base64
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from services.ingest.archives.byte_reader import ByteReader
from services.ingest.archives.found import Found
from services.ingest.archives.ndjson import ndjson_lines
from services.ingest.document_line import line_limit

URL = "https://gazette.example/harbour"
CHANGED = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
LIMIT = 100


def found_in(content: bytes, media_type: str | None = None) -> list[Found]:
    return list(
        ndjson_lines(ByteReader(io.BytesIO(content).read), observed_at=CHANGED, limit=LIMIT, media_type=media_type)
    )


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_every_field_reaches_the_message() -> None:
    (found,) = found_in(
        line(
            content="<p>Ferry</p>",
            content_type="text/html; charset=latin-1",
            url=URL,
            published="2031-02-03",
            publisher="Gazette",
            ce_id="one",
            ce_time="2031-02-03T06:07:08+02:00",
            ce_source="/desk",
        )
    )
    assert found.message is not None
    assert found.message.value == b"<p>Ferry</p>"
    headers = {name: value.decode() for name, value in found.message.headers}
    assert headers == {
        "ce_specversion": "1.0",
        "ce_id": "one",
        "ce_source": "/desk",
        "ce_type": "themewire.article.observed",
        "ce_time": "2031-02-03T06:07:08+02:00",
        "ce_subject": URL,
        "content-type": "text/html; charset=utf-8",
        "themewire-published": "2031-02-03",
        "themewire-publisher": "Gazette",
    }


def test_a_line_without_time_counts_as_its_file_and_without_type_as_all() -> None:
    (found,) = found_in(line(content="Ferry"), "text/plain")
    assert found.message is not None
    headers = dict(found.message.headers)
    assert headers["ce_time"] == b"2031-02-03T04:05:06+00:00"
    assert headers["content-type"] == b"text/plain; charset=utf-8"


@given(st.binary(min_size=1, max_size=LIMIT))
def test_base64_is_the_bytes_with_the_charset_that_is_said(body: bytes) -> None:
    (found,) = found_in(line(content_base64=base64.b64encode(body).decode(), content_type="text/html; charset=big5"))
    assert found.message is not None and found.message.value == body
    assert dict(found.message.headers)["content-type"] == b"text/html; charset=big5"


@given(st.text(min_size=1, max_size=LIMIT // 6))
def test_a_text_is_its_utf_8(text: str) -> None:
    (found,) = found_in(line(content=text))
    assert found.message is not None and found.message.value == text.encode("utf-8", "replace")


def test_a_retraction_names_its_article() -> None:
    (found,) = found_in(line(retract=article_id_of(URL)))
    assert found.message is not None
    assert (found.message.value, found.message.article_id) == (None, article_id_of(URL))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"{", "no JSON object"),
        (b'"text"', "object"),
        (b'{"content": "a"} {"content": "b"}', "no JSON object"),
        (b"\xff\xfe", "no JSON object"),
        (b'{"content": 5}', "content: "),
        (b'{"text": "Ferry"}', "'text' is no field: the fields are content, content_base64"),
        (b"{}", "exactly one of"),
        (b'{"content": ""}', "content is empty"),
        (b'{"content": "a", "content_base64": "YQ=="}', "exactly one of"),
        (b'{"content_base64": "?"}', "not base64"),
        (b'{"content": "%s"}' % (b"x" * (LIMIT + 1)), f"more than {LIMIT} bytes"),
        (b'{"content": "%s"}' % (b"x" * line_limit(LIMIT)), "in one line"),
        (b'{"content": "a", "url": "gazette.example"}', "url is not an absolute"),
        (b'{"content": "a", "ce_time": "yesterday"}', "RFC 3339"),
        (b'{"content": "a", "published": "soon"}', "published is neither"),
        (b'{"retract": "all"}', "32 lower-case hex digits"),
        (b'{"retract": "%s", "content": "a"}' % article_id_of(URL).encode(), "exactly one of"),
    ],
)
def test_a_bad_line_is_named_and_its_neighbours_are_sent(bad: bytes, why: str) -> None:
    before, named, after = found_in(line(content="before") + bad + b"\n\n  \n" + line(content="after"))
    assert before.message and after.message
    assert (before.at, named.at, after.at) == ("line 1", "line 2", "line 5")
    assert why in named.problem
    assert named.message is None


def test_the_last_line_needs_no_end() -> None:
    assert len(found_in(b'{"content": "a"}\r\n{"content": "b"}')) == 2
    assert found_in(b"") == []
