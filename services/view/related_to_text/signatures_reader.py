"""Keeps the signatures in memory at the end of indexer.signatures: all of the topic again, from nothing, when it cannot
go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import NoReturn

import structlog
from aiokafka.errors import KafkaError

from schemas.topics import INDEXER_SIGNATURES
from services.runtime.endless_task import endless_task
from services.runtime.followed_topic import followed
from services.runtime.settings import Settings
from services.runtime.topic_admin import wait_for_topics
from services.view.related_to_text.signature_search import SignatureSearch

AGAIN_AFTER = 1.0
CHUNK = 100
"""Records taken in one go, of some 300 us each: a search waits for so many at most."""

log = structlog.get_logger("themewire.view")


class _AnotherLog(Exception):  # noqa: N818 - names what is there
    """An offset came again: the topic was made anew under its name."""


@asynccontextmanager
async def searching(settings: Settings) -> AsyncIterator[SignatureSearch]:
    """A search over the signatures, which are read while the block runs. The process leaves when that fails."""
    search = SignatureSearch()
    try:
        async with endless_task("reading the signatures", _read(settings, search)):
            yield search
    finally:
        search.close()


async def _read(settings: Settings, search: SignatureSearch) -> NoReturn:
    await wait_for_topics(settings, [INDEXER_SIGNATURES])
    await search.warm_up()
    while True:
        try:
            await _follow(settings, search)
        except (KafkaError, OSError, _AnotherLog) as error:
            log.info("reading the signatures again", error=repr(error))
        search.begin_anew()
        await asyncio.sleep(AGAIN_AFTER)


async def _follow(settings: Settings, search: SignatureSearch) -> None:
    last: dict[int, int] = {}
    async with aclosing(followed(settings, INDEXER_SIGNATURES)) as reads:  # type: ignore[type-var]
        async for read in reads:
            for record in read.records:
                if record.offset <= last.get(record.partition, -1):
                    raise _AnotherLog(_AnotherLog.__doc__)
                last[record.partition] = record.offset
            for start in range(0, len(read.records), CHUNK):
                await search.take(read.records[start : start + CHUNK])
            if read.whole:
                search.whole()
