from dataclasses import dataclass

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.related_headlines import RelatedHeadlines
from services.view.rows import Gone, NotOurs, Row, change
from tests.unit.view.example_records import entry, related


@dataclass
class Record:
    key: bytes | None
    value: bytes | None


def test_a_record_becomes_a_row() -> None:
    record = related("harbour", entry("ferry"), entry("pier"))
    row = change(Record(record.article.id.encode(), record.to_bytes()))
    assert isinstance(row, Row)
    assert (row.id, row.related_count) == (record.article.id, 2)
    assert row.effective_us == 1772541000000000
    assert RelatedHeadlines.from_bytes(row.value) == record


def test_a_null_value_means_the_article_is_gone() -> None:
    assert change(Record(b"0f" * 16, None)) == Gone("0f" * 16)


def test_a_record_of_a_newer_writer_is_still_ours() -> None:
    record = related("harbour")
    value = orjson.dumps(record.to_json() | {"mood": "calm"})
    assert isinstance(change(Record(record.article.id.encode(), value)), Row)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (None, related().to_bytes(), "no key"),
        (b"", related().to_bytes(), "no key"),
        (b"\xff\xfe", related().to_bytes(), "the key is not an article id"),
        (b"0f" * 16, related().to_bytes(), "the key is not the id of the article in the value"),
        (b"0f" * 16, b"", "value"),
        (b"0f" * 16, b"secret words", "value"),
        (b"0f" * 16, b"[]", "value"),
        (b"0f" * 16, b'{"related": [], "scorer": "s", "updated": "2026-01-01T00:00:00Z"}', "article: missing"),
    ],
)
def test_what_is_not_ours_is_named_without_quoting_it(key: bytes | None, value: bytes, said: str) -> None:
    with pytest.raises(NotOurs, match=said) as caught:
        change(Record(key, value))
    assert "secret" not in str(caught.value)


@given(st.binary() | st.none(), st.binary())
def test_no_bytes_do_anything_but_be_refused(key: bytes | None, value: bytes) -> None:
    with pytest.raises(NotOurs):
        change(Record(key, value))
