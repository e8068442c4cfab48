import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from schemas.parsed_article import Publisher
from schemas.related_headlines import RelatedHeadlines
from services.view.rows import Gone, NotOurs, Row, change, publisher_key
from tests.unit.view.example_records import Produced, copy, entry, listed, related


def test_a_record_becomes_a_row() -> None:
    record = related("harbour", entry("ferry"), entry("pier"))
    row = change(Produced(record.article.id.encode(), record.to_bytes(), partition=2, offset=17))
    assert isinstance(row, Row)
    assert (row.id, row.related_count) == (record.article.id, 2)
    assert (row.partition, row.offset) == (2, 17)
    assert row.effective_us == row.updated_us == 1772541000000000
    assert (row.publisher, row.language) == ("news.example", "en")
    assert RelatedHeadlines.from_bytes(row.value) == record


def test_a_null_value_means_the_article_is_gone() -> None:
    assert change(Produced(b"0f" * 16, None, partition=1, offset=5, timestamp=9)) == Gone("0f" * 16, 1, 5, 9)


def test_links_are_all_known_entries_and_copies_best_first() -> None:
    wires = (copy("wire", score=950),)
    record = related("harbour", listed("Strike ends"), entry("ferry", copies=[copy("echo", score=600)]), copies=wires)
    row = change(Produced(record.article.id.encode(), record.to_bytes()))
    assert isinstance(row, Row)
    expected = [(article_id_of(name), score) for name, score in [("wire", 950), ("echo", 600), ("ferry", 431)]]
    assert orjson.loads(row.links) == [list(link) for link in expected]


def test_a_record_of_an_older_writer_is_kept_with_every_field() -> None:
    record = related("harbour", entry("ferry", copies=[copy("wire")]), entry("pier", copies=[copy("echo")]))
    older = record.to_json()
    del older["related"][0]["copies"]
    del older["related"][1]["copies"][0]["reasons"]
    row = change(Produced(record.article.id.encode(), orjson.dumps(older)))
    assert isinstance(row, Row)
    assert orjson.loads(row.value) == RelatedHeadlines.from_bytes(orjson.dumps(older)).to_json()
    newer = orjson.dumps(record.to_json() | {"mood": "calm"})
    row = change(Produced(record.article.id.encode(), newer))
    assert isinstance(row, Row)
    assert row.value == newer, "any other is kept as it came"


@pytest.mark.parametrize(
    ("publisher", "key"),
    [
        (Publisher(name="Coast Gazette", domain="News.Example"), "news.example"),
        (Publisher(name="Coast Gazette"), "coast gazette"),
        (Publisher(), None),
    ],
)
def test_a_publisher_is_known_by_its_domain_else_its_name(publisher: Publisher, key: str | None) -> None:
    assert publisher_key(publisher) == key


def test_a_record_of_a_newer_writer_is_still_ours() -> None:
    record = related("harbour")
    value = orjson.dumps(record.to_json() | {"mood": "calm"})
    assert isinstance(change(Produced(record.article.id.encode(), value)), Row)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (None, related().to_bytes(), "no key"),
        (b"", related().to_bytes(), "no key"),
        (b"\xff\xfe", related().to_bytes(), "the key is not an article id"),
        (b"k", None, "the key is not an article id"),
        (b"0f" * 16, related().to_bytes(), "the key is not the id of the article in the value"),
        (b"0f" * 16, b"", "value"),
        (b"0f" * 16, b"secret words", "value"),
        (b"0f" * 16, b"[]", "value"),
        (b"0f" * 16, b'{"related": [], "scorer": "s", "updated": "2026-01-01T00:00:00Z"}', "article: missing"),
    ],
)
def test_what_is_not_ours_is_named_without_quoting_it(key: bytes | None, value: bytes | None, said: str) -> None:
    with pytest.raises(NotOurs, match=said) as caught:
        change(Produced(key, value))
    assert "secret" not in str(caught.value)


@given(st.binary() | st.none(), st.binary())
def test_no_bytes_do_anything_but_be_refused(key: bytes | None, value: bytes) -> None:
    with pytest.raises(NotOurs):
        change(Produced(key, value))
