"""A shard that learns beside its records: that is written once, and it acts only while it owns its partition."""

import asyncio
import queue
from collections.abc import Iterable, Sequence

import pytest

from schemas.topics import ARTICLES_PARSED, INDEXER_SIGNATURES
from services.runtime import transactional_shards
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.shard_records import InputRecord, OutputRecord
from services.runtime.shard_state_reader import read_state
from services.runtime.topic_admin import ensure_topics
from services.runtime.transactional_shards import CONDITIONS, run_shards

# A group that is new has its coordinator chosen while the first member asks for it.
pytestmark = pytest.mark.allows_log("Marking the coordinator dead")
LEARNT = 3


class Observer:
    """Learns a number more than it remembers, `LEARNT` times; then has no more to learn."""

    def __init__(self, partition: int) -> None:
        self._partition = partition
        self._remembered = 0
        self._waiting: queue.Queue[int] = queue.Queue()
        self.acting = 0
        self.fails = False

    def restore(self, *records: InputRecord) -> None:
        self._remembered = max(self._remembered, *(int(record.value or b"0") for record in records))

    def restored(self) -> None:
        pass

    async def act(self) -> None:
        self.acting += 1
        try:
            for number in range(self._remembered + 1, self._remembered + LEARNT + 1):
                self._waiting.put(number)
                await asyncio.to_thread(self._waiting.join)
            if self.fails:
                raise ValueError("nothing answers")
            await asyncio.Event().wait()
        finally:
            self.acting -= 1

    @property
    def learnt(self) -> bool:
        return not self._waiting.empty()

    def apply(self, batch: Sequence[InputRecord]) -> Iterable[OutputRecord]:
        assert not batch, "nothing is loaded"
        while self.learnt:
            number = self._remembered = self._waiting.get()
            yield OutputRecord(INDEXER_SIGNATURES, self._partition, str(number).encode(), str(number).encode())
            self._waiting.task_done()


async def written(settings: Settings) -> list[int]:
    records: list[InputRecord] = []
    await read_state(settings, [INDEXER_SIGNATURES], 0, records.extend)
    return [int(record.value or b"0") for record in records]


async def watch(settings: Settings, shard: Observer, stop: asyncio.Event) -> None:
    await run_shards(
        settings,
        service="observing",
        inputs=[ARTICLES_PARSED],
        state=[INDEXER_SIGNATURES],
        make_shard=lambda _partition, _home_of: shard,
        readiness=Readiness(CONDITIONS),
        stop=stop,
    )


async def run_until(settings: Settings, shard: Observer, numbers: list[int]) -> None:
    stop = asyncio.Event()
    watching = asyncio.create_task(watch(settings, shard, stop))
    async with asyncio.timeout(60):
        while await written(settings) != numbers:
            assert not watching.done(), watching.result()
        assert shard.acting == 1
        stop.set()
        await watching
    assert shard.acting == 0


async def test_what_is_learnt_is_written_once_and_learning_goes_on_after_it(settings: Settings) -> None:
    settings = settings.model_copy(update={"partitions": 1})
    await ensure_topics(settings)
    await run_until(settings, Observer(0), [1, 2, 3])
    await run_until(settings, Observer(0), [1, 2, 3, 4, 5, 6])


async def test_one_that_no_longer_acts_ends_the_process(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings.model_copy(update={"partitions": 1})
    await ensure_topics(settings)
    shard, stop, words = Observer(0), asyncio.Event(), []
    shard.fails = True

    def left(why: str, _error: BaseException | None = None) -> None:
        words.append(why)
        stop.set()

    monkeypatch.setattr(transactional_shards, "leave", left)
    async with asyncio.timeout(60):
        await watch(settings, shard, stop)
    assert words == ["working on partition 0: RuntimeError('partition 0 no longer acts')"]
    assert await written(settings) == [1, 2, 3]
