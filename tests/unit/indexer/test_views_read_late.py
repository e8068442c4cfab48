"""A view of our own making is read when it is looked at; any other, and any that was changed since, at once."""

from collections.abc import Callable
from random import Random

import pytest

from schemas.parsed_article import ParsedArticle
from schemas.topics import ARTICLES_PARSED, HEADLINES_RELATED
from services.indexer.record_shard import RecordShard
from services.indexer.state_records import UnreadableStateError
from services.indexer.view_digest import DIGEST, digests_of, vouched_for
from services.relatedness.packed_card import PackedCard
from services.relatedness.ranking import Rooms
from services.relatedness.view_record import ViewRecord, view_record
from services.runtime.shard_records import InputRecord, OutputRecord
from tests.unit.indexer.record_cluster import Cluster
from tests.unit.indexer.test_restarts import parsed, retraction

READ = "services.indexer.record_shard.view_record"


def unrelated(name: int) -> OutputRecord:
    """An article that stands in no view."""
    one = ParsedArticle.from_bytes(parsed(name, 0, Random(0)).value or b"")
    changed = one.model_copy(update={"headline": "Orchard pruning begins", "body": [], "listed": []})
    return OutputRecord(ARTICLES_PARSED, 0, changed.id.encode(), changed.to_bytes())


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(1)
    cluster.give(ARTICLES_PARSED, 0, [*(parsed(name, 0, Random(0)) for name in range(6)), unrelated(6)])
    return cluster


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The records of views that are read, as it happens."""
    seen: list[bytes] = []

    def reading(value: bytes, rooms: Rooms, known: Callable[[str], PackedCard | None]) -> ViewRecord:
        seen.append(value)
        return view_record(value, rooms, known)

    monkeypatch.setattr(READ, reading)
    return seen


def views(cluster: Cluster) -> list[OutputRecord]:
    """The newest record of each view."""
    return list({record.key: record for record in cluster.log[HEADLINES_RELATED][0]}.values())


def read_back(cluster: Cluster, change: Callable[[OutputRecord], OutputRecord]) -> RecordShard:
    cluster.log[HEADLINES_RELATED][0][:] = [change(record) for record in views(cluster)]
    cluster.restart(0)
    return cluster.shards[0]


def test_a_view_that_was_not_changed_is_read_when_it_is_looked_at(cluster: Cluster, read: list[bytes]) -> None:
    cluster.restart(0, compacted=True)
    assert read == []
    cluster.give(ARTICLES_PARSED, 0, [retraction(0, 5)])
    assert read
    cluster.give(ARTICLES_PARSED, 0, [retraction(name, 5) for name in range(1, 6)])
    assert len(read) == len(set(read)) == 6
    cluster.give(ARTICLES_PARSED, 0, [retraction(6, 5)])
    assert len(read) == 7


def test_a_view_without_its_digest_is_read_at_once(cluster: Cluster, read: list[bytes]) -> None:
    read_back(cluster, lambda record: OutputRecord(record.topic, 0, record.key, record.value))
    assert sorted(read) == sorted(record.value or b"" for record in views(cluster))


@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_a_changed_byte_shows_wherever_it_stands(place: float, cluster: Cluster, read: list[bytes]) -> None:
    record = views(cluster)[-1]
    value = bytearray(record.value or b"")
    value[int(place * len(value))] ^= 1
    shard = cluster.new(0)
    with pytest.raises(UnreadableStateError, match=r"headlines\.related partition 0 offset 7"):
        shard.restore(InputRecord(HEADLINES_RELATED, 0, 7, 0, record.key, bytes(value), record.headers))
        shard.restored()
    assert read == [bytes(value)]


def test_what_cannot_be_read_late_is_named_when_it_is_looked_at(
    cluster: Cluster, read: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.restart(0, compacted=True)

    def unreadable(value: bytes, *_: object) -> object:
        raise ValueError("no view")

    monkeypatch.setattr(READ, unreadable)
    with pytest.raises(UnreadableStateError, match=r"headlines\.related partition 0 offset \d"):
        cluster.give(ARTICLES_PARSED, 0, [retraction(0, 5)])
    assert read == []


def test_the_time_of_an_update_is_no_news_but_it_is_vouched_for(cluster: Cluster) -> None:
    value = views(cluster)[0].value or b""
    later = value.replace(b'"updated":"1970', b'"updated":"1971')
    assert later != value
    one, other = digests_of(value), digests_of(later)
    assert one.told == other.told
    assert one.whole != other.whole


def test_a_digest_of_another_version_vouches_for_nothing(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    value = views(cluster)[0].value or b""
    before = digests_of(value).headers
    assert vouched_for(before, digests_of(value))
    monkeypatch.setattr("services.indexer.view_digest._FORM", b"another")
    assert not vouched_for(before, digests_of(value))


def test_every_written_view_carries_its_digest(cluster: Cluster) -> None:
    for record in views(cluster):
        assert dict(record.headers)[DIGEST] == digests_of(record.value or b"").whole.hex().encode()
