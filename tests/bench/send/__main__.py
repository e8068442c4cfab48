"""10,000 files of 4 KB by `send_files`, beside a bare aiokafka producer that has the same bytes in memory.

The two take turns; the ratio is of their best rounds. The command's own time, its start included, is told apart.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from schemas.topics import ARTICLES_RAW
from services.broker.embedded_kafka import EmbeddedKafka
from services.ingest.archives.reading import Reading
from services.ingest.archives.sources import sources
from services.ingest.files_to_articles_raw import BATCH_BYTES, Sending, send_files
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics

FILES = 10_000
BYTES = 4096
ROUNDS = 4


def written(directory: Path) -> list[bytes]:
    """The files' contents; none is like another."""
    pages = []
    for number in range(FILES):
        page = (f"<p>page {number} {uuid.uuid4()}</p>\n" * (BYTES // 40)).encode()[:BYTES]
        (directory / f"page{number}.html").write_bytes(page)
        pages.append(page)
    return pages


async def sent_from_files(settings: Settings, directory: Path) -> float:
    """Seconds, from the directory's name to the last receipt."""
    started = time.perf_counter()
    sent = 0
    batches = send_files(settings, sources([str(directory)]), Reading(settings.document_limit), Sending())
    async for batch in batches:
        sent += sum(outcome.receipt is not None for outcome in batch)
    assert sent == FILES
    return time.perf_counter() - started


async def sent_bare(settings: Settings, pages: list[bytes]) -> float:
    """Seconds, from the first byte to the last confirmation."""
    started = time.perf_counter()
    async with kafka_clients.producer(settings, linger_ms=5, max_batch_size=BATCH_BYTES) as producer:
        topic = settings.topic(ARTICLES_RAW)
        await asyncio.gather(*[await producer.send(topic, page) for page in pages])
    return time.perf_counter() - started


def sent_by_command(settings: Settings, directory: Path) -> float:
    """Seconds of the whole process."""
    environment = {**os.environ, "THEMEWIRE_BROKER": settings.broker or ""}
    command = [sys.executable, "-m", "services.cli", "send", str(directory)]
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Prints every round, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name) / "pages"
        directory.mkdir()
        pages = written(directory)
        broker = EmbeddedKafka(Path(name) / "kafka")
        broker.start()
        try:
            settings = Settings(broker=broker.bootstrap)
            asyncio.run(ensure_topics(settings, [ARTICLES_RAW]))
            asyncio.run(sent_bare(settings, pages))  # the broker's Java is slow until it has run for a while
            files, bare = [], []
            for number in range(ROUNDS):
                files.append(asyncio.run(sent_from_files(settings, directory)))
                bare.append(asyncio.run(sent_bare(settings, pages)))
                print(f"round {number + 1}: files {files[-1]:.2f} s, bare producer {bare[-1]:.2f} s")
            command = sent_by_command(settings, directory)
        finally:
            broker.stop()
    print(
        f"{FILES} files of {BYTES} bytes: {FILES / min(files):.0f} documents/s, bare {FILES / min(bare):.0f}/s,"
        f" ratio {min(bare) / min(files):.2f}; the command took {command:.2f} s with its start"
    )


if __name__ == "__main__":
    main()
