"""Every kind of state record that no shard wrote in its place is named; none is passed over."""

from collections.abc import Callable
from random import Random

import pytest

from schemas.topics import (
    ARTICLES_PARSED,
    ARTICLES_REJECTED,
    HEADLINES_RELATED,
    INDEXER_EXCHANGE,
    INDEXER_SIGNATURES,
    Topic,
)
from services.indexer.record_shard import INPUTS, RecordShard
from services.indexer.state_records import UnreadableStateError
from services.runtime.circuit_breaker import BreakerOpen, CircuitBreaker
from services.runtime.halt import MustHaltError
from services.runtime.shard_records import InputRecord, OutputRecord
from tests.unit.indexer.record_cluster import Cluster
from tests.unit.indexer.simulation import home
from tests.unit.indexer.test_restarts import parsed, retraction

Change = Callable[[OutputRecord], OutputRecord]


def in_place(record: OutputRecord) -> int:
    return home((record.key or b"").decode(), 2)


@pytest.fixture
def cluster() -> Cluster:
    """Two shards, each with articles and views."""
    cluster = Cluster(2)
    for name in range(6):
        record = parsed(name, 0, Random(0))
        cluster.give(ARTICLES_PARSED, in_place(record), [record])
    cluster.run([], Random(0), crash=0)
    return cluster


def changed(record: OutputRecord, **fields: object) -> OutputRecord:
    return OutputRecord(**{**{name: getattr(record, name) for name in record.__slots__}, **fields})


KINDS: dict[str, Change] = {
    "another scorer": lambda r: changed(r, value=(r.value or b"").replace(b'"scorer":"2"', b'"scorer":"0"')),
    "cut off": lambda r: changed(r, value=(r.value or b"")[:-9]),
    "empty": lambda r: changed(r, value=b""),
    "not an object": lambda r: changed(r, value=b"[]"),
    "another key": lambda r: changed(r, key=b"0" * 32),
    "a key that is no text": lambda r: changed(r, key=b"\xff"),
    "no key": lambda r: changed(r, key=None),
}


@pytest.mark.parametrize("topic", [INDEXER_SIGNATURES, HEADLINES_RELATED], ids=lambda topic: topic.name)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_is_named_with_its_place_and_a_remedy(kind: str, topic: Topic, cluster: Cluster) -> None:
    log = cluster.log[topic][1]
    log.append(KINDS[kind](log[-1]))
    with pytest.raises(UnreadableStateError) as refused:
        cluster.restart(1)
    told = str(refused.value)
    assert f"{topic.name} partition 1 offset {len(log) - 1} " in told
    assert "rebuild under a new THEMEWIRE_TOPIC_PREFIX" in told
    assert isinstance(refused.value, MustHaltError)


@pytest.mark.parametrize("topic", [INDEXER_SIGNATURES, HEADLINES_RELATED], ids=lambda topic: topic.name)
def test_a_record_of_another_partition_is_named(topic: Topic, cluster: Cluster) -> None:
    cluster.log[topic][1].append(cluster.log[topic][0][-1])
    with pytest.raises(UnreadableStateError, match=f"{topic.name} partition 1"):
        cluster.restart(1)


def test_a_view_of_an_article_that_was_never_seen_is_named(cluster: Cluster) -> None:
    cluster.log[INDEXER_SIGNATURES][1].clear()
    with pytest.raises(UnreadableStateError, match=r"headlines\.related partition 1 offset \d"):
        cluster.restart(1)


def test_a_view_older_than_the_retraction_of_its_article_is_fine(cluster: Cluster) -> None:
    name = next(name for name in range(6) if in_place(parsed(name, 0, Random(0))) == 1)
    cluster.give(ARTICLES_PARSED, 1, [retraction(name, 5)])
    assert None in [record.value for record in cluster.log[HEADLINES_RELATED][1]]
    cluster.restart(1)


@pytest.mark.parametrize("topic", [INDEXER_SIGNATURES, HEADLINES_RELATED], ids=lambda topic: topic.name)
def test_a_null_value_takes_a_foreign_record_back(topic: Topic, cluster: Cluster) -> None:
    cluster.log[topic][1].append(OutputRecord(topic, 1, b"\xff foreign", None))
    cluster.restart(1)


def test_the_breaker_of_one_input_counts_that_input_alone(cluster: Cluster) -> None:
    breakers = {topic: CircuitBreaker(in_a_row=3) for topic in INPUTS}
    shard = RecordShard(1, 2, lambda i: home(i, 2), breakers=breakers)
    offers = [r.value for r in cluster.log[INDEXER_EXCHANGE][1] if b'"kind":"offer"' in (r.value or b"")]
    keys = [r.key for r in cluster.log[INDEXER_EXCHANGE][1] if b'"kind":"offer"' in (r.value or b"")]
    told = [InputRecord(INDEXER_EXCHANGE, 1, n, 0, keys[0], offers[0]) for n in range(3)]
    bad = [InputRecord(ARTICLES_PARSED, 1, n, 0, b"0" * 31 + b"1", b"bad") for n in range(3)]
    mixed = [record for pair in zip(bad[:2], told[:2], strict=True) for record in pair]
    assert len([out for out in shard.apply(mixed) if out.topic == ARTICLES_REJECTED]) == 2
    with pytest.raises(BreakerOpen, match=r"3 records in a row .* articles\.parsed partition 1 offset 0"):
        list(shard.apply([told[2], bad[2]]))
