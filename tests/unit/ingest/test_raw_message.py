"""What a document becomes on articles.raw."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id, article_id_of, is_article_id
from schemas.raw_document import RawDocumentHeaders
from services.ingest.raw_message import RawMessage, document_message, retraction_message, stable_ce_id

AT = datetime(2031, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=2)))
URL = "https://news.example/ferry"


def said(message: RawMessage) -> dict[str, str]:
    return {name: value.decode() for name, value in message.headers}


def test_all_that_is_known_sits_in_headers_and_the_bytes_are_untouched() -> None:
    body = b"\x00\xff untouched \r\n"
    message = document_message(
        body,
        observed_at=AT,
        source="/desk/7",
        url=URL,
        ce_id="obs-1",
        content_type="text/html; charset=koi8-r",
        published="2031-02-03",
        publisher="Harbour Gazette",
    )
    assert message.value == body
    assert message.size == len(body)
    assert message.key == article_id_of(URL).encode()
    assert said(message) == {
        "ce_specversion": "1.0",
        "ce_id": "obs-1",
        "ce_source": "/desk/7",
        "ce_type": "themewire.article.observed",
        "ce_time": "2031-02-03T04:05:06+02:00",
        "ce_subject": URL,
        "content-type": "text/html; charset=koi8-r",
        "themewire-published": "2031-02-03",
        "themewire-publisher": "Harbour Gazette",
    }


def test_what_is_not_known_has_no_header() -> None:
    message = document_message(b"text", observed_at=AT, source="/desk/7")
    assert set(said(message)) == {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"}


def test_the_same_document_has_the_same_ce_id_whenever_it_is_sent() -> None:
    first = document_message(b"text", observed_at=AT, source="/a", url=URL)
    later = document_message(b"text", observed_at=AT + timedelta(days=1), source="/b", url=URL)
    assert first.ce_id == later.ce_id
    assert first.article_id == later.article_id


@given(st.binary(), st.binary(), st.none() | st.just(URL), st.none() | st.just(URL + "2"))
def test_another_content_or_url_has_another_ce_id(one: bytes, two: bytes, url: str | None, other: str | None) -> None:
    assert (stable_ce_id(one, url) == stable_ce_id(two, other)) == ((one, url) == (two, other))


def test_with_a_url_a_correction_is_the_same_article_without_one_another() -> None:
    with_url = {document_message(text, observed_at=AT, source="/a", url=URL).article_id for text in (b"old", b"new")}
    without = {document_message(text, observed_at=AT, source="/a").article_id for text in (b"old", b"new", b"old")}
    assert len(with_url) == 1
    assert len(without) == 2


@given(st.none() | st.just(URL), st.none() | st.text(min_size=1))
def test_the_parser_reads_the_same_article_id_from_the_record(url: str | None, ce_id: str | None) -> None:
    message = document_message(b"text", observed_at=AT, source="/a", url=url, ce_id=ce_id)
    headers = said(message)
    assert is_article_id(message.article_id)
    read = article_id(subject=headers.get("ce_subject"), key=message.key.decode(), ce_id=headers["ce_id"])
    assert read == message.article_id


def test_a_retraction_names_its_article_by_key_and_carries_its_time() -> None:
    article = "0123456789abcdef" * 2
    message = retraction_message(article, observed_at=AT, source="/desk/7")
    headers = said(message)
    assert message.value is None
    assert message.size == 0
    assert message.key == article.encode()
    assert headers["ce_type"] == "themewire.article.retracted"
    assert headers["ce_time"] == "2031-02-03T04:05:06+02:00"
    assert "ce_subject" not in headers
    assert article_id(subject=None, key=message.key.decode(), ce_id=headers["ce_id"]) == article


def test_retractions_of_different_times_are_different_events() -> None:
    article = "0123456789abcdef" * 2
    ids = {retraction_message(article, observed_at=at, source="/a").ce_id for at in (AT, AT + timedelta(seconds=1))}
    assert len(ids) == 2
    assert retraction_message(article, observed_at=AT, source="/a", ce_id="r-1").ce_id == "r-1"


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.text(min_size=1, max_size=20),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
def test_headers_keep_their_contract(at: datetime, publisher: str | None, content_type: str) -> None:
    message = document_message(
        b"x", observed_at=at, source="/a", url=URL, content_type=content_type, publisher=publisher
    )
    read = RawDocumentHeaders.model_validate(said(message))
    assert (read.time, read.subject, read.content_type) == (at, URL, content_type)
