"""`themewire send` on a real Kafka, as a process of its own: receipts, repeats, and what was not sent."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemas.article_id import article_id_of
from schemas.topics import ARTICLES_RAW
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.ingest_port import raw_records, record_at

URL = "https://gazette.example/harbour/ferry-line"


def environment(settings: Settings) -> dict[str, str]:
    """Of a process that is to use these settings and nothing of ours."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("THEMEWIRE_")},
        "THEMEWIRE_BROKER": settings.broker or "",
        "THEMEWIRE_TOPIC_PREFIX": settings.topic_prefix,
        "THEMEWIRE_DATA": str(settings.data),
    }


def themewire_send(
    settings: Settings, *arguments: str | Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from services.cli.main import main; main()", "send", *map(str, arguments)]
    return subprocess.run(command, input=stdin, env=environment(settings), capture_output=True, timeout=60, check=False)


def receipts(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
async def topic(settings: Settings) -> Settings:
    await ensure_topics(settings, [ARTICLES_RAW])
    return settings


async def test_each_file_has_a_receipt_that_is_true(topic: Settings, tmp_path: Path) -> None:
    pages = {}
    for number in range(30):
        path = tmp_path / f"page{number}.{'html' if number % 2 else 'txt'}"
        path.write_bytes(f"page {number}\r\n".encode() + bytes([255, 0]))
        pages[str(path)] = path.read_bytes()
    done = themewire_send(topic, *pages)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b"themewire: 30 sent, 0 not sent\n"
    assert [receipt["file"] for receipt in receipts(done)] == list(pages)
    for receipt in receipts(done)[:4]:
        record = await record_at(topic, receipt)
        headers = dict(record.headers)
        assert record.value == pages[receipt["file"]]
        assert record.key == receipt["article_id"].encode()
        assert headers["ce_id"] == receipt["ce_id"].encode()
        assert headers["content-type"] == (b"text/html" if receipt["file"].endswith("html") else b"text/plain")
    assert len(await raw_records(topic)) == len(pages)


async def test_a_second_send_says_the_same_again(topic: Settings, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("page", encoding="utf-8")
    for _ in range(2):
        assert themewire_send(topic, path).returncode == 0
    first, second = await raw_records(topic)
    assert (first.key, first.value, first.headers) == (second.key, second.value, second.headers)
    assert dict(first.headers)["ce_time"].startswith(b"20")


async def test_standard_input_with_type_and_url(topic: Settings) -> None:
    done = themewire_send(topic, "-", "--media-type", "text/html", "--url", URL + "?utm_source=x", stdin=b"<p>page</p>")
    [receipt] = receipts(done)
    record = await record_at(topic, receipt)
    headers = dict(record.headers)
    assert done.returncode == 0
    assert receipt["file"] == "-"
    assert receipt["article_id"] == article_id_of(URL)
    assert record.value == b"<p>page</p>"
    assert headers["content-type"] == b"text/html"
    assert headers["ce_subject"] == (URL + "?utm_source=x").encode()


async def test_what_is_no_document_is_named_and_the_rest_is_sent(topic: Settings, tmp_path: Path) -> None:
    good, empty, large = tmp_path / "good.txt", tmp_path / "empty.txt", tmp_path / "large.txt"
    good.write_bytes(b"page")
    empty.touch()
    large.write_bytes(b"x" * (topic.document_limit + 1))
    done = themewire_send(topic, empty, tmp_path / "none.txt", large, good)
    said = done.stderr.decode()
    assert done.returncode == 1
    assert [receipt["file"] for receipt in receipts(done)] == [str(good)]
    assert f"{empty} not sent: it is empty" in said
    assert f"{tmp_path / 'none.txt'} not sent: it cannot be read: No such file or directory" in said
    assert f"{large} not sent: it has more than" in said
    assert "1 sent, 3 not sent" in said


def test_a_topic_that_is_missing_is_named_and_not_made(settings: Settings, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"page")
    for _ in range(2):
        done = themewire_send(settings, page)
        assert (done.returncode, done.stdout) == (1, b"")
        assert f"has no topic {settings.topic_prefix}articles.raw" in done.stderr.decode()
        assert "themewire topics" in done.stderr.decode()


def test_without_a_broker_nothing_is_sent_and_that_is_said(tmp_path: Path, unused_tcp_port: int) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"page")
    done = themewire_send(Settings(broker=f"127.0.0.1:{unused_tcp_port}", data=tmp_path), page)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "nothing was sent: no Kafka answers" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(("url", "files", "code"), [(URL, 2, 2), ("no address", 1, 1)])
def test_a_url_names_one_document_and_is_one(tmp_path: Path, url: str, files: int, code: int) -> None:
    paths = [tmp_path / f"page{number}.txt" for number in range(files)]
    done = themewire_send(Settings(broker="127.0.0.1:9", data=tmp_path), *paths, "--url", url)
    assert (done.returncode, done.stdout) == (code, b"")
    assert "url" in done.stderr.decode()
