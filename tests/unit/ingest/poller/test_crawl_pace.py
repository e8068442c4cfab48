"""Sites are visited at the distance that they ask for."""

import asyncio
from itertools import pairwise

from services.ingest.poller.crawl_pace import CrawlPace
from tests.unit.ingest.poller.test_visits_under_way import settled

DELAY = 0.05


async def test_turns_at_a_site_keep_their_distance_and_sites_do_not_wait_for_each_other() -> None:
    pace, turns = CrawlPace(), []
    clock = asyncio.get_running_loop().time

    async def turn(site: str, delay: float | None) -> None:
        async with pace.turn(site, delay):
            turns.append((site, clock()))

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(turn("slow", DELAY))
        group.create_task(turn("other", DELAY))
        group.create_task(turn("quick", None))
        group.create_task(turn("quick", None))
        await settled()
        assert sorted(site for site, _ in turns) == ["other", "quick", "quick", "slow"]
    times = [at for site, at in turns if site == "slow"]
    assert all(later - earlier >= DELAY for earlier, later in pairwise(times))
