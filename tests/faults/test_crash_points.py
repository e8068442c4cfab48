"""The real services, killed at every named point of their work: started again, everything arrives, once and exactly.

A killed indexer or parser is followed by the next one of its name, which dies at the next point, until one lives.
"""

import asyncio
import json
import signal
import sqlite3
import urllib.error
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import get_args
from urllib.parse import quote

import pytest

from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, HEADLINES_RELATED
from services.cli.demo_documents import DemoDocument
from services.runtime.crash_points import CrashPoint
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import newest_values, read_whole
from services.view.store import store_path
from tests.acceptance.raw_and_parsed import RawOffset, committed
from tests.acceptance.running import running
from tests.acceptance.system import ServiceProcess, System
from tests.faults.demo_articles import DOCUMENTS, assert_arrived_once, send_parsed, send_raw
from tests.faults.length import LONG
from tests.waiting import PATIENCE, wait_for

RUNNER: Sequence[CrashPoint] = (
    "before-apply",
    "between-sends",
    "before-offsets",
    "after-offsets",
    "before-commit",
    "after-commit",
)
PARSER: Sequence[CrashPoint] = ("document-taken", "between-outputs", "outputs-sent", "documents-acked")
INGEST: Sequence[CrashPoint] = ("before-publish", "document-confirmed")
WITH_A_KEY: Sequence[CrashPoint] = ("before-receipt-kept",)
VIEW: Sequence[CrashPoint] = ("before-save", "between-rows-and-marks", "rows-and-marks-saved")


def test_every_crash_point_is_hit_in_this_file() -> None:
    assert sorted([*RUNNER, *PARSER, *INGEST, *WITH_A_KEY, *VIEW]) == sorted(get_args(CrashPoint))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("time", (1, 3, 6) if LONG else (2,))
def test_indexer(settings: Settings, tmp_path: Path, time: int) -> None:
    asyncio.run(ensure_topics(settings))
    with running(settings, tmp_path, instance="indexer") as system:
        for number, point in enumerate(RUNNER):
            asyncio.run(send_parsed(settings, DOCUMENTS[number :: len(RUNNER)]))
            await_death(dying(system, "indexer", f"{point}:{time}"))
        system.start("indexer")
        asyncio.run(assert_arrived_once(settings, DOCUMENTS))


@pytest.mark.timeout(300)
def test_parser(settings: Settings, tmp_path: Path) -> None:
    asyncio.run(ensure_topics(settings))
    asyncio.run(send_raw(settings, DOCUMENTS))
    out: Counter[RawOffset] = Counter()
    with running(settings, tmp_path, instance="parser") as system:
        for point in PARSER:
            await_death(dying(system, "parser", f"{point}:{5 if point == 'document-taken' else 1}"))
            before, out = out, asyncio.run(parsed_from(settings))
            offsets = asyncio.run(committed(settings, "parser"))
            to_be_repeated = [place for place in out - before if place[1] >= offsets[place[0]]]
            assert to_be_repeated or point not in ("outputs-sent", "documents-acked"), f"{point}: all was committed"
        system.start("parser")
        system.start("indexer")
        asyncio.run(assert_arrived_once(settings, DOCUMENTS))


@pytest.mark.timeout(300)
def test_ingest(settings: Settings, tmp_path: Path) -> None:
    asyncio.run(ensure_topics(settings))
    half = len(DOCUMENTS) // 2
    documents = dict(zip(INGEST, (DOCUMENTS[:half], DOCUMENTS[half:]), strict=True))

    def crash_at(point: CrashPoint) -> None:
        with running(settings, tmp_path / point) as system:
            first = dying(system, "ingest", f"{point}:3")
            for document in documents[point][:2]:
                wait_for(partial(post, system, document), "ingest takes documents")
            with pytest.raises((urllib.error.URLError, ConnectionError)):
                post(system, documents[point][2])
            await_death(first)
            system.start("ingest")
            for document in documents[point][2:]:
                assert post(system, document)

    side_by_side(crash_at, INGEST)
    on_the_log = asyncio.run(raw_values(settings))
    times = {point: on_the_log[documents[point][2].body] for point in INGEST}
    assert times == {"before-publish": 1, "document-confirmed": 2}
    assert on_the_log.total() == len(DOCUMENTS) + 1
    with running(settings, tmp_path) as system:
        system.start("parser", "indexer")
        asyncio.run(assert_arrived_once(settings, DOCUMENTS))


