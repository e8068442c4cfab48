"""What is remembered of a record, and for how long."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.rejected import Rejection, rejected_headers
from schemas.topics import DAY_MS
from services.view.trace.hops import Hop, hop
from services.view.trace.hops_file import HopsFile
from services.view.trace.place import Place

REJECTED = "articles.rejected"
RAW = Place("articles.raw", 2, 17)
NOW = 40 * DAY_MS
VALUE = {
    "id": "a" * 32,
    "headline": "Ferry strike",
    "body": ["secret text"],
    "version": {"observed_at": "2031-02-03T04:05:06+00:00", "content_hash": "b" * 32},
    "source": {"topic": RAW.topic, "partition": RAW.partition, "offset": RAW.offset, "ce_id": "x"},
}


@dataclass
class Record:
    value: bytes | None
    topic: str = "articles.parsed"
    partition: int = 0
    offset: int = 5
    timestamp: int = NOW
    key: bytes | None = b"a" * 32
    headers: Any = field(default_factory=tuple)


def refusal(at_ms: int = NOW, offset: int = 5) -> Record:
    headers = rejected_headers(Rejection("parse", "no headline"), topic=RAW.topic, partition=2, offset=17)
    return Record(b"bytes", REJECTED, offset=offset, timestamp=at_ms, headers=tuple(headers))


def test_a_parsed_record_says_of_what_it_was_made_and_keeps_no_text() -> None:
    found = hop(Record(orjson.dumps(VALUE)), REJECTED)
    assert found is not None
    assert (found.kind, found.of, found.article_id, found.headline) == ("parsed", RAW, "a" * 32, "Ferry strike")
    assert "secret" not in repr(found)


def test_a_retraction_names_its_article() -> None:
    found = hop(Record(None, headers=(("ce_time", b"2031-02-03T04:05:06+00:00"),)), REJECTED)
    assert found == Hop(
        Place("articles.parsed", 0, 5), NOW, "retracted", article_id="a" * 32, observed_at="2031-02-03T04:05:06+00:00"
    )


def test_a_refusal_says_why() -> None:
    found = hop(refusal(), REJECTED)
    assert found is not None
    assert (found.kind, found.of, found.stage, found.message) == ("rejected", RAW, "parse", "no headline")


@pytest.mark.parametrize(
    "record",
    [
        Record(b"{"),
        Record(b"[]"),
        Record(b"{}"),
        Record(orjson.dumps(VALUE | {"version": 3})),
        Record(orjson.dumps(VALUE | {"source": {"topic": "t", "partition": "x", "offset": 1}})),
        Record(orjson.dumps(VALUE | {"source": {"topic": "t", "partition": 0, "offset": 2**63}})),
        Record(None, key=b"\xff"),
        Record(b"", REJECTED),
        Record(b"", REJECTED, headers=(("__connect.errors.topic", None),)),
    ],
)
def test_a_record_that_is_not_ours_leaves_nothing(record: Record) -> None:
    assert hop(record, REJECTED) is None


def test_hops_are_found_by_document_and_by_article_as_long_as_their_topics_keep_them(tmp_path: Path) -> None:
    parsed, refused = hop(Record(orjson.dumps(VALUE)), REJECTED), hop(refusal(), REJECTED)
    assert parsed is not None and refused is not None
    with HopsFile(tmp_path / "trace.sqlite3") as file:
        file.save([parsed, refused], "cluster", {("articles.parsed", 0): 6}, NOW)
        file.save([parsed], "cluster", {}, NOW)
        assert file.of_document(RAW) == [parsed, refused]
        assert file.of_article("a" * 32) == [parsed]
        assert file.of_document(RAW._replace(offset=18)) == []
        file.save([], "cluster", {}, NOW + 7 * DAY_MS + 1)
        assert file.of_document(RAW) == [refused]
        file.save([], "cluster", {}, NOW + 30 * DAY_MS + 1)
        assert file.of_document(RAW) == []
        assert file.marks("cluster") == {("articles.parsed", 0): 6}


def test_what_was_read_of_another_cluster_is_forgotten(tmp_path: Path) -> None:
    parsed = hop(Record(orjson.dumps(VALUE)), REJECTED)
    assert parsed is not None
    with HopsFile(tmp_path / "trace.sqlite3") as file:
        file.save([parsed], "cluster", {("articles.parsed", 0): 6}, NOW)
        assert file.marks("another") == {}
        assert file.of_document(RAW) == []
