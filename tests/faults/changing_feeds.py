"""200 feeds on loopback that change as a test goes on, and the word on whether all they ever held was sent once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from services.runtime.settings import Settings
from tests.acceptance.local_feeds import LocalFeeds, local_feeds, sent
from tests.waiting import until

FEEDS = 200
PATIENCE = 120.0
QUICK = {"fetch_private_networks": True, "feed_visit_within": 2.0, "feed_visits_per_host": 16}
"""Settings: all feeds are on one host, and asked all the time."""


@asynccontextmanager
async def changing_feeds() -> AsyncIterator[LocalFeeds]:
    """`FEEDS` feeds with an entry each."""
    async with local_feeds() as served:
        for number in range(FEEDS):
            served.entries[f"/{number}"] = {"first": text(number, "first", 0)}
        yield served


def text(feed: int, entry: str, version: int) -> str:
    """Of words that other feeds have not: what is related to everything else keeps the indexer busy for minutes."""
    word = "".join(
        "bdfgklmnprstvwz"[int(digit, 16) % 15] + "aeiou"[int(digit, 16) % 5] for digit in f"{feed * 7919:06x}"
    )
    return f"{word.capitalize()} {word[::-1]}, {entry} of feed {feed}, version {version}"


def newest(feeds: LocalFeeds) -> dict[str, str]:
    """What the feeds show now, by the entries' addresses."""
    return {feeds.link(path, name): text for path, shown in feeds.entries.items() for name, text in shown.items()}


async def until_all_sent(settings: Settings, feeds: LocalFeeds) -> None:
    """Every entry is on articles.raw as it is now, and no version of one stands there twice."""

    async def all_sent() -> bool:
        return {url: versions[-1] for url, versions in (await sent(settings)).items()} == newest(feeds)

    await until(all_sent, "every entry is on articles.raw as it is now", PATIENCE)
    twice = {url: versions for url, versions in (await sent(settings)).items() if len(versions) > len(set(versions))}
    assert not twice


def change_all(feeds: LocalFeeds, version: int) -> None:
    for number in range(FEEDS):
        feeds.entries[f"/{number}"]["first"] = text(number, "first", version)


def change_one(feeds: LocalFeeds, random: Random) -> None:
    """One feed gets an entry, or another text of one."""
    number = random.randrange(FEEDS)
    shown = feeds.entries[f"/{number}"]
    name = random.choice([*shown, f"entry-{len(shown)}"])
    version = random.randrange(1 << 30)
    shown[name] = text(number, name, version)