@pytest.mark.timeout(300)
def test_ingest_between_a_document_and_its_kept_receipt(settings: Settings, tmp_path: Path) -> None:
    """No receipt was given; the key is free again when the dead process's claim ends, and keeps the next receipt."""
    asyncio.run(ensure_topics(settings))
    with running(settings, tmp_path) as system:
        first = dying(system, "ingest", f"{WITH_A_KEY[0]}:1")
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            wait_for(partial(post_with_key, system), "ingest takes documents")
        await_death(first)
        system.start("ingest")
        receipt = wait_for(partial(post_with_key, system), "the claim of the dead process has ended")
        assert post_with_key(system) == receipt
    on_the_log = asyncio.run(raw_values(settings))
    assert on_the_log == {DOCUMENTS[0].body: 2}


@pytest.mark.timeout(300)
def test_view(settings: Settings, tmp_path: Path) -> None:
    asyncio.run(ensure_topics(settings))
    asyncio.run(send_parsed(settings, DOCUMENTS))
    with running(settings, tmp_path) as system:
        system.start("indexer")
        asyncio.run(assert_arrived_once(settings, DOCUMENTS))
    expected = {
        key.decode(): json.loads(value)["related"]
        for key, value in asyncio.run(newest_values(settings, HEADLINES_RELATED)).items()
    }

    def crash_at(point: CrashPoint) -> None:
        with running(settings, tmp_path / point) as system:
            await_death(dying(system, "view", point))
            rows, marks = stored(system.settings)
            assert (rows > 0, marks > 0) == ((True, True) if point == "rows-and-marks-saved" else (False, False)), point
            system.start("view")
            page = system.get("/v1/articles?limit=100")
            assert page
            assert sorted(article["id"] for article in page["articles"]) == sorted(expected)
            for article, related in expected.items():
                answer = system.get(f"/v1/articles/{article}/related")
                assert answer is not None
                assert answer["related"] == related, f"{point}: {article}"

    side_by_side(crash_at, VIEW)


def side_by_side(crash_at: Callable[[CrashPoint], None], points: Sequence[CrashPoint]) -> None:
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(crash_at, point) for point in points]:
            done.result()


def dying(system: System, name: str, crash_at: str) -> ServiceProcess:
    """A service that will die; its ops port is not asked for anything, and is any free one."""
    return system.launch(name, THEMEWIRE_CRASH_AT=crash_at, THEMEWIRE_OPS_PORT="0")


def await_death(service: ServiceProcess) -> None:
    """Nothing but the crash point kills it."""
    assert service.process.wait(PATIENCE) == -signal.SIGKILL, service.log.read_text()[-2000:]


def post(system: System, document: DemoDocument) -> bool:
    """False while ingest does not listen yet or has no broker yet."""
    query = f"?url={quote(document.url, safe='')}" if document.url else ""
    try:
        system.post(document.body, query, content_type=document.media_type, ce_time=document.observed_at.isoformat())
    except urllib.error.HTTPError as error:
        if error.code == 503:
            return False
        raise
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return False
        raise
    return True


def post_with_key(system: System) -> dict[str, object] | None:
    """The receipt; None while there is none to be had yet."""
    try:
        return system.post(DOCUMENTS[0].body, idempotency_key='"one"')
    except urllib.error.HTTPError as error:
        if error.code in (409, 503):
            return None
        raise
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return None
        raise


async def raw_values(settings: Settings) -> Counter[bytes]:
    return Counter([record.value async for record in read_whole(settings, ARTICLES_RAW)])


async def parsed_from(settings: Settings) -> Counter[RawOffset]:
    """The raw documents whose results are out, and how often."""
    sources = [json.loads(record.value)["source"] async for record in read_whole(settings, ARTICLES_PARSED)]
    return Counter((source["partition"], source["offset"]) for source in sources)


def stored(settings: Settings) -> tuple[int, int]:
    """How many articles and how many offsets the view's file holds."""
    with closing(sqlite3.connect(store_path(settings))) as file:
        rows, marks = (file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("articles", "marks"))
    return rows, marks
