"""Clients of /v1/changes on two replicas that are killed again and again: each ends with what the topics say."""

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Publisher
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.runtime.ports import free_port
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import newest_values
from tests.acceptance.system import ServiceProcess
from tests.acceptance.view_port import producing
from tests.faults.length import LONG
from tests.unit.view.example_records import listed, related, text
from tests.unit.view.live.event_stream import EventSource, Kept
from tests.waiting import until

KILLS = 30 if LONG else 4
NAMES = [f"story-{number}" for number in range(25)]
PUBLISHERS = ("coast.example", "hill.example")
WORDS = ("harbour", "tunnel")
ASKED: list[dict[str, str]] = [
    {},
    {"article": article_id_of(NAMES[0])},
    {"publisher": PUBLISHERS[0]},
    {"q": WORDS[1]},
    {"publisher": PUBLISHERS[1], "q": WORDS[0]},
]

pytestmark = [pytest.mark.timeout(900), pytest.mark.allows_log("GroupCoordinatorNotAvailableError")]


class Replica:
    """A view that is killed and started again, on the same port and file."""

    def __init__(self, settings: Settings, directory: Path) -> None:
        self._settings = settings.model_copy(update={"data": directory, "view_port": free_port()})
        self._log = directory.with_suffix(".log")
        self._process = ServiceProcess("view", self._settings, self._log)
        self.url = f"http://127.0.0.1:{self._settings.view_port}/v1/changes"

    async def ready(self) -> None:
        async def answers() -> bool:
            return await asyncio.to_thread(self._process.ready)

        await until(answers, "the view is ready")

    def kill(self) -> None:
        """SIGKILL, and at once another life."""
        self._process.kill()
        self._process = ServiceProcess("view", self._settings, self._log)

    def stop(self) -> None:
        self._process.kill()


class Client:
    """Listens to one replica after the other, and leaves in the midst of a stream now and then."""

    def __init__(self, asked: dict[str, str], random: Random) -> None:
        self.asked = asked
        self.kept = Kept()
        self.ends: Counter[str] = Counter()
        self._source = EventSource()
        self._random = random

    async def listen(self, replicas: list[Replica]) -> None:
        async with httpx.AsyncClient(timeout=httpx.Timeout(30, read=None), trust_env=False) as client:
            while True:
                with suppress(httpx.TransportError):
                    await self._listen_to(client, self._random.choice(replicas).url)
                    continue
                self.ends["broken off"] += 1
                await asyncio.sleep(0.05)

    async def _listen_to(self, client: httpx.AsyncClient, url: str) -> None:
        last = self._source.last_event_id
        headers = {"last-event-id": last} if last else {}
        self._source = EventSource()  # what was cut off in the midst of an event is not read on
        self._source.last_event_id = last
        leaves_after = self._random.randint(0, 60)
        async with client.stream("GET", url, params=self.asked | {"from": "beginning"}, headers=headers) as answer:
            assert answer.status_code == 200
            async for piece in answer.aiter_bytes():
                for event in self._source.read(piece):
                    self.kept.take(event)
                    leaves_after -= 1
                    if leaves_after < 0:
                        self.ends["left"] += 1
                        return
        self.ends["ended"] += 1


async def write(settings: Settings, random: Random, enough: asyncio.Event) -> int:
    """New articles, new lists, corrections and retractions, in transactions as the indexer's; gives how many."""
    counts: Counter[str] = Counter()
    shown: dict[str, ParsedArticle] = {}
    async with producing(settings, transactional_id=settings.group("test")) as producer:
        while not enough.is_set():
            name = random.choice(NAMES)
            key = article_id_of(name).encode()
            async with producer.transaction():
                if name in shown and random.random() < 0.1:
                    del shown[name]
                    for topic in (ARTICLES_CURRENT, HEADLINES_RELATED):
                        await producer.send(settings.topic(topic), None, key=key)
                    continue
                if name not in shown or random.random() < 0.3:
                    publisher = Publisher(name=random.choice(PUBLISHERS))
                    headline = f"The {random.choice(WORDS)} of {name}"
                    shown[name] = text(name, publisher=publisher, headline=headline)
                    await producer.send(settings.topic(ARTICLES_CURRENT), shown[name].to_bytes(), key=key)
                # The count tells an article's states apart, and only grows.
                counts[name] += 1
                entries = [listed(f"Headline {number}") for number in range(counts[name])]
                article = shown[name]
                view = related(name, *entries, publisher=article.publisher, headline=article.headline)
                await producer.send(settings.topic(HEADLINES_RELATED), view.to_bytes(), key=key)
            await asyncio.sleep(0.01)
    return counts.total()


async def expected(settings: Settings, asked: dict[str, str]) -> dict[str, int]:
    """What the topics say that a client holds in the end."""
    texts = await newest_values(settings, ARTICLES_CURRENT)
    found = {}
    for key, value in (await newest_values(settings, HEADLINES_RELATED)).items():
        article, view = ParsedArticle.from_bytes(texts[key]), RelatedHeadlines.from_bytes(value)
        if (
            asked.get("article") in (None, article.id)
            and asked.get("publisher") in (None, article.publisher.name)
            and asked.get("q", "") in article.headline
        ):
            found[article.id] = len(view.related)
    return found


async def test_every_client_ends_with_what_the_topics_say(settings: Settings, tmp_path: Path) -> None:
    random = Random(20310203)
    await ensure_topics(settings, [ARTICLES_CURRENT, HEADLINES_RELATED])
    replicas = [Replica(settings, tmp_path / f"replica-{number}") for number in range(2)]
    clients = [Client(asked, Random(number)) for number, asked in enumerate(ASKED * 4)]
    enough = asyncio.Event()
    tasks: list[asyncio.Task[Any]] = []
    try:
        for replica in replicas:
            await replica.ready()
        tasks = [asyncio.create_task(client.listen(replicas)) for client in clients]
        writing = asyncio.create_task(write(settings, random, enough))
        for number in range(KILLS):
            broken = sum(client.ends["broken off"] for client in clients)
            replica = replicas[number % 2]
            await asyncio.to_thread(replica.kill)
            await replica.ready()

            async def noticed(broken: int = broken) -> bool:
                return sum(client.ends["broken off"] for client in clients) > broken

            await until(noticed, "a client was cut off by the kill")
        enough.set()
        records = await writing
        for client in clients:
            wanted = await expected(settings, client.asked)

            async def has_all(client: Client = client, wanted: dict[str, int] = wanted) -> bool:
                assert not any(task.done() for task in tasks), [task for task in tasks if task.done()]
                return client.kept.articles == wanted

            await until(has_all, f"the client of {client.asked} has what there is")
        ends = sum((client.ends for client in clients), Counter())
        assert records > 100
        assert ends["left"] > 20, ends
        assert sum(client.kept.resets for client in clients) == 0
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for replica in replicas:
            replica.stop()
