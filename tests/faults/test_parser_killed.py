"""Whatever becomes of a parser process, every raw document ends in articles.parsed or articles.rejected."""

import asyncio
import os
from collections.abc import Callable

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.parser_process import load_test_page, parsing
from tests.acceptance.raw_and_parsed import (
    Outcomes,
    RawOffset,
    committed,
    eventually,
    outcomes,
    raw_producer,
)
from tests.faults.length import only_long


class Load:
    """Sends documents, some of them poison but fewer than open the breaker (one in ten), until it is stopped or has
    sent `count`; notes each after the broker has it."""

    def __init__(self, settings: Settings, count: int | None = None) -> None:
        self.sent: set[RawOffset] = set()
        self.stopped = asyncio.Event()
        self._settings = settings
        self._count = count

    async def run(self) -> None:
        raw = self._settings.topic(ARTICLES_RAW)
        async with raw_producer(self._settings) as producer:
            while not self.stopped.is_set() and len(self.sent) != self._count:
                numbers = range(len(self.sent), len(self.sent) + 20)
                values = [load_test_page(n) if n % 20 else b"\x00\x81 poison %d" % n for n in numbers]
                places = [await producer.send(raw, value) for value in values]
                self.sent |= {(place.partition, place.offset) for place in await asyncio.gather(*places)}
                await asyncio.sleep(20 / 200)  # 200 documents a second: the load, not a wait for anything


async def committed_without_outcome(settings: Settings, out: Outcomes, sent: set[RawOffset]) -> set[RawOffset]:
    """What would be lost: documents behind the committed offset that nothing came out of."""
    offsets = await committed(settings, "parser")
    await out.to_the_end()
    return {(p, o) for p, o in sent if o < offsets[p]} - out.sources


async def test_kill_and_sigterm_under_load_lose_nothing(settings: Settings, measured: Callable[[str], None]) -> None:
    await ensure_topics(settings)
    load = Load(settings)
    async with outcomes(settings) as out, parsing(settings) as first, parsing(settings) as second:
        loading = asyncio.create_task(load.run())
        await out.until(lambda: len(out.sources) > 200)
        await first.kill()
        assert not loading.done()
        assert first.process.returncode == -9
        assert await committed_without_outcome(settings, out, load.sent) == set()
        async with parsing(settings) as third:
            await out.until(lambda: len(out.sources) > 600)
            assert not loading.done()
            assert await second.stop() == 0
            assert await committed_without_outcome(settings, out, load.sent) == set()
            load.stopped.set()
            await loading
            await out.until(lambda: out.sources >= load.sent)
            assert third.process.poll() is None
    assert out.sources == load.sent
    twice = len(out.parsed) + len(out.rejected) - len(load.sent)
    measured(f"{len(load.sent)} documents, {twice} results twice after kill -9, SIGTERM and moves")


@only_long
async def test_killed_again_and_again_it_commits_nothing_that_is_not_out(settings: Settings) -> None:
    await ensure_topics(settings)
    load = Load(settings, 400)
    await load.run()
    async with outcomes(settings) as out:
        for share in (1, 2):
            async with parsing(settings) as parser:
                await out.until(lambda share=share: len(out.sources) > 100 * share)  # type: ignore[misc]
                await parser.kill()
            assert await committed_without_outcome(settings, out, load.sent) == set()
        async with parsing(settings):
            await out.until(lambda: out.sources >= load.sent)
    assert out.sources == load.sent


async def test_after_sigterm_nothing_is_done_twice(settings: Settings) -> None:
    await ensure_topics(settings)
    load = Load(settings, 400)
    async with outcomes(settings) as out:
        loading = asyncio.create_task(load.run())
        async with parsing(settings) as parser:
            await out.until(lambda: len(out.sources) > 100)
            assert await parser.stop() == 0
        await loading
        async with parsing(settings):
            await out.until(lambda: out.sources >= load.sent)
        await out.to_the_end()
    assert len(out.parsed) + len(out.rejected) == 400


async def test_an_output_that_the_broker_refuses_ends_the_process_and_is_done_again(settings: Settings) -> None:
    await ensure_topics(settings)
    async with outcomes(settings) as out, raw_producer(settings) as producer:
        async with parsing(settings) as parser:
            await set_message_limit(settings, 100)
            place = await producer.send_and_wait(settings.topic(ARTICLES_RAW), load_test_page(1))
            assert await parser.ended() == 70
        assert set((await committed(settings, "parser")).values()) == {0}
        await set_message_limit(settings, ARTICLES_PARSED.message_limit)
        async with parsing(settings):
            await out.until(lambda: len(out.parsed) == 1)
    assert out.sources == {(place.partition, place.offset)}


async def test_no_parser_process_outlives_its_killed_service(settings: Settings) -> None:
    await ensure_topics(settings)
    async with parsing(settings) as parser:
        workers = parser.workers()
        assert len(workers) >= 3  # a fork server and two workers at least
        await parser.kill()

        async def gone() -> bool:
            return not any(alive(worker) for worker in workers)

        await eventually(gone)


async def set_message_limit(settings: Settings, limit: int) -> None:
    """The largest message that articles.parsed takes."""
    name = settings.topic(ARTICLES_PARSED)
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    await admin.start()
    try:
        configs = {**ARTICLES_PARSED.config, "max.message.bytes": str(limit)}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs)])
    finally:
        await admin.close()


def alive(pid: int) -> bool:
    """Whether a process of that id runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
