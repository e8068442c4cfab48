"""Which of the demo's documents are sent, and what is said when its files are not there."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.cli.demo_documents import (
    DemoDocument,
    DemoUnreadableError,
    by_article,
    not_sent_yet,
    read_documents,
    read_index,
)

NOON = datetime(2025, 6, 3, 12, tzinfo=UTC)
LINE = {"file": "a.txt", "theme": "t", "media_type": "text/plain", "url": None, "observed_at": NOON.isoformat()}


def document(name: str, hours: int = 0, url: str | None = None, body: bytes | None = None) -> DemoDocument:
    return DemoDocument(
        name, "theme", "text/html", url, NOON + timedelta(hours=hours), name.encode() if body is None else body
    )


def test_only_what_the_log_does_not_have_is_sent_in_order() -> None:
    first, second, third = document("1"), document("2"), document("3")
    assert not_sent_yet([first, second, third], {second.ce_id, "another"}) == [first, third]
    assert not_sent_yet([first, second], {first.ce_id, second.ce_id}) == []


def test_a_changed_text_is_another_document_of_the_same_article() -> None:
    old, new = (
        document("1", url="https://a.example/1", body=b"old"),
        document("1", url="https://a.example/1", body=b"new"),
    )
    assert old.ce_id != new.ce_id
    assert old.article_id == new.article_id


def test_without_url_the_ce_id_names_the_article() -> None:
    assert document("1", body=b"old").article_id != document("1", body=b"new").article_id


def test_an_article_is_its_newest_document_whatever_the_order() -> None:
    url = "https://a.example/1"
    old, new = document("old", 1, url), document("new", 2, url)
    assert list(by_article([old, new]).values()) == list(by_article([new, old]).values()) == [new]


def test_a_retracted_article_is_not_waited_for() -> None:
    kept, gone = document("kept"), document("gone")
    assert list(by_article([kept, gone], {gone.article_id}).values()) == [kept]


def test_a_missing_demo_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoUnreadableError, match=str(tmp_path / "documents.ndjson")):
        read_index(tmp_path)


def test_a_missing_document_is_named(tmp_path: Path) -> None:
    (tmp_path / "documents.ndjson").write_text(json.dumps(LINE) + "\n")
    with pytest.raises(DemoUnreadableError, match=str(tmp_path / "documents" / "a.txt")):
        read_documents(tmp_path)


@pytest.mark.parametrize(
    "line", ["{", json.dumps(LINE | {"observed_at": "2025-06-03T12:00:00"}), json.dumps(LINE | {"colour": "red"})]
)
def test_a_broken_index_line_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "documents.ndjson").write_text(f"{json.dumps(LINE)}\n{line}\n")
    with pytest.raises(DemoUnreadableError, match="no index line"):
        read_index(tmp_path)
