"""Documents that mean harm, straight on articles.raw, all on one partition with good neighbours around each."""

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.parsed_article import ParsedArticle
from schemas.topics import ARTICLES_CURRENT, ARTICLES_RAW
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.whole_topic import newest_values
from tests.acceptance.system import System
from tests.hostile.conftest import in_the_view, still_there
from tests.hostile.must_reject import HTML, MUST_REJECT, SLOW, TEXT, Bad
from tests.hostile.must_survive import MUST_SURVIVE, Odd
from tests.hostile.on_the_log import DeadLetter, Place, Put, dead_letters, neighbour, put
from tests.processes import descendants
from tests.waiting import wait_for

# Whoever asks first on a new broker meets a group coordinator that is still being made.
pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")


@dataclass(frozen=True)
class Aftermath:
    """What there is once all was read: where each bad document stood, and what came out of all."""

    places: dict[str, Place]
    letters: dict[Place, list[DeadLetter]]
    articles: dict[str, list[ParsedArticle]]


@pytest.fixture(scope="module")
def aftermath(system: System) -> Aftermath:
    return asyncio.run(_put_all(system))


async def _put_all(system: System) -> Aftermath:
    """Neighbour, bad one, neighbour, bad one ... on one partition; the odd ones follow."""
    records = [neighbour(0)[1]]
    for number, bad in enumerate(MUST_REJECT, start=1):
        records += [bad.put, neighbour(number)[1]]
    places = await put(system.settings, ARTICLES_RAW, [*records, *(odd.put for odd in MUST_SURVIVE)])
    await wait_until_quiescent(system.settings, 100)
    articles: dict[str, list[ParsedArticle]] = {}
    for value in (await newest_values(system.settings, ARTICLES_CURRENT)).values():
        article = ParsedArticle.from_bytes(value)
        articles.setdefault(article.headline, []).append(article)
    return Aftermath(
        {bad.name: places[2 * number + 1] for number, bad in enumerate(MUST_REJECT)},
        dict(await dead_letters(system.settings)),
        articles,
    )


@pytest.mark.parametrize("bad", MUST_REJECT, ids=lambda bad: str(bad.name))
def test_must_reject(bad: Bad, aftermath: Aftermath, system: System) -> None:
    (letter,) = aftermath.letters[aftermath.places[bad.name]]
    assert (letter.key, letter.value) == (bad.put.key, bad.value)
    assert letter.stage == bad.stage
    assert bad.reason in letter.reason
    assert letter.error_class
    number = MUST_REJECT.index(bad)
    for article_id, _ in (neighbour(number), neighbour(number + 1)):
        in_the_view(system, article_id)
    still_there(system)


@pytest.mark.parametrize("odd", MUST_SURVIVE, ids=lambda odd: str(odd.name))
def test_must_survive(odd: Odd, aftermath: Aftermath, system: System) -> None:
    (article,) = aftermath.articles[odd.headline]
    assert (article.published.at if article.published else None) == odd.published_at
    assert odd.why_no_time in article.provenance.get("published", "")
    assert in_the_view(system, article.id)["headline"] == odd.headline


def test_nothing_else_was_rejected(aftermath: Aftermath) -> None:
    assert set(aftermath.places.values()) <= set(aftermath.letters)
    assert len(aftermath.letters) == len(MUST_REJECT)


async def test_a_killed_parser_process_costs_only_its_document(aftermath: Aftermath, system: System) -> None:
    (parser,) = [service.process for service in system.processes if service.name == "parser"]
    before, after = neighbour(1001), neighbour(1002)
    short = Put(b"Ferry of a quick page\n\nThe ferry sails again.\n\nIt sails.", None, TEXT)
    slow = Put(SLOW, b"slow", HTML)
    at_work = {pid: _cpu_ticks(pid) for pid in descendants(parser.pid)}
    _, place, *_ = await put(system.settings, ARTICLES_RAW, [before[1], slow, short, after[1]], partition=1)

    def busy() -> int | None:
        ticks = {pid: _cpu_ticks(pid) - at_work.get(pid, 0) for pid in descendants(parser.pid)}
        return next((pid for pid, spent in ticks.items() if spent > 1.5 * os.sysconf("SC_CLK_TCK")), None)

    worker = await asyncio.to_thread(wait_for, busy, "a parser process works on the slow document", 9)
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    await wait_until_quiescent(system.settings, 60)
    (letter,) = (await dead_letters(system.settings))[place]
    assert (letter.key, letter.value, letter.stage) == (slow.key, slow.value, "parse")
    assert "died on this document (exit code -9)" in letter.reason
    for article_id, _ in (before, after):
        await asyncio.to_thread(in_the_view, system, article_id)
    still_there(system)


def _cpu_ticks(pid: int) -> int:
    """User and system time of a process; 0 for one that ended."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(after_name[11]) + int(after_name[12])
