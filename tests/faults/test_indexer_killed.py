"""`kill -9` of one of two indexers under load: nothing is lost, nothing is repeated, the views are exact."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.topics import ARTICLES_CURRENT
from services.runtime.settings import Settings
from services.runtime.whole_topic import read_whole
from tests.acceptance.system import System
from tests.acceptance.test_exact import produce, settle
from tests.shared_data import stream
from tests.waiting import wait_for

ARTICLES = 500


@pytest.mark.timeout(300)
def test_a_killed_indexer_leaves_the_views_exact_and_repeats_nothing(settings: Settings, tmp_path: Path) -> None:
    articles = stream("allsides_dev", ARTICLES)
    system = System(settings, tmp_path)
    system.start("parser")
    killed, _ = system.start("indexer", "indexer")
    try:
        asyncio.run(produce(settings, articles))

        async def written() -> list[tuple[bytes, bytes]]:
            return [(record.key, record.value) async for record in read_whole(settings, ARTICLES_CURRENT)]

        wait_for(lambda: len(asyncio.run(written())) > ARTICLES // 10, "the index is at work")
        killed.kill()
        before = len(asyncio.run(written()))
        assert before < ARTICLES, "the indexer was killed too late to prove anything"
        system.start("indexer")
        asyncio.run(settle(settings, ARTICLES))
        assert len(asyncio.run(written())) == len({key for key, _ in asyncio.run(written())}) == ARTICLES
        command = [sys.executable, "-m", "services.cli", "verify", "--wait"]
        given = {"THEMEWIRE_BROKER": str(settings.broker), "THEMEWIRE_TOPIC_PREFIX": settings.topic_prefix}
        told = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
        assert (told.returncode, told.stdout) == (0, f"{ARTICLES} articles: exact\n"), told.stderr
    finally:
        system.stop()
