"""The broker hangs while files are being sent: what it has is told from what it did not confirm."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from schemas.topics import ARTICLES_RAW
from services.broker.embedded_kafka import EmbeddedKafka
from services.ingest.archives.reading import Reading
from services.ingest.archives.sources import sources
from services.ingest.files_to_articles_raw import Outcome, Sending, send_files
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.ingest_port import raw_records, record_at
from tests.faults.length import only_long
from tests.waiting import until


@only_long
@pytest.mark.timeout(180)
@pytest.mark.allows_log("aiokafka")
async def test_files_before_the_hang_have_receipts_and_those_after_do_not(
    broker: EmbeddedKafka, tmp_path: Path
) -> None:
    settings = Settings(broker=broker.bootstrap)
    await ensure_topics(settings, [ARTICLES_RAW])
    before, during, after = tmp_path / "before.txt", tmp_path / "during.txt", tmp_path / "after.txt"
    before.write_bytes(b"before")
    os.mkfifo(during)  # is read only when the test has stopped the broker
    after.write_bytes(b"after")
    names = [str(before), str(during), str(after)]

    async def send() -> list[Outcome]:
        files, sending = list(sources(names)), Sending(confirm_within=1.0)
        batches = send_files(settings, files, Reading(settings.document_limit), sending)
        return [outcome async for batch in batches for outcome in batch if outcome.receipt or outcome.problem]

    async def stored() -> bool:
        return len(await raw_records(settings)) == 1

    sending = asyncio.create_task(send())
    await until(stored, "the first file is on the log")
    os.kill(broker.pid, signal.SIGSTOP)
    try:
        await asyncio.to_thread(during.write_bytes, b"during")
        first, second, third = await sending
    finally:
        os.kill(broker.pid, signal.SIGCONT)
    assert [outcome.file for outcome in (first, second, third)] == names
    assert first.receipt is not None
    assert (await record_at(settings, first.receipt.model_dump())).value == b"before"
    for outcome in (second, third):
        assert outcome.receipt is None
        assert "did not confirm" in outcome.problem
