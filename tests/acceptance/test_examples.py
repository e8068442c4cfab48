"""The examples for consumers, as they are given out: in Python, and in a shell with kcat and jq."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.topics import HEADLINES_RELATED
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.view_port import producing, raw, send
from tests.unit.view.example_records import entry, related
from tests.waiting import wait_for

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SHOWN = ["The harbour reopens", "  0.431  The ferry reopens"]


def test_no_example_is_longer_than_forty_lines() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in EXAMPLES.iterdir()}
    assert len(lengths) == 3
    assert max(lengths.values()) <= 40, lengths


@contextmanager
def running(*command: str, output: Path) -> Iterator[None]:
    with output.open("wb") as lines:
        process = subprocess.Popen(command, stdout=lines, stderr=lines)
    try:
        yield
        assert process.poll() is None, output.read_text()
    finally:
        process.kill()
        process.wait()


async def shown_by(settings: Settings, output: Path, *command: str) -> None:
    """Runs an example over a log with an aborted transaction, a record that comes later and a retraction."""
    await ensure_topics(settings, [HEADLINES_RELATED])
    harbour = related("harbour", entry("ferry"))
    async with producing(settings, transactional_id=settings.group("test")) as producer:
        async with producer.transaction():
            await send(producer, settings, harbour)
        await producer.begin_transaction()
        await send(producer, settings, related("aborted"))
        await producer.abort_transaction()
        with running(*command, output=output):
            wait_for(lambda: output.read_text().splitlines() == SHOWN, f"it shows what is there: {output}")
            async with producer.transaction():
                await raw(producer, settings, harbour.article.id.encode(), None)
            gone = [*SHOWN, f"{harbour.article.id} is gone"]
            wait_for(lambda: output.read_text().splitlines() == gone, f"it shows what is gone: {output}")


async def test_the_python_example(settings: Settings, tmp_path: Path) -> None:
    topic = settings.topic(HEADLINES_RELATED)
    program = str(EXAMPLES / "related_headlines.py")
    await shown_by(settings, tmp_path / "output", sys.executable, program, str(settings.broker), topic)


async def test_the_shell_example(settings: Settings, tmp_path: Path) -> None:
    if missing := [program for program in ("kcat", "jq") if shutil.which(program) is None]:
        pytest.skip(f"not installed: {', '.join(missing)} (apt-get install kcat jq)")
    topic = settings.topic(HEADLINES_RELATED)
    program = str(EXAMPLES / "related_headlines.sh")
    await shown_by(settings, tmp_path / "output", "sh", program, str(settings.broker), topic)
