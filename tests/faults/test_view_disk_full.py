"""The view's disk is full or read-only: one clear line, never a wrong answer, and the topic's end when it is mended."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from schemas.related_headlines import RelatedHeadlines
from schemas.topics import HEADLINES_RELATED
from services.runtime.ports import free_port
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.view.store import store_path
from tests.acceptance.system import ServiceProcess
from tests.acceptance.view_port import producing, send
from tests.faults.small_disk import SmallDisk, small_disk
from tests.unit.view.example_records import listed, related
from tests.waiting import wait_for

BEFORE, AFTER = 200, 3000
SHOWN = 100
"""Articles of one answer."""
EXIT_CODE = 70

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 16) as disk:
        yield disk


@pytest.fixture
def on_disk(settings: Settings, disk: SmallDisk) -> Settings:
    """A view whose file is on the small disk; one partition, so that its log has one order."""
    chosen = settings.model_copy(update={"data": disk.path, "partitions": 1, "view_port": free_port()})
    asyncio.run(ensure_topics(chosen, [HEADLINES_RELATED]))
    return chosen


def record(number: int) -> RelatedHeadlines:
    """The view of article `number`, a minute newer than the one before."""
    return related(f"story-{number:04}", listed("A listed headline " + "x" * 400), minutes=number)


def produce(settings: Settings, numbers: Sequence[int]) -> None:
    async def run() -> None:
        async with producing(settings, linger_ms=5) as producer:
            for start in range(0, len(numbers), 100):
                await asyncio.gather(*(send(producer, settings, record(n)) for n in numbers[start : start + 100]))

    asyncio.run(run())


class View:
    """A process of the view, and what it answers."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._settings = settings
        self.process = ServiceProcess("view", settings, log)
        self.seen: list[int] = []

    def newest(self) -> list[int] | None:
        """The numbers of the newest articles as it shows them; None for no answer or 503."""
        try:
            answer = httpx.get(
                f"http://127.0.0.1:{self._settings.view_port}/v1/articles?limit={SHOWN}", trust_env=False
            )
        except httpx.TransportError:
            return None
        if answer.status_code == 503:
            return None
        assert answer.status_code == 200
        return [int(article["headline"].split("-")[1].split()[0]) for article in answer.json()["articles"]]

    def left(self) -> bool:
        """Whether it has ended; until then its answers are looked at: each is the log up to some record."""
        if shown := self.newest():
            self.seen.append(shown[0])
            assert shown == list(range(shown[0], max(-1, shown[0] - SHOWN), -1))
        return self.process.process.poll() is not None

    def critical(self) -> list[str]:
        lines = [json.loads(line) for line in self.process.log.read_text().splitlines()]
        return [str(line["reason"]) for line in lines if line["level"] == "critical"]


Start = Callable[[str], View]
"""Starts a view on the small disk, with a log file of the given name."""


@pytest.fixture
def start(on_disk: Settings, tmp_path: Path) -> Iterator[Start]:
    started: list[View] = []

    def one_more(log: str) -> View:
        started.append(View(on_disk, tmp_path / log))
        return started[-1]

    yield one_more
    for view in started:
        view.process.kill()


def shows(view: View, number: int) -> bool:
    return (view.newest() or [-1])[0] == number


def assert_left_with_one_clear_line(view: View, file: Path, remedy: str) -> None:
    assert view.process.process.wait(60) == EXIT_CODE
    (reason,) = view.critical()
    assert str(file) in reason
    assert remedy in reason
    assert "Traceback" not in view.process.log.read_text()


def test_a_full_disk(on_disk: Settings, disk: SmallDisk, start: Start) -> None:
    file = store_path(on_disk)
    produce(on_disk, range(BEFORE))
    view = start("before.log")
    wait_for(view.process.ready, "the view is ready")
    assert shows(view, BEFORE - 1)
    disk.fill(leaving=256 * 1024)
    produce(on_disk, range(BEFORE, AFTER))
    wait_for(view.left, "the view has left")
    assert_left_with_one_clear_line(view, file, "the disk has room")
    assert disk.free < 256 * 1024, "the disk is full indeed"
    last_seen = max(view.seen, default=BEFORE - 1)
    assert BEFORE - 1 <= last_seen < AFTER - 1

    again = start("while-full.log")
    wait_for(again.left, "a view that starts while it is full has left")
    assert_left_with_one_clear_line(again, file, "the disk has room")

    disk.make_room()
    healed = start("after.log")
    wait_for(healed.process.ready, "the view is ready")
    assert shows(healed, AFTER - 1)
    assert "from its start" not in healed.process.log.read_text(), "it went on from its offsets"
    assert everything(on_disk) == list(range(AFTER))
    assert healed.process.stop() == 0


def test_a_read_only_disk(on_disk: Settings, disk: SmallDisk, start: Start) -> None:
    produce(on_disk, range(BEFORE))
    view = start("before.log")
    wait_for(view.process.ready, "the view is ready")
    assert view.process.stop() == 0
    disk.read_only()
    refused = start("read-only.log")
    assert_left_with_one_clear_line(refused, store_path(on_disk), "THEMEWIRE_DATA")
    disk.read_only(False)
    healed = start("after.log")
    wait_for(healed.process.ready, "the view is ready")
    assert everything(on_disk) == list(range(BEFORE))
    assert healed.process.stop() == 0


def everything(settings: Settings) -> list[int]:
    """All articles of the running view, each with the related headlines that were produced, by number."""
    found = []
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.view_port}", trust_env=False) as client:
        path: str | None = f"/v1/articles?limit={SHOWN}"
        while path:
            page = client.get(path).raise_for_status().json()
            found += [int(article["headline"].split("-")[1].split()[0]) for article in page["articles"]]
            path = page["next_cursor"] and f"/v1/articles?limit={SHOWN}&cursor={page['next_cursor']}"
        for number in found[:: SHOWN // 2]:
            produced = record(number)
            answer = client.get(f"/v1/articles/{produced.article.id}/related").raise_for_status().json()
            assert answer["related"] == produced.to_json()["related"]
    return sorted(found)
