"""A batch's results: in order, one a line, whatever happens to the log, the upload or the quota."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.receiver.access import Access, Caller
from services.ingest.receiver.batch_stream import WINDOW, Batch
from services.ingest.receiver.content_encoding import decoder_for
from services.ingest.receiver.feeds_parts import FeedsParts
from services.ingest.receiver.idempotent_publish import PublishedOnce
from services.ingest.receiver.parts import Parts
from services.runtime.api_keys import Scope
from tests.unit.ingest.receiver.kept_log import (
    LIMIT,
    KeptFeeds,
    KeptLog,
    KeptNames,
    app_over,
    assert_problem,
    client_of,
)
from tests.unit.ingest.receiver.test_access import TEXTS, Clock, access_of, bearer, key_of

GOOD = {"content": "page", "ce_id": "one"}


def batch_over(log: KeptLog, caller: Caller | None = None, encoding: str | None = None, within: float = 5.0) -> Batch:
    feeds = FeedsParts(KeptFeeds(), KeptFeeds(), allow_private=False)
    parts = Parts(log, PublishedOnce(KeptNames(), log.publish, log.pending), Access(), LIMIT, feeds)
    return Batch(parts, caller or Caller(), decoder_for(encoding), within=within)


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def results(batch: Batch, chunks: AsyncIterator[bytes]) -> list[Any]:
    answer = b"".join([piece async for piece in batch.results(chunks)])
    return [json.loads(line) for line in answer.splitlines()]


def lines(*objects: dict[str, Any]) -> bytes:
    return b"".join(orjson.dumps(one) + b"\n" for one in objects)


def statuses(found: list[Any]) -> list[tuple[int, int]]:
    return [(result["line"], result["status"]) for result in found]


@given(st.lists(st.sampled_from([b'{"content": "x"}', b"no json", b'{"retract": "z"}', b""]), max_size=30), st.data())
def test_results_are_those_of_each_line_alone_in_any_pieces(texts: list[bytes], data: st.DataObject) -> None:
    content = b"\n".join(texts)
    size = data.draw(st.integers(1, 50))
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    found = asyncio.run(results(batch_over(KeptLog()), pieces(*chunks)))
    expected = {b'{"content": "x"}': 202, b"no json": 400, b'{"retract": "z"}': 422}
    assert statuses(found) == [(n, expected[text]) for n, text in enumerate(texts, 1) if text]


async def test_when_the_broker_goes_each_line_is_told_and_when_it_comes_back_too() -> None:
    log = KeptLog()

    async def upload() -> AsyncIterator[bytes]:
        """The next piece is asked for when the lines of the last are sent."""
        yield lines(GOOD, GOOD)
        log.away = True
        yield lines(GOOD, GOOD)
        log.away = False
        log.unconfirmed = 1
        yield lines(GOOD, GOOD)

    found = await results(batch_over(log), upload())
    assert statuses(found) == [(1, 202), (2, 202), (3, 503), (4, 503), (5, 503), (6, 202)]
    assert "may not be stored" in found[2]["problem"]["detail"]
    assert log.pending.bytes == 0


async def test_an_encoded_upload_is_decoded() -> None:
    log = KeptLog()
    content = gzip.compress(lines(*[GOOD] * 3))
    assert statuses(await results(batch_over(log, encoding="gzip"), pieces(content))) == [(1, 202), (2, 202), (3, 202)]


async def test_an_upload_that_breaks_off_in_its_encoding_ends_with_a_result_that_says_so() -> None:
    content = gzip.compress(lines(GOOD, GOOD))
    found = await results(batch_over(KeptLog(), encoding="gzip"), pieces(content[:-4]))
    assert statuses(found) == [(1, 202), (2, 202), (3, 400)]


async def test_an_upload_that_stalls_is_given_up() -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield lines(GOOD) + b'{"content": '
        await asyncio.Event().wait()

    found = await results(batch_over(KeptLog(), within=0.01), stalled())
    assert statuses(found) == [(1, 202), (2, 408)]


async def test_a_sender_that_goes_away_leaves_nothing_behind_and_half_a_line_is_not_taken() -> None:
    log = KeptLog()

    async def cut() -> AsyncIterator[bytes]:
        yield lines(GOOD) + b'{"content": "x"}'
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await results(batch_over(log), cut())
    assert len(log.messages) == 1
    assert log.pending.bytes == 0


async def test_no_more_is_read_than_the_window_while_nobody_reads_the_results() -> None:
    log, sent = KeptLog(), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield lines(GOOD)

    answer = batch_over(log).results(endless())
    await anext(answer)
    for _ in range(5 * WINDOW):
        await asyncio.sleep(0)
    assert WINDOW <= sent <= 1.5 * WINDOW
    await answer.aclose()  # type: ignore[attr-defined]


async def test_documents_wait_for_room_among_all_others() -> None:
    log = KeptLog()
    assert log.pending.take(log.pending.limit)
    waiting = asyncio.create_task(results(batch_over(log), pieces(lines(GOOD))))
    await asyncio.sleep(0)
    assert log.messages == []
    log.pending.give(log.pending.limit)
    assert statuses(await waiting) == [(1, 202)]


async def test_a_line_needs_its_own_scope() -> None:
    caller = access_of(Clock(), key_of(TEXTS[0], Scope.write)).caller(bearer(TEXTS[0]))
    found = await results(batch_over(KeptLog(), caller), pieces(lines({"retract": "0" * 32}, GOOD)))
    assert statuses(found) == [(1, 403), (2, 202)]


async def test_another_media_type_is_refused() -> None:
    async with client_of(app_over(KeptLog())) as http:
        answer = await http.post("/v1/documents/batch", content=b"{}", headers={"content-type": "application/json"})
        assert_problem(answer, 415, "not-ndjson")
        assert "application/x-ndjson" in answer.headers["accept"]
        empty = await http.post("/v1/documents/batch")
        assert_problem(empty, 422, "empty-batch")
