"""Archives that mean harm: `themewire send` keeps its memory, names what is wrong, and sends what is good."""

import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.unit.ingest.archives.invented_warc import of_pages, page

MEMORY = 600 * 1024 * 1024
"""Address space of a dry run; a bomb of BOMB bytes does not fit into it."""
BOMB = 768 * 1024 * 1024
GOOD = b'{"content": "Ferry"}\n'


def dry_run(directory: Path, *arguments: str) -> tuple[str, int]:
    """What it said on stderr, and how many documents it would send."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # noqa: E731
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", "send", "--dry-run", str(directory), *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        preexec_fn=limit,
        env={**os.environ, "THEMEWIRE_DATA": str(directory)},
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    return done.stderr, int(last.split("would send ")[1].split()[0])


def packed_bomb(before: bytes, filler: bytes, after: bytes) -> bytes:
    """Gzip of one line of BOMB bytes between two others, made without holding it."""
    member = gzip.compress(filler * (1 << 20))
    return gzip.compress(before) + member * (BOMB // (1 << 20) // len(filler)) + gzip.compress(after)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.ndjson.gz", lambda: packed_bomb(GOOD, b"x", b"\n" + GOOD)),
        ("zeros.ndjson.zst", lambda: zstandard.compress(GOOD) + zeros() + zstandard.compress(b"\n" + GOOD)),
        ("bomb.csv.gz", lambda: packed_bomb(b"content\nFerry\n", b"x", b"\nFerry\n")),
        ("bomb.warc.gz", lambda: of_pages(1).content + packed_bomb(b"", b"x", b"\n") + of_pages(1).content),
        (
            "header.warc.gz",
            lambda: of_pages(1).content + packed_bomb(b"WARC/1.0\r\nA: ", b"x", b"\n") + of_pages(1).content,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_costs_no_memory_and_not_its_neighbours(tmp_path: Path, name: str, content: Callable[[], bytes]) -> None:
    (tmp_path / name).write_bytes(content())
    said, documents = dry_run(tmp_path)
    assert f"{tmp_path / name}, " in said
    assert documents >= 2


def zeros() -> bytes:
    """A frame of BOMB bytes."""
    packer = zstandard.ZstdCompressor().compressobj()
    chunk = bytes(1 << 20)
    return b"".join(packer.compress(chunk) for _ in range(BOMB >> 20)) + packer.flush()


def test_a_page_that_unfolds_inside_its_record_is_cut_off(tmp_path: Path) -> None:
    archive = of_pages(1)
    bomb = gzip.compress(bytes(1 << 20)) * 1024
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    archive.response("https://gazette.example/bomb", bomb, *headers).response("https://gazette.example/after", page(2))
    (tmp_path / "a.warc.gz").write_bytes(archive.content)
    said, documents = dry_run(tmp_path)
    assert "gazette.example/bomb') not sent: it has more than" in said
    assert documents == 2


def test_lengths_that_lie_without_end_come_to_an_end(tmp_path: Path) -> None:
    lie = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4000000\r\n\r\n"
    (tmp_path / "lies.warc").write_bytes(lie * 20_000 + of_pages(1, packed=False).content)
    said, documents = dry_run(tmp_path)
    assert "Content-Length" in said
    assert documents <= 1


def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.ndjson").write_bytes(GOOD)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    locked = tmp_path / "locked.txt"
    locked.write_text("x")
    locked.chmod(0)
    said, documents = dry_run(tmp_path)
    assert f"{tmp_path / 'loop'} not sent: it cannot be read" in said
    assert f"{tmp_path / 'up'} left out: it is a link" in said
    assert f"{tmp_path / 'pipe'} left out: it is no regular file" in said
    if os.geteuid():  # root reads everything
        assert f"{locked} not sent: it cannot be read: Permission denied" in said
    assert documents == 1 + (not os.geteuid())


def test_names_and_texts_that_control_terminals_are_told_as_text(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\n.ndjson").write_bytes(json.dumps({"\x1b[2J": 1}).encode() + b"\n" + b"x\0\x1b\n")
    said, documents = dry_run(tmp_path)
    assert documents == 0
    assert "\x1b" not in said
    assert len(said.splitlines()) == 3
