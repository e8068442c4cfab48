import gzip
import os
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from schemas.article_id import article_id_of
from services.cli.parse import app

DUMP = "Bridge Opens at Last\n\nFri Mar 21 2025 06:36:13 GMT+0200\n\nThe mayor cut a ribbon on Friday morning.\n"


def run(*arguments: str | Path, stdin: bytes = b"") -> tuple[int, list[dict[str, object]], str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    return result.exit_code, [orjson.loads(line) for line in result.stdout.splitlines()], result.stderr


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text(DUMP)
    os.utime(path, (1_742_600_000, 1_742_600_000))
    return path


def test_one_line_per_file_observed_when_it_was_written(dump: Path) -> None:
    code, records, _ = run(dump, dump)
    assert code == 0
    assert [record["headline"] for record in records] == ["Bridge Opens at Last"] * 2
    version = records[0]["version"]
    assert isinstance(version, dict)
    assert version["observed_at"] == "2025-03-21T23:33:20+00:00"


def test_a_rejected_file_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7")
    code, (record,), _ = run(path)
    assert code == 0
    assert record["rejected"] == {
        "stage": "sniff",
        "reason": "media type application/pdf is not read; send text/plain, text/html, application/xhtml+xml,"
        " application/feed+json, application/rss+xml, application/atom+xml",
        "error_class": "Rejected",
    }


@pytest.mark.parametrize("name", ["feed.rss", "feed.xml", "feed"])
def test_one_line_per_item_of_a_feed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(
        "<rss><channel><item><title>One</title></item><item/><item><title>Two</title></item></channel></rss>"
    )
    code, (one, bad, two), _ = run(path, "--url", "https://herald.test/feed")
    assert code == 0
    assert (one["headline"], two["headline"]) == ("One", "Two")
    assert "item 2: " in str(bad["rejected"])


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_answered(dump: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html.gz"
    broken.write_bytes(gzip.compress(DUMP.encode())[:-9])
    code, records, errors = run(tmp_path / "missing.txt", broken, dump)
    assert code == 1
    assert len(records) == 1
    assert "missing.txt" in errors
    assert "broken.html.gz" in errors


def test_standard_input_media_type_and_url() -> None:
    page = b"<p>no doctype<h1>Bridge opens</h1>"
    code, (record,), _ = run("-", "--media-type", "text/html", "--url", "https://example.test/a", stdin=page)
    assert code == 0
    assert record["headline"] == "Bridge opens"
    assert record["id"] == article_id_of("https://example.test/a")


def test_the_name_tells_the_media_type_also_of_packed_files(tmp_path: Path) -> None:
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(b"Before<h1>Bridge opens</h1>"))
    _, (record,), _ = run(path)
    assert record["headline"] == "Bridge opens"


def test_a_file_over_the_limit_is_rejected_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.txt.gz"
    path.write_bytes(gzip.compress(b"word " * 1_000_000))
    _, (record,), _ = run(path)
    assert isinstance(record["rejected"], dict)
    assert record["rejected"]["stage"] == "limit"
