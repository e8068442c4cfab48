"""What a line of a batch or a file becomes, and what is said of one that is wrong."""

import base64
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from services.ingest.document_line import document_line, line_limit
from services.ingest.raw_message import RawMessage
from services.ingest.request_checks import Refusal

LIMIT = 1000
URL = "https://gazette.example/ferry"


AT = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


def message_of(line: bytes) -> RawMessage:
    return document_line(line).message(observed_at=AT, source="/somewhere", limit=LIMIT)


def message(**line: object) -> RawMessage:
    return message_of(orjson.dumps(line))


def test_a_line_says_all_that_a_request_says() -> None:
    made = message(
        content="<p>Ferry</p>",
        content_type="text/html",
        url=URL,
        published="2031-02-03",
        publisher="Harbour Gazette",
        ce_id="one",
        ce_time="2031-02-03T04:05:06Z",
        ce_source="/desk",
    )
    assert made.article_id == article_id_of(URL)
    assert made.value == b"<p>Ferry</p>"
    assert dict(made.headers) == {
        "ce_specversion": b"1.0",
        "ce_id": b"one",
        "ce_source": b"/desk",
        "ce_type": b"themewire.article.observed",
        "ce_time": b"2031-02-03T04:05:06+00:00",
        "ce_subject": URL.encode(),
        "content-type": b"text/html; charset=utf-8",
        "themewire-published": b"2031-02-03",
        "themewire-publisher": b"Harbour Gazette",
    }


@given(st.binary(min_size=1, max_size=LIMIT))
def test_bytes_come_as_they_are(content: bytes) -> None:
    made = message(content_base64=base64.b64encode(content).decode(), content_type="text/html; charset=koi8-r")
    assert made.value == content
    assert dict(made.headers)["content-type"] == b"text/html; charset=koi8-r"


def test_a_retraction_has_no_value() -> None:
    made = message(retract="0" * 32, ce_time="2031-02-03T04:05:06Z")
    assert (made.article_id, made.value) == ("0" * 32, None)


@pytest.mark.parametrize("parameters", ["", "; charset=utf-8", ';charset="KOI8-R"'])
def test_a_text_is_utf_8_whatever_its_page_once_was(parameters: str) -> None:
    made = message(content="ü", content_type=f"text/html{parameters}")
    assert made.value == "ü".encode()
    assert dict(made.headers)["content-type"] == b"text/html; charset=utf-8"


def test_what_a_line_does_not_say_is_said_for_it() -> None:
    headers = dict(message(content="x").headers)
    assert (headers["ce_time"], headers["ce_source"]) == (AT.isoformat().encode(), b"/somewhere")


@pytest.mark.parametrize(
    ("line", "status", "kind"),
    [
        ({}, 422, "bad-line"),
        ({"content": "x", "retract": "0" * 32}, 422, "bad-line"),
        ({"content": "x", "content_base64": "eA=="}, 422, "bad-line"),
        ({"content": 1}, 422, "bad-line"),
        ({"content": "x", "headline": "y"}, 422, "bad-line"),
        ({"content": ""}, 422, "empty-document"),
        ({"content_base64": ""}, 422, "empty-document"),
        ({"content_base64": "e"}, 422, "bad-base64"),
        ({"content_base64": "eA==\n"}, 422, "bad-base64"),
        ({"content": "x" * (LIMIT + 1)}, 413, "document-too-large"),
        ({"content": "ü" * (LIMIT // 2 + 1)}, 413, "document-too-large"),
        ({"content": "x", "url": "ferry"}, 422, "bad-url"),
        ({"content": "x", "ce_time": "today"}, 400, "bad-time"),
        ({"content": "x", "published": "today"}, 422, "bad-published"),
        ({"retract": "ferry"}, 422, "bad-article-id"),
    ],
)
def test_a_wrong_line_is_refused_with_what_to_do(line: dict[str, object], status: int, kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        message(**line)
    assert (refused.value.status, refused.value.kind) == (status, kind)
    assert len(refused.value.detail) > 20


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b"null", b"1", b'{"content": "\xff"}', b'{"content": "\\ud800"}', b"[" * 9999]
)
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        message_of(text)
    assert refused.value.status in (400, 422)
    assert len(refused.value.detail) <= 300


def test_the_largest_document_fits_in_a_line_however_it_is_escaped() -> None:
    escaped = orjson.dumps({"content": "\x01" * (LIMIT // 2)})  # six bytes for one
    longest = b'{"content": "' + b"\\u00e9" * (LIMIT // 2) + b'"}'
    assert len(message_of(longest).value or b"") == LIMIT
    assert len(longest) <= line_limit(LIMIT)
    assert len(escaped) <= line_limit(LIMIT)
