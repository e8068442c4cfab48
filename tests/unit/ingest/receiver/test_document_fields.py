"""What a request says of its document, in its query, in headers, or in both when they agree."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.receiver.document_fields import (
    OF_A_DOCUMENT,
    Said,
    parameters,
    said_of_document,
    said_of_retraction,
)
from services.ingest.request_checks import Refusal

URL = "https://gazette.example/harbour/ferry-line"


def test_headers_say_the_same_as_the_query() -> None:
    query = f"url={quote(URL)}&published=2031-02-03&publisher=Zeitung+f%C3%BCr+H%C3%A4fen".encode()
    headers = [
        (b"ce-subject", URL.encode()),
        (b"themewire-published", b"2031-02-03"),
        (b"themewire-publisher", "Zeitung für Häfen".encode()),
    ]
    expected = Said(url=URL, published="2031-02-03", publisher="Zeitung für Häfen")
    assert said_of_document(query, []) == expected
    assert said_of_document(b"", headers) == expected
    assert said_of_document(query, headers) == expected


@pytest.mark.parametrize(
    ("query", "headers", "kind"),
    [
        (b"url=https://a.example/1", [(b"ce-subject", b"https://a.example/2")], "two-urls"),
        (b"publisher=One&publisher=Two", [], "two-publishers"),
        (b"", [(b"ce-id", b"one"), (b"ce-id", b"two")], "two-ce-ids"),
        (b"", [(b"themewire-publisher", b"\xff")], "bad-themewire-publisher"),
        (b"publisher=%ff", [], "bad-query"),
        (b"x&" * 101, [], "bad-query"),
        (b"url=https://a.example/x?y=1&z=2", [], "unknown-parameter"),
        (b"pubisher=Gazette", [], "unknown-parameter"),
        (b"", [(b"ce-subject", b"gazette.example")], "bad-url"),
    ],
)
def test_what_contradicts_itself_or_is_no_text_is_refused(
    query: bytes, headers: list[tuple[bytes, bytes]], kind: str
) -> None:
    with pytest.raises(Refusal) as refused:
        said_of_document(query, headers)
    assert (refused.value.status, refused.value.kind) == (422, kind)


def test_empty_and_unknown_ones_say_nothing() -> None:
    assert said_of_document(b"url=", [(b"ce-id", b" "), (b"x-mood", b"glad")]) == Said()


def test_a_retraction_does_not_read_what_only_documents_have() -> None:
    headers = [(b"ce-subject", b"nonsense"), (b"ce-id", b"one"), (b"content-type", b"text/html")]
    assert said_of_retraction(headers) == Said(ce_id="one")


def test_every_field_is_documented_as_a_header() -> None:
    documented = parameters(OF_A_DOCUMENT)
    assert {p["name"] for p in documented if p["in"] == "header"} == {field.header for field in OF_A_DOCUMENT}
    assert {p["name"] for p in documented if p["in"] == "query"} == {"url", "published", "publisher"}


@given(st.binary(max_size=200), st.lists(st.tuples(st.sampled_from([b"ce-subject", b"ce-time"]), st.binary())))
def test_any_bytes_are_something_said_or_a_refusal(query: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    try:
        assert isinstance(said_of_document(query, headers), Said)
    except Refusal as refused:
        assert refused.status in (400, 422)
