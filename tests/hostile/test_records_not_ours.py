"""Records that are not ours on the topics behind the parser: rejected or skipped, counted, and nothing else is lost."""

import asyncio
import urllib.request
from dataclasses import dataclass

import orjson
import pytest

from schemas.topics import ARTICLES_PARSED, HEADLINES_RELATED, INDEXER_EXCHANGE
from services.runtime.quiescence import wait_until_quiescent
from tests.acceptance.system import System
from tests.hostile.conftest import in_the_view, still_there
from tests.hostile.on_the_log import DeadLetter, Place, Put, dead_letters, put
from tests.hostile.records_not_ours import (
    ACCEPTED,
    FUTURE,
    ON_ARTICLES_PARSED,
    ON_THE_EXCHANGE,
    ON_THE_VIEWS,
    PARTITION,
    Foreign,
    id_at,
    parsed,
)
from tests.waiting import wait_for

pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")


@dataclass(frozen=True)
class Aftermath:
    """Where each record stood, by topic and name, and what was rejected."""

    places: dict[tuple[str, str], Place]
    letters: dict[Place, list[DeadLetter]]


def neighbour(number: int) -> tuple[str, Put]:
    """An article of the same partition, as a parser writes it."""
    article_id = id_at(PARTITION, f"neighbour {number}")
    return article_id, Put(orjson.dumps(parsed(article_id, headline=f"Neighbour {number}")), article_id.encode())


NEIGHBOURS = len(ON_ARTICLES_PARSED) + 1


@pytest.fixture(scope="module")
def aftermath(system: System) -> Aftermath:
    return asyncio.run(_put_all(system))


async def _put_all(system: System) -> Aftermath:
    on_exchange = await put(system.settings, INDEXER_EXCHANGE, [f.put for f in ON_THE_EXCHANGE], PARTITION)
    records = [neighbour(0)[1]]
    for number, foreign in enumerate(ON_ARTICLES_PARSED, start=1):
        records += [foreign.put, neighbour(number)[1]]
    on_parsed = await put(system.settings, ARTICLES_PARSED, [*records, *ACCEPTED], PARTITION)
    await wait_until_quiescent(system.settings, 60)
    places = {("parsed", foreign.name): on_parsed[2 * n + 1] for n, foreign in enumerate(ON_ARTICLES_PARSED)}
    places |= {("exchange", foreign.name): on_exchange[n] for n, foreign in enumerate(ON_THE_EXCHANGE)}
    return Aftermath(places, dict(await dead_letters(system.settings)))


@pytest.mark.parametrize("foreign", ON_ARTICLES_PARSED, ids=lambda foreign: str(foreign.name))
def test_on_articles_parsed(foreign: Foreign, aftermath: Aftermath, system: System) -> None:
    _rejected(foreign, aftermath.letters[aftermath.places["parsed", foreign.name]])
    number = ON_ARTICLES_PARSED.index(foreign)
    for article_id, _ in (neighbour(number), neighbour(number + 1)):
        in_the_view(system, article_id)
    still_there(system)


@pytest.mark.parametrize("foreign", ON_THE_EXCHANGE, ids=lambda foreign: str(foreign.name))
def test_on_the_exchange(foreign: Foreign, aftermath: Aftermath) -> None:
    _rejected(foreign, aftermath.letters[aftermath.places["exchange", foreign.name]])


def _rejected(foreign: Foreign, letters: list[DeadLetter]) -> None:
    (letter,) = letters
    sent = foreign.put
    # No client sends a record that is null in both: its dead letter has an empty key.
    assert (letter.key, letter.value) == (b"" if sent.key is None and sent.value is None else sent.key, sent.value)
    assert letter.stage == "index"
    assert foreign.reason in letter.reason


def test_what_is_ours_or_of_a_later_version_is_taken(aftermath: Aftermath, system: System) -> None:
    assert in_the_view(system, id_at(PARTITION, "future"))["headline"] == FUTURE
    assert len(aftermath.letters) == len(ON_ARTICLES_PARSED) + len(ON_THE_EXCHANGE)


def test_shards_still_tell_each_other(aftermath: Aftermath, system: System) -> None:
    """The exchange goes on behind what was rejected: articles of two shards find each other."""
    ids = [id_at(partition, "across") for partition in (PARTITION, 3)]
    headlines = ("Zeppelin harbour inspectors resign", "Harbour without its zeppelin inspectors")
    for article_id, partition, headline in zip(ids, (PARTITION, 3), headlines, strict=True):
        article = parsed(article_id, headline=headline)
        asyncio.run(put(system.settings, ARTICLES_PARSED, [Put(orjson.dumps(article), article_id.encode())], partition))

    def shown(number: int) -> str:
        return str(system.get(f"/v1/articles/{ids[number]}/related"))

    wait_for(lambda: ids[1] in shown(0) and ids[0] in shown(1), "each stands in the other's view")


async def test_the_view_skips_and_counts_what_is_no_view(aftermath: Aftermath, system: System) -> None:
    before = await asyncio.to_thread(_skipped, system)
    await put(system.settings, HEADLINES_RELATED, ON_THE_VIEWS, PARTITION)
    article_id, article = neighbour(NEIGHBOURS)
    await put(system.settings, ARTICLES_PARSED, [article], PARTITION)
    await asyncio.to_thread(in_the_view, system, article_id)
    assert await asyncio.to_thread(_skipped, system) - before == len(ON_THE_VIEWS)
    still_there(system)


def _skipped(system: System) -> float:
    (port,) = [service.ops_port for service in system.processes if service.name == "view"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return sum(
        float(line.rpartition(" ")[2]) for line in lines if line.startswith('themewire_rejected_total{stage="view"}')
    )
