"""`themewire send` of archives and directories, interrupted and run again, as a process of its own on a real Kafka."""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.article_id import article_id_of
from schemas.topics import ARTICLES_RAW
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.ingest_port import raw_records, record_at
from tests.acceptance.test_send import environment, receipts, themewire_send
from tests.unit.ingest.archives.invented_warc import Archive, of_pages, page

COMMAND = [sys.executable, "-c", "from services.cli.main import main; main()", "send"]


@pytest.fixture
async def topic(settings: Settings) -> Settings:
    await ensure_topics(settings, [ARTICLES_RAW])
    return settings


def lines(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"content": f"Ferry {number} sails."}) + "\n" for number in range(count)))
    return path


async def values(settings: Settings) -> list[bytes]:
    return sorted(record.value for record in await raw_records(settings))


async def test_a_directory_of_all_kinds_ends_on_the_log(topic: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "import" / "deep"
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes(b"<p>page</p>")
    (folder / ".hidden").write_bytes(b"hidden")
    (folder / "empty.txt").touch()
    lines(folder / "news.jsonl", 2)
    (folder / "rows.csv.gz").write_bytes(gzip.compress(b"content,url\nrow,https://gazette.example/row\n"))
    archive = of_pages(2).response("https://gazette.example/x.png", b"\x89PNG", ("Content-Type", "image/png"))
    (folder / "CC-NEWS.warc.gz").write_bytes(archive.content)
    done = themewire_send(topic, tmp_path / "import")
    said = done.stderr.decode()
    assert done.returncode == 0, said
    expected = [b"<p>page</p>", b"Ferry 0 sails.", b"Ferry 1 sails.", b"row", page(0), page(1)]
    assert await values(topic) == sorted(expected)
    assert f"{folder / '.hidden'} left out: it is hidden" in said
    assert f"{folder / 'empty.txt'} left out: it is empty" in said
    assert said.splitlines()[-1] == "themewire: 6 sent, 0 not sent, 3 left out"
    told = {(Path(receipt["file"]).name, receipt.get("at")) for receipt in receipts(done)}
    assert ("news.jsonl", "line 2") in told
    assert ("page.html", None) in told


async def test_a_page_of_an_archive_has_its_own_url_and_time(topic: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(of_pages(1).content)
    (receipt,) = receipts(themewire_send(topic, tmp_path / "a.warc.gz"))
    record = await record_at(topic, receipt)
    assert receipt["article_id"] == article_id_of("https://gazette.example/0") == record.key.decode()
    assert dict(record.headers)["ce_time"] == b"2031-02-03T04:05:06+00:00"


async def test_broken_places_are_named_and_all_else_is_sent(topic: Settings, tmp_path: Path) -> None:
    archive = of_pages(3)
    (tmp_path / "cut.warc.gz").write_bytes(archive.content[:-20])
    (tmp_path / "news.ndjson").write_text('{"content": "a"}\n{"text": "b"}\n{"content": "c"}\n')
    (tmp_path / "rows.csv").write_text("body\nFerry\n")
    done = themewire_send(topic, tmp_path, "--content-column", "text")
    said = done.stderr.decode()
    assert done.returncode == 1
    assert await values(topic) == sorted([b"a", b"c", page(0), page(1)])
    assert "the gzip data is damaged" in said
    assert "line 2 not sent: 'text' is no field: the fields are content," in said
    assert "there is no column 'text' (--content-column): the columns are body" in said
    assert said.splitlines()[-1] == "themewire: 4 sent, 3 not sent"


async def test_standard_input_may_be_an_archive(topic: Settings) -> None:
    done = themewire_send(topic, "-", "--format", "ndjson", stdin=b'{"content": "a"}\n{"content": "b"}\n')
    assert done.returncode == 0
    assert await values(topic) == [b"a", b"b"]
    done = themewire_send(topic, "-", "--format", "warc", "--quiet", stdin=Archive().content + of_pages(1).content)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"themewire: 1 sent, 0 not sent\n"


async def test_the_second_run_sends_only_what_is_new(topic: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "import"
    folder.mkdir()
    lines(folder / "news.ndjson", 3)
    (folder / "page.txt").write_text("page")
    arguments = (folder, "--journal", tmp_path / "journal")
    assert themewire_send(topic, *arguments).stderr == b"themewire: 4 sent, 0 not sent\n"
    assert themewire_send(topic, *arguments).stderr == b"themewire: 0 sent, 4 skipped, sent before, 0 not sent\n"
    (folder / "page.txt").write_text("corrected")
    assert themewire_send(topic, *arguments).stderr == b"themewire: 1 sent, 3 skipped, sent before, 0 not sent\n"
    assert len(await raw_records(topic)) == 5


def interrupted(settings: Settings, number: int, *arguments: str) -> tuple[int, list[bytes], str]:
    """Sends until some receipts are there, then gets the signal: the exit code, all receipts and what it said."""
    with subprocess.Popen(
        [*COMMAND, *arguments], env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as sending:
        assert sending.stdout is not None and sending.stderr is not None
        told = [sending.stdout.readline() for _ in range(20)]
        os.kill(sending.pid, number)
        told += sending.stdout.readlines()
        return sending.wait(), told, sending.stderr.read().decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_an_import_that_was_interrupted_goes_on(topic: Settings, tmp_path: Path, number: int) -> None:
    """The receipts of both runs are of all documents; only a kill may repeat one, never lose one."""
    count = 400
    source = lines(tmp_path / "news.ndjson", count)
    arguments = [str(source), "--journal", str(tmp_path / "journal")]
    code, told, said = interrupted(topic, number, *arguments, "--rate", "100")
    assert len(told) < count
    second = themewire_send(topic, *arguments)
    assert second.returncode == 0
    if number != signal.SIGKILL:
        assert code == 130
        assert f"{len(told)} sent" in said and "interrupted" in said
        assert len(told) + len(receipts(second)) == count == len(await raw_records(topic))
    assert f"{count - len(receipts(second))} skipped" in second.stderr.decode()
    assert set(await values(topic)) == {f"Ferry {number} sails.".encode() for number in range(count)}


def test_lines_that_come_slowly_have_their_receipts_at_once_and_a_stop_waits_for_no_more(topic: Settings) -> None:
    with subprocess.Popen(
        [*COMMAND, "-", "--format", "ndjson"],
        env=environment(topic),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as sending:
        assert sending.stdin is not None and sending.stdout is not None and sending.stderr is not None
        for number in range(3):
            sending.stdin.write(b'{"content": "Ferry %d"}\n' % number)
            sending.stdin.flush()
            assert json.loads(sending.stdout.readline())["at"] == f"line {number + 1}"
        os.kill(sending.pid, signal.SIGINT)
        assert sending.wait(timeout=60) == 130
        assert sending.stderr.read().decode().startswith("themewire: 3 sent, 0 not sent, interrupted")


def test_a_dry_run_needs_no_kafka_and_says_what_would_be_sent(tmp_path: Path, unused_tcp_port: int) -> None:
    folder = tmp_path / "import"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(of_pages(1).content)
    news = lines(folder / "news.ndjson", 9)
    news.write_text(news.read_text() + "{}\n")
    done = themewire_send(Settings(broker=f"127.0.0.1:{unused_tcp_port}", data=tmp_path), folder, "--dry-run")
    shown = receipts(done)
    assert done.returncode == 1
    assert shown[0] == {
        "file": str(folder / "a.warc.gz"),
        "at": "record at byte 0 ('https://gazette.example/0')",
        "article_id": article_id_of("https://gazette.example/0"),
        "bytes": len(page(0)),
        "content_type": "text/html",
        "url": "https://gazette.example/0",
        "ce_time": "2031-02-03T04:05:06+00:00",
    }
    assert len(shown) == 5
    assert "line 10 not sent: a document has exactly one of" in done.stderr.decode()
    size = len(page(0)) + 9 * len("Ferry 0 sails.")
    assert done.stderr.decode().splitlines()[-1] == f"themewire: would send 10 documents of {size} bytes, 1 not sent"


def test_options_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    settings = Settings(broker="127.0.0.1:9", data=tmp_path)
    page_, archive = tmp_path / "page.html", tmp_path / "a.ndjson"
    page_.write_text("page")
    archive.write_text("{}")
    url = ("--url", "https://gazette.example/1")
    for arguments, why in (
        ((archive, *url), "names one document"),
        ((tmp_path, *url), "names one document"),
        (("-", "--journal", tmp_path / "j"), "--journal knows"),
        ((page_, "--format", "pdf"), "pdf"),
        ((page_, "--rate", "0"), "rate"),
    ):
        done = themewire_send(settings, *arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert why in done.stderr.decode()
    done = themewire_send(settings, page_, "--journal", page_)
    assert done.returncode == 1
    assert "is no journal" in done.stderr.decode()
    assert page_.read_text() == "page"
