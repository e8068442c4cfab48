"""Reads what a fault run left behind, all of it, and fails with the list of broken promises."""

import asyncio
import hashlib
import time
from datetime import datetime
from typing import Any

import httpx
import orjson
from aiokafka import ConsumerRecord

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import CE_TIME
from schemas.rejected import EXCEPTION_MESSAGE, OFFSET, PARTITION, STAGE, TOPIC
from schemas.related_headlines import SubjectArticle
from schemas.topics import ARTICLES_CURRENT, ARTICLES_REJECTED, HEADLINES_RELATED
from services.cli.verify import compare
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.settings import Settings
from services.runtime.whole_topic import newest_values, read_whole
from tests.faults.history import History
from tests.faults.invented_articles import content_of
from tests.faults.promises import CurrentRecord, DeadLetter, Observed, judge

VIEW_CATCHES_UP = 30.0
"""Seconds that the view has after the last record of headlines.related."""
AT_ONCE = 8
SHOWN = 20


def assert_nothing_lost(settings: Settings, history: History, *, within: float = 180.0) -> None:
    """Waits until all is worked off (`within` seconds at most), reads every topic and asks the view for everything.

    `settings` name the broker, the prefix, the partitions and the running view's port. Blocks; in a test that is a
    coroutine, run it in a thread.
    """
    faults = asyncio.run(_faults(settings, history, within))
    more = f"\n... and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    assert not faults, f"{len(faults)} promises broken:\n" + "\n".join(faults[:SHOWN]) + more


async def _faults(settings: Settings, history: History, within: float) -> list[str]:
    await wait_until_quiescent(settings, within)
    observed = Observed()
    async for record in read_whole(settings, ARTICLES_CURRENT):
        observed.current.setdefault(record.key.decode(), []).append(_current(record))
    observed.rejected = [_dead_letter(record) async for record in read_whole(settings, ARTICLES_REJECTED)]
    newest = await newest_values(settings, HEADLINES_RELATED)
    observed.related = {key.decode(): _shown_part(orjson.loads(value)) for key, value in newest.items()}
    observed.view = await _view_at_the_end(settings, observed.related)
    _, differences = await compare(settings)
    return [*judge(history, observed), *differences]


def _current(record: ConsumerRecord) -> CurrentRecord:
    if record.value is None:
        return CurrentRecord(datetime.fromisoformat(dict(record.headers)[CE_TIME].decode()), None, None)
    article = ParsedArticle.from_bytes(record.value)
    return CurrentRecord(
        article.version.observed_at, article.version.content_hash, content_of(article.headline, article.body)
    )


def _dead_letter(record: ConsumerRecord) -> DeadLetter:
    headers = {name: value.decode() for name, value in record.headers}
    return DeadLetter(
        headers[TOPIC],
        int(headers[PARTITION]),
        int(headers[OFFSET]),
        headers[STAGE],
        headers[EXCEPTION_MESSAGE],
        hashlib.sha256(record.value or b"").hexdigest(),
    )


def _shown_part(record: dict[str, Any]) -> bytes:
    """What both the topic and the view say of an article; as bytes, since there are thousands."""
    return orjson.dumps({name: record[name] for name in ("article", "related", "updated")}, option=orjson.OPT_SORT_KEYS)


async def _view_at_the_end(settings: Settings, related: dict[str, bytes]) -> dict[str, bytes]:
    """All that the view answers, once it answers what the topic says or has had the time for it."""
    deadline = time.monotonic() + VIEW_CATCHES_UP
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{settings.view_port}", timeout=30, limits=limits, trust_env=False
    ) as client:
        while True:
            shown = await _answers(client)
            if shown == related or time.monotonic() > deadline:
                return shown
            await asyncio.sleep(0.5)


async def _answers(client: httpx.AsyncClient) -> dict[str, bytes]:
    """Every article that the view lists, with its related headlines."""
    listed: dict[str, dict[str, Any]] = {}
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/v1/articles", params={"limit": "100", **cursor})).raise_for_status().json()
        listed |= {article["id"]: article for article in page["articles"]}
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
    few = asyncio.Semaphore(AT_ONCE)

    async def ask(article_id: str) -> bytes:
        async with few:
            return _answered(listed[article_id], await client.get(f"/v1/articles/{article_id}/related"))

    return dict(zip(listed, await asyncio.gather(*map(ask, listed)), strict=True))


def _answered(article: dict[str, Any], answer: httpx.Response) -> bytes:
    if answer.status_code != httpx.codes.OK:
        return b"status %d" % answer.status_code
    related = answer.json()
    if not article.pop("related_count") == related["related_count"] == len(related["related"]):
        return b"related_count is not the number of related headlines"
    # Lists also tell what articles.current says of an article.
    told = {name: article[name] for name in SubjectArticle.model_fields}
    return _shown_part({"article": told, **related})
