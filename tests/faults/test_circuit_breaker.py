"""A service that rejects too much halts: nothing more is rejected, nothing is passed over, and nothing is lost."""

import json
import urllib.request
from pathlib import Path

from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, ARTICLES_RAW, ARTICLES_REJECTED, HEADLINES_RELATED, Topic
from services.parser.document import RawDocument
from services.parser.messages import ParsedMessage, parse_to_messages
from services.runtime.ports import free_port
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import read_whole
from tests.acceptance.parser_process import load_test_page
from tests.acceptance.raw_and_parsed import outcomes, raw_producer
from tests.faults.one_service import (
    committed_offsets,
    readyz,
    serving,
    until_group_is_empty,
    until_halted,
    until_ready,
)
from tests.unit.view.example_records import related
from tests.waiting import until

Records = list[tuple[bytes | None, bytes | None]]
POISON: Records = [(None, b"\x00\x81 poison %d" % n) for n in range(60)]


def single(settings: Settings) -> Settings:
    """One partition, so that "in a row" is the order of sending."""
    return settings.model_copy(update={"partitions": 1})


async def send(settings: Settings, topic: Topic, records: Records) -> None:
    async with raw_producer(settings) as producer:
        for key, value in records:
            sent = await producer.send(settings.topic(topic), value, key)
        await sent


def pages(*numbers: int) -> Records:
    return [(None, load_test_page(n)) for n in numbers]


def parsed(*numbers: int) -> Records:
    """What the parser makes of these pages."""
    documents = [RawDocument(load_test_page(n), None, (), "articles.raw", 0, n, 1_750_000_000_000) for n in numbers]
    messages = [m for document in documents for m in parse_to_messages(document)]
    return [(m.key, m.value) for m in messages if isinstance(m, ParsedMessage)]


async def whole(settings: Settings, topic: Topic) -> int:
    return len([record async for record in read_whole(settings, topic)])


async def test_sixty_poison_documents_in_a_row_halt_the_parser_and_lose_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    settings = single(settings)
    await ensure_topics(settings)
    await send(settings, ARTICLES_RAW, [*pages(*range(5)), *POISON, *pages(*range(5, 10))])
    async with outcomes(settings) as out:
        with serving("parser", settings, tmp_path / "halts.log") as parser:
            why = until_halted(parser)
            assert why.startswith(
                f"50 records in a row were rejected, from {settings.topic(ARTICLES_RAW)} partition 0 "
            )
            assert "offset 5 to" in why
            assert "offset 54," in why
            assert "stage " in why
            assert "THEMEWIRE_BREAKER=off" in why
            assert "poison" not in why
            await until_group_is_empty(settings, "parser")
            await out.to_the_end()
            assert len(out.parsed) <= 5
            assert len(out.rejected) <= 49
            assert not out.rejected or len(out.parsed) == 5
            done = len(out.parsed) + len(out.rejected)
            raw = (settings.topic(ARTICLES_RAW), 0)
            assert (await committed_offsets(settings, "parser")).get(raw, 0) == done
            assert parser.stop() == 0
        assert (await committed_offsets(settings, "parser")).get(raw, 0) == done
        with serving("parser", settings, tmp_path / "goes-on.log", breaker="off") as parser:
            await out.until(lambda: len(out.sources) == 70)
            assert readyz(parser)[0] == 200
            assert parser.stop() == 0
        await out.to_the_end()
    assert (len(out.parsed), len(out.rejected)) == (10, 60)
    assert out.sources == {(0, offset) for offset in range(70)}


async def test_poison_that_is_no_row_and_no_tenth_passes_and_a_tenth_halts_the_parser(
    settings: Settings, tmp_path: Path
) -> None:
    settings = single(settings)
    await ensure_topics(settings)
    async with outcomes(settings) as out:
        with serving("parser", settings, tmp_path / "parser.log") as parser:
            await send(settings, ARTICLES_RAW, [*POISON[:40], *pages(1), *POISON[:40], *pages(2)])
            await out.until(lambda: len(out.sources) == 82)
            assert (len(out.parsed), len(out.rejected)) == (2, 80)
            until_ready(parser)
            # With these the last 1,000 hold 99 and then 100 rejected ones, never two in a row.
            await send(settings, ARTICLES_RAW, [one for n in range(25) for one in (*POISON[:1], *pages(n, n + 25))])
            why = until_halted(parser)
            assert why.startswith("100 of the last ")
            await until_group_is_empty(settings, "parser")
            await out.to_the_end()
            assert 80 <= len(out.rejected) <= 99
            committed = await committed_offsets(settings, "parser")
            assert committed[settings.topic(ARTICLES_RAW), 0] == len(out.sources)


async def test_garbage_among_parsed_records_halts_the_indexer_and_loses_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    settings = single(settings)
    await ensure_topics(settings)
    garbage: Records = [(b"key %d" % n, b"garbage") for n in range(60)]
    await send(settings, ARTICLES_PARSED, [*parsed(1, 2), *garbage, *parsed(3)])
    place = (settings.topic(ARTICLES_PARSED), 0)
    with serving("indexer", settings, tmp_path / "halts.log") as indexer:
        why = until_halted(indexer)
        assert why.startswith(f"50 records in a row were rejected, from {place[0]} partition 0 offset 2 to ")
        assert "offset 51, the last one at stage index" in why
        assert "garbage" not in why
        await until_group_is_empty(settings, "indexer")
        rejected, current = await whole(settings, ARTICLES_REJECTED), await whole(settings, ARTICLES_CURRENT)
        assert rejected <= 49
        assert current <= 2
        assert (await committed_offsets(settings, "indexer")).get(place, 0) == rejected + current
        assert indexer.stop() == 0
    assert (await committed_offsets(settings, "indexer")).get(place, 0) == rejected + current
    with serving("indexer", settings, tmp_path / "goes-on.log", breaker="off"):

        async def arrived() -> bool:
            return (await whole(settings, ARTICLES_CURRENT), await whole(settings, ARTICLES_REJECTED)) == (3, 60)

        await until(arrived, "every article and every dead letter, once")


async def test_garbage_among_related_headlines_halts_the_view_which_shows_what_it_has(
    settings: Settings, tmp_path: Path
) -> None:
    settings = single(settings).model_copy(update={"view_port": free_port()})
    await ensure_topics(settings)
    garbage: Records = [(b"key %d" % n, b"garbage") for n in range(60)]
    first, last = related("harbour"), related("tunnel")
    with serving("view", settings, tmp_path / "halts.log") as view:
        await send(settings, HEADLINES_RELATED, [(first.article.id.encode(), first.to_bytes())])

        until_ready(view)

        async def shows_first() -> bool:
            return headlines(settings) == [first.article.headline]

        await until(shows_first, "the view shows what came before the garbage")
        await send(settings, HEADLINES_RELATED, [*garbage, (last.article.id.encode(), last.to_bytes())])
        why = until_halted(view)
        assert why.startswith(
            f"50 records in a row were rejected, from {settings.topic(HEADLINES_RELATED)} partition 0 "
        )
        assert headlines(settings) == [first.article.headline]
        assert view.stop() == 0
    with serving("view", settings, tmp_path / "goes-on.log", breaker="off") as view:
        until_ready(view)
        assert set(headlines(settings)) == {first.article.headline, last.article.headline}


def headlines(settings: Settings) -> list[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{settings.view_port}/v1/articles", timeout=5) as answer:
        return [article["headline"] for article in json.load(answer)["articles"]]
