"""Records of a batch into the store; what is not ours is skipped, said, and counted by the circuit breaker."""

import time
from collections.abc import Mapping, Sequence

import structlog

from schemas.rejected import Rejection
from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.runtime import metrics
from services.runtime.circuit_breaker import CircuitBreaker, Place
from services.runtime.crash_points import crash_point
from services.view.kafka_record import KafkaRecord
from services.view.resume import Mark, Partition
from services.view.rows import Gone, NotOurs, Row, change
from services.view.store import Change, Store
from services.view.texts import text_change

log = structlog.get_logger("themewire.view")


class Taking:
    """Takes batches in two steps, so that one can be read while the one before it is written.

    `texts`: articles.current as the broker names it; any other topic is headlines.related.
    """

    def __init__(self, store: Store, breaker: CircuitBreaker, texts: str) -> None:
        self._store = store
        self._breaker = breaker
        self._texts = texts

    def changes(self, records: Sequence[KafkaRecord]) -> list[Change]:
        """What a batch changes, the last of each article and topic, in log order; raises `BreakerOpen`."""
        changes: dict[tuple[str, str], Change] = {}
        for record in records:
            place = Place(record.topic, record.partition, record.offset)
            try:
                taken = text_change(record) if record.topic == self._texts else change(record)
            except NotOurs as error:
                metrics.REJECTED.labels("view").inc()
                log.warning(
                    "skipped a record",
                    topic=record.topic,
                    partition=record.partition,
                    offset=record.offset,
                    why=str(error),
                )
                self._breaker.take(place, Rejection("view", str(error)))
            else:
                self._breaker.take(place, None)
                changes.pop((record.topic, taken.id), None)  # so that what is left stays in log order
                changes[record.topic, taken.id] = taken
        texts = sum(record.topic == self._texts for record in records)
        metrics.RECORDS_IN.labels(ARTICLES_CURRENT.name).inc(texts)
        metrics.RECORDS_IN.labels(HEADLINES_RELATED.name).inc(len(records) - texts)
        return list(changes.values())

    def save(self, changes: Sequence[Change], moved: Mapping[Partition, Mark], current_at: float | None = None) -> None:
        """Saves what a batch changes and how far it goes; raises `StoreError`, with nothing saved."""
        started = time.monotonic()
        crash_point("before-save")
        self._store.save(changes, moved, current_at=current_at)
        crash_point("rows-and-marks-saved")
        metrics.VIEWS_WRITTEN.labels("view").inc(sum(isinstance(change, Row | Gone) for change in changes))
        metrics.BATCH_SECONDS.labels("view").observe(time.monotonic() - started)
