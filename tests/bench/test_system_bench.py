"""What the whole system carries on this machine, its clients included: rate, latency, writes and memory."""

import asyncio
import time
from statistics import quantiles

import httpx
import pytest

from schemas.topics import HEADLINES_RELATED
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.whole_topic import read_whole
from tests.acceptance.system import System
from tests.acceptance.test_exact import produce, raw
from tests.processes import descendants, resident_mib
from tests.shared_data import stream

ARTICLES = 2000
PACED = 300
PACE = 20
POLL = 0.01

pytestmark = [pytest.mark.timeout(600), pytest.mark.allows_log("GroupCoordinatorNotAvailableError")]


def test_rate(system: System, capsys: pytest.CaptureFixture[str]) -> None:
    """A backlog of articles, from the raw topic to the last view."""
    articles = stream("allsides_dev", ARTICLES)
    started = time.monotonic()
    asyncio.run(produce(system.settings, articles))
    asyncio.run(wait_until_quiescent(system.settings, 500))
    seconds = time.monotonic() - started

    async def views() -> int:
        return len([record async for record in read_whole(system.settings, HEADLINES_RELATED)])

    with capsys.disabled():
        print(f"\n{ARTICLES} articles in {seconds:.1f} s: {ARTICLES / seconds:.0f} articles/s")
        print(f"views written per article: {asyncio.run(views()) / ARTICLES:.1f}")
        for process in system.processes:
            pids = [process.process.pid, *descendants(process.process.pid)]
            print(f"{process.name}: {sum(map(resident_mib, pids)):.0f} MiB in {len(pids)} processes")


async def test_latency_at_a_steady_pace(system: System, capsys: pytest.CaptureFixture[str]) -> None:
    """From the 202 to the view's answer, polled every 10 ms."""
    ingest, view = (f"http://127.0.0.1:{port}" for port in (system.settings.ingest_port, system.settings.view_port))
    latencies: list[float] = []

    async def follow(client: httpx.AsyncClient, article: dict[str, object], at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        params = {"url": f"https://stream.example/{article['id']}"}
        headers = {"content-type": "text/plain; charset=utf-8"}
        answer = await client.post(
            f"{ingest}/v1/documents", params=params, content=raw(article)["value"], headers=headers
        )
        assert answer.status_code == 202
        accepted = time.monotonic()
        while (await client.get(f"{view}/v1/articles/{answer.json()['article_id']}")).status_code != 200:
            await asyncio.sleep(POLL)
        latencies.append(time.monotonic() - accepted)

    start = time.monotonic() + 0.5
    async with httpx.AsyncClient(timeout=30) as client:
        articles = stream("allsides_dev", PACED)
        await asyncio.gather(*(follow(client, one, start + n / PACE) for n, one in enumerate(articles)))
    p50, *_, p99 = quantiles(latencies, n=100)[49:]
    with capsys.disabled():
        print(f"\n202 to view at {PACE} articles/s: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
