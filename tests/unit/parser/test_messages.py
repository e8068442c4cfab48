"""What parse results become on the log."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas.parsed_article import ParsedArticle, Version
from schemas.rejected import EXCEPTION_MESSAGE, MESSAGE_LIMIT, OFFSET, PARTITION, STAGE, TOPIC, Rejection
from schemas.topics import ARTICLES_PARSED, ARTICLES_REJECTED, DOCUMENT_LIMIT
from services.parser.document import RawDocument
from services.parser.messages import RECORD_LIMIT, ParsedMessage, message, parse_to_messages
from services.parser.outputs import outputs, over_limit
from services.parser.parse import Retraction
from services.runtime.rejected import DEAD_LETTER_LIMIT
from services.runtime.settings import Settings

ID = "0123456789abcdef0123456789abcdef"
AT = datetime(2025, 3, 21, 6, 36, 13, tzinfo=timezone(timedelta(hours=2)))
SETTINGS = Settings(topic_prefix="p-")
RAW = RawDocument(value=b"bytes", key=b"key", topic="p-articles.raw", partition=3, offset=42)


def article(body: str) -> ParsedArticle:
    return ParsedArticle(
        id=ID,
        version=Version(observed_at=AT, content_hash="0" * 32),
        headline="A headline",
        body=[body],
        effective_at=AT,
        parser_version="1",
    )


def test_an_article_is_keyed_by_its_id_and_carries_its_version() -> None:
    sent = message(article("text"))
    assert isinstance(sent, ParsedMessage)
    assert sent.key == ID.encode()
    assert sent.value == article("text").to_bytes()
    assert sent.headers == (("ce_time", b"2025-03-21T06:36:13+02:00"),)


def test_a_retraction_is_null_and_carries_its_version() -> None:
    sent = message(Retraction(ID, datetime(2025, 3, 21, tzinfo=UTC)))
    assert sent == ParsedMessage(ID.encode(), None, (("ce_time", b"2025-03-21T00:00:00+00:00"),))


def test_a_record_that_the_topic_would_not_take_is_a_rejection() -> None:
    assert isinstance(message(article("x" * (RECORD_LIMIT - 1000))), ParsedMessage)
    refused = message(article("x" * RECORD_LIMIT))
    assert isinstance(refused, Rejection)
    assert refused.stage == "limit"


def test_a_document_parses_to_the_message_of_its_article() -> None:
    text = b"Crane lifts its first container\n\nMarch 21, 2025 06:36 GMT\n\nThe harbour counted two containers."
    (sent,) = parse_to_messages(RawDocument(value=text, key=ID.encode()))
    assert isinstance(sent, ParsedMessage)
    assert sent.value is not None
    assert ParsedArticle.from_bytes(sent.value).id.encode() == sent.key


def test_parsed_messages_go_out_in_order_and_refusals_as_one_dead_letter() -> None:
    results: list[ParsedMessage | Rejection] = [
        ParsedMessage(b"1", b"one", ()),
        Rejection("item", "bad"),
        ParsedMessage(b"2", None, ()),
    ]
    sent = outputs(SETTINGS, RAW, [*results, Rejection("item", "worse")])
    assert [(m.topic, m.key, m.value) for m in sent] == [
        ("p-" + ARTICLES_PARSED.name, b"1", b"one"),
        ("p-" + ARTICLES_PARSED.name, b"2", None),
        ("p-" + ARTICLES_REJECTED.name, b"key", b"bytes"),
    ]
    headers = dict(sent[2].headers)
    assert headers[EXCEPTION_MESSAGE] == b"bad (and 1 more)"
    assert (headers[TOPIC], headers[PARTITION], headers[OFFSET]) == (b"p-articles.raw", b"3", b"42")
    assert headers[STAGE] == b"item"


@pytest.mark.parametrize("key", [None, b"key"])
def test_a_dead_letter_that_its_topic_would_not_take_is_empty_and_says_where_the_bytes_are(key: bytes | None) -> None:
    large = RawDocument(value=b"x" * (DEAD_LETTER_LIMIT + 1), key=key, topic="p-articles.raw", partition=3, offset=42)
    (sent,) = outputs(SETTINGS, large, [Rejection("limit", "too large " + "x" * MESSAGE_LIMIT)])
    assert sent.value == b""
    (sent,) = outputs(SETTINGS, large, [Rejection("limit", "too large")])
    assert b"read it at its offset" in dict(sent.headers)[EXCEPTION_MESSAGE]


def test_a_dead_letter_of_a_message_that_is_null_in_both_can_be_sent() -> None:
    (sent,) = outputs(SETTINGS, RawDocument(value=None, key=None), [Rejection("identify", "names no article")])
    assert (sent.key, sent.value) == (b"", None)


def test_a_document_over_the_limit_is_not_worth_a_worker() -> None:
    assert over_limit(RawDocument(value=b"x" * 2048), 2048) is None
    assert over_limit(RawDocument(value=None), 2048) is None
    refused = over_limit(RawDocument(value=b"x" * (DOCUMENT_LIMIT + 1)), DOCUMENT_LIMIT)
    assert refused is not None
    assert str(DOCUMENT_LIMIT) in refused.reason
