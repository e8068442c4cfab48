"""Searches and additions on one thread: they never meet, and the event loop waits for neither."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from schemas.related_headlines import RelatedHeadlines
from services.relatedness.pair_score import SCORER
from services.relatedness.warm_up import warm_up
from services.runtime.metrics import REJECTED
from services.view.kafka_record import KafkaRecord
from services.view.related_to_text.asked_text import AskedText, article_of
from services.view.related_to_text.known_articles import KnownArticles, NotASignature

WAITING_AT_MOST = 64
"""Searches that wait for the thread: one takes a few milliseconds."""

Result = TypeVar("Result")

log = structlog.get_logger("themewire.view")


class NotNow(Exception):  # noqa: N818 - an answer, not an accident
    """A text cannot be answered yet; the message says why and what to do."""

    def __init__(self, why: str, retry_after: int) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        """Seconds."""


class SignatureSearch:
    """What is known of indexer.signatures, and the answers from it; nothing is answered before all of it is read."""

    def __init__(self) -> None:
        self._known = KnownArticles()
        self._whole = False
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="related to text")

    def close(self) -> None:
        """Takes and answers no more; what the thread is at may take a moment longer."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def warm_up(self) -> None:
        """Compiles or loads what the first search would wait for."""
        await self._run(warm_up)

    def begin_anew(self) -> None:
        """Forgets everything: what follows is read from the start of the topic."""
        self._known, self._whole = KnownArticles(), False

    async def take(self, records: Sequence[KafkaRecord]) -> None:
        """Takes records in log order. One that is not ours is skipped with a warning."""
        await self._run(lambda: self._take(self._known, records))

    def whole(self) -> None:
        """Everything that was on the topic when the reading began is taken."""
        self._whole = True

    async def related(self, asked: AskedText) -> RelatedHeadlines:
        """The record that the text would have; raises `NotNow`."""
        if not self._whole:
            raise NotNow(
                "The signatures of the articles are still being read from the broker: ask again after the time in"
                " Retry-After. Articles by id are answered meanwhile.",
                5,
            )
        if (scorer := self._known.other_scorer) is not None:
            raise NotNow(
                f"Some articles' signatures were made by scorer {scorer[:20]!r}, this view has scorer {SCORER!r}, and"
                " scores of two versions do not compare: run indexer and view of one version. Articles by id are"
                " answered meanwhile.",
                60,
            )
        if self._waiting >= WAITING_AT_MOST:
            raise NotNow("Too many texts are asked about at once: ask again after the time in Retry-After.", 1)
        known = self._known
        self._waiting += 1
        try:
            return await self._run(lambda: known.related(article_of(asked, datetime.now(UTC))))
        finally:
            self._waiting -= 1

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @staticmethod
    def _take(known: KnownArticles, records: Sequence[KafkaRecord]) -> None:
        for record in records:
            try:
                known.take(record.key, record.value)
            except NotASignature as error:
                REJECTED.labels("view").inc()
                log.warning(
                    "skipped a record",
                    topic=record.topic,
                    partition=record.partition,
                    offset=record.offset,
                    why=str(error),
                )
