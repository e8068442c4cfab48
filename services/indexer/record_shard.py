"""A shard as the runner sees it: records of its partition in, records for the same transaction out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

import orjson

from schemas.indexer_exchange import Offer
from schemas.raw_document import CE_TIME
from schemas.rejected import Rejection, rejected_headers
from schemas.topics import (
    ARTICLES_CURRENT,
    ARTICLES_PARSED,
    ARTICLES_REJECTED,
    HEADLINES_RELATED,
    INDEXER_EXCHANGE,
    INDEXER_SIGNATURES,
    Topic,
)
from services.indexer.newest import Held, Verdict
from services.indexer.records_in import instant, key_of, read_parsed, read_told
from services.indexer.shard import Shard
from services.indexer.state_records import UnreadableStateError, check_state, not_ours, signature_of
from services.indexer.view_digest import digests_of, vouched_for
from services.indexer.views import Views
from services.relatedness.article import Article
from services.relatedness.article_record import read_signature
from services.relatedness.packed_card import PackedCard
from services.relatedness.pair_score import SCORER
from services.relatedness.related_record import related_json
from services.relatedness.view_record import ViewRecord, ids_told, view_record
from services.runtime.circuit_breaker import CircuitBreaker, Place
from services.runtime.rejected import as_carried
from services.runtime.shard_records import Headers, InputRecord, OutputRecord

INPUTS = (ARTICLES_PARSED, INDEXER_EXCHANGE)
STATE = (INDEXER_SIGNATURES, HEADLINES_RELATED)


class RecordShard:
    """Implements `services.runtime.shard_records.Shard` over the state machine."""

    def __init__(
        self,
        partition: int,
        partitions: int,
        home_of: Callable[[str], int],
        views: Views | None = None,
        *,
        breakers: Mapping[Topic, CircuitBreaker] | None = None,
        topic_name: Callable[[Topic], str] = lambda topic: topic.name,
    ) -> None:
        self._partition, self._partitions = partition, partitions
        self._shard = Shard(partition, partitions, home_of, views or Views())
        self._breakers = breakers or {}
        self._topic_name = topic_name
        self._ownerless: dict[str, InputRecord] = {}
        """Views read back for which no signature is held: one that is older than its retraction is taken back yet."""
        self._written: dict[str, bytes] = {}

    def restore(self, *records: InputRecord) -> None:
        """Takes state records; raises `UnreadableStateError` naming one that this version cannot read."""
        states: dict[str, Held] = {}
        for record in records:
            try:
                if record.topic == INDEXER_SIGNATURES:
                    states |= self._state_in(record)
                else:
                    self._restore_view(record)
            except UnreadableStateError:
                raise
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                raise not_ours(record) from error
        self._shard.hold(states)

    def restored(self) -> None:
        """State is whole after its last record; raises `UnreadableStateError` for a view that has no article."""
        if self._ownerless:
            raise not_ours(next(iter(self._ownerless.values())))
        self._shard.views.changed.clear()

    def apply(self, batch: Sequence[InputRecord]) -> Iterator[OutputRecord]:
        """Takes a batch in; each view that it changed is written once, after all of it.

        Raises `BreakerOpen` when too much is rejected, and `UnreadableStateError` for a view that cannot be read now
        that it is looked at: the shard is then ahead of its log, and is to be thrown away.
        """
        for record in batch:
            yield from self._observe(record) if record.topic == ARTICLES_PARSED else self._listen(record)
            yield from self._tell()
        if batch:
            yield from self._write_views(instant(max(record.timestamp_ms for record in batch)))

    def _state_in(self, record: InputRecord) -> dict[str, Held]:
        if record.value is None:
            return {}
        stored, article = read_signature(record.value)
        check_state(record, stored.scorer, stored.id, self._shard.home_of(stored.id))
        return {stored.id: Held(stored.version, stored.last_seen, article)}

    def _restore_view(self, record: InputRecord) -> None:
        if record.value is None:
            article_id = (record.key or b"").decode(errors="replace")
            self._shard.views.forget(article_id)
            self._written.pop(article_id, None)
            self._ownerless.pop(article_id, None)
            return
        digests = digests_of(record.value)
        read: Callable[[], ViewRecord]
        if vouched_for(record.headers, digests):
            article_id, *entry_ids = ids_told(record.value)
            scorer, read = SCORER, partial(self._view_of, record)
        else:
            told = self._view_of(record)
            article_id, entry_ids = told.article_id, list(told.view.entries)
            scorer, read = told.scorer, lambda: told
        held = self._shard.held.get(article_id)
        # The home of what is held was looked at already; it takes as long as ten entries.
        check_state(record, scorer, article_id, self._partition if held else self._shard.home_of(article_id))
        if held is None or held.article is None:
            self._ownerless[article_id] = record
        self._shard.views.restore(article_id, entry_ids, read)
        self._written[article_id] = digests.told

    def _view_of(self, record: InputRecord) -> ViewRecord:
        try:
            return view_record(record.value or b"", self._shard.views.rooms, self._known)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise not_ours(record) from error

    def _known(self, article_id: str) -> PackedCard | None:
        held = self._shard.held.get(article_id)
        return held.article.packed if held and held.article else self._shard.views.cards.get(article_id)

    def _observe(self, record: InputRecord) -> Iterator[OutputRecord]:
        key = key_of(record)
        seen = read_parsed(record, None if key is None else self._shard.home_of(key))
        self._count(record, seen)
        if isinstance(seen, Rejection):
            yield self._rejected(record, seen)
            return
        before = self._shard.held.get(seen.id)
        parsed = seen.parsed
        verdict = self._shard.observe(seen.id, seen.version, (lambda: Article.of(parsed)) if parsed else None)
        if verdict is Verdict.STALE:
            return
        yield self._output(INDEXER_SIGNATURES, seen.id, signature_of(seen.id, self._shard.held[seen.id]).to_bytes())
        if verdict is Verdict.NEW and (parsed or (before and before.article)):
            yield self._output(ARTICLES_CURRENT, seen.id, parsed.to_bytes() if parsed else None, self._version(seen.id))

    def _listen(self, record: InputRecord) -> Iterator[OutputRecord]:
        told = read_told(record, self._partitions, self._shard.home_of)
        self._count(record, told)
        if isinstance(told, Rejection):
            yield self._rejected(record, told)
        elif isinstance(told, Offer):
            self._shard.offered(told)
        else:
            self._shard.matched(told)

    def _tell(self) -> Iterator[OutputRecord]:
        for shard, told in self._shard.sent:
            yield OutputRecord(INDEXER_EXCHANGE, shard, told.id.encode(), told.to_bytes())
        self._shard.sent.clear()

    def _write_views(self, updated: datetime) -> Iterator[OutputRecord]:
        for article_id in sorted(self._shard.views.changed):
            article = self._shard.held[article_id].article
            if article is None:
                if self._written.pop(article_id, None) is not None:
                    yield self._output(HEADLINES_RELATED, article_id, None, self._version(article_id))
                continue
            fields = related_json(article, self._shard.views[article_id], self._shard.views.cards)
            value = orjson.dumps({**fields, "updated": updated.isoformat()})
            digests = digests_of(value)
            if self._written.get(article_id) != digests.told:
                self._written[article_id] = digests.told
                yield self._output(HEADLINES_RELATED, article_id, value, digests.headers)
        self._shard.views.changed.clear()

    def _version(self, article_id: str) -> Headers:
        """A null value carries its version in a header."""
        return ((CE_TIME, self._shard.held[article_id].version.observed_at.isoformat().encode()),)

    def _output(self, topic: Topic, article_id: str, value: bytes | None, headers: Headers = ()) -> OutputRecord:
        return OutputRecord(topic, self._partition, article_id.encode(), value, headers)

    def _count(self, record: InputRecord, read: object) -> None:
        if breaker := self._breakers.get(record.topic):
            place = Place(self._topic_name(record.topic), record.partition, record.offset)
            breaker.take(place, read if isinstance(read, Rejection) else None)

    def _rejected(self, record: InputRecord, rejection: Rejection) -> OutputRecord:
        rejection, key, value = as_carried(rejection, record.key, record.value)
        topic = self._topic_name(record.topic)
        headers = rejected_headers(rejection, topic=topic, partition=record.partition, offset=record.offset)
        return OutputRecord(ARTICLES_REJECTED, self._partition, key, value, tuple(headers))
