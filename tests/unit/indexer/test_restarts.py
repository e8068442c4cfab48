"""A shard read back from the topics it wrote goes on as the one that wrote them would have."""

from random import Random

import pytest

from schemas.parsed_article import ListedHeadline, ParsedArticle, Published, Version
from schemas.raw_document import CE_TIME
from schemas.rejected import EXCEPTION_MESSAGE
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import (
    ARTICLES_CURRENT,
    ARTICLES_PARSED,
    ARTICLES_REJECTED,
    HEADLINES_RELATED,
    INDEXER_EXCHANGE,
    INDEXER_SIGNATURES,
)
from services.indexer.state_records import UnreadableStateError
from services.runtime.shard_records import InputRecord, OutputRecord
from tests.unit.indexer.record_cluster import Cluster
from tests.unit.indexer.simulation import home
from tests.unit.relatedness.articles import START, article

THEMES = ("Harbour ferry strike enters third week", "Council votes on the flood barrier budget")


def parsed(name: int, version: int, random: Random) -> OutputRecord:
    theme = THEMES[name % 2]
    listed = [ListedHeadline(headline=f"{THEMES[0]}, report 1")] * random.choice((0, 1))
    one = ParsedArticle(
        id=article(str(name)).id,
        version=Version(observed_at=START.replace(minute=version), content_hash=f"{version:032x}"),
        headline=f"{theme}, report {name}",
        body=[f"{theme} as edition {version} tells"],
        published=Published(at=START.replace(hour=name % 24), as_written="test"),
        effective_at=START.replace(hour=name % 24),
        language="en",
        listed=listed,
        parser_version="test",
    )
    return OutputRecord(ARTICLES_PARSED, 0, one.id.encode(), one.to_bytes())


def retraction(name: int, version: int) -> OutputRecord:
    at = START.replace(minute=version).isoformat().encode()
    return OutputRecord(ARTICLES_PARSED, 0, article(str(name)).id.encode(), None, ((CE_TIME, at),))


def test_a_repeated_record_changes_nothing_after_a_restart() -> None:
    cluster = Cluster(1)
    records = [parsed(name, 0, Random(0)) for name in range(4)]
    cluster.give(ARTICLES_PARSED, 0, records)
    written = {topic: len(log[0]) for topic, log in cluster.log.items()}
    cluster.restart(0)
    cluster.give(ARTICLES_PARSED, 0, records)
    assert {topic: len(log[0]) for topic, log in cluster.log.items()} == written


@pytest.mark.parametrize("restarted", [False, True])
def test_a_view_that_says_nothing_new_is_not_written_again(restarted: bool) -> None:
    cluster = Cluster(2)
    for name in range(6):
        record = parsed(name, 0, Random(0))
        cluster.give(ARTICLES_PARSED, home((record.key or b"").decode(), 2), [record])
    cluster.run([], Random(0), crash=0)
    written = {p: list(log) for p, log in cluster.log[HEADLINES_RELATED].items()}
    assert written[0] and written[1]
    for partition in range(2):
        if restarted:
            cluster.restart(partition)
        # The same offer again, as asking again sends it: its article leaves the views and comes back.
        offers = [r for r in cluster.log[INDEXER_EXCHANGE][partition] if b'"kind":"offer"' in (r.value or b"")]
        assert offers
        cluster.give(INDEXER_EXCHANGE, partition, offers)
    assert {p: list(log) for p, log in cluster.log[HEADLINES_RELATED].items()} == written


def test_a_retraction_is_remembered_over_a_restart() -> None:
    cluster = Cluster(1)
    cluster.give(ARTICLES_PARSED, 0, [parsed(1, 0, Random(0)), retraction(1, 5)])
    cluster.restart(0)
    cluster.give(ARTICLES_PARSED, 0, [parsed(1, 3, Random(0))])
    assert cluster.latest(ARTICLES_CURRENT) == {}
    assert cluster.latest(HEADLINES_RELATED) == {}


def test_content_seen_again_is_remembered_over_a_restart() -> None:
    cluster = Cluster(1)
    first = parsed(1, 1, Random(0))
    content = ParsedArticle.from_bytes(first.value or b"")
    version = content.version.model_copy(update={"observed_at": START.replace(minute=5)})
    again = OutputRecord(ARTICLES_PARSED, 0, first.key, content.model_copy(update={"version": version}).to_bytes())
    cluster.give(ARTICLES_PARSED, 0, [first, again])
    cluster.restart(0)
    cluster.give(ARTICLES_PARSED, 0, [parsed(1, 3, Random(0))])
    (current,) = cluster.latest(ARTICLES_CURRENT).values()
    assert ParsedArticle.from_bytes(current).version.content_hash == content.version.content_hash


def test_state_of_another_scorer_is_refused_with_the_remedy() -> None:
    cluster = Cluster(1)
    cluster.give(ARTICLES_PARSED, 0, [parsed(1, 0, Random(0))])
    (stored,) = cluster.log[INDEXER_SIGNATURES][0]
    other = (stored.value or b"").replace(b'"scorer":"2"', b'"scorer":"0"')
    with pytest.raises(UnreadableStateError, match="rebuild under a new THEMEWIRE_TOPIC_PREFIX"):
        cluster.new(0).restore(InputRecord(INDEXER_SIGNATURES, 0, 0, 0, stored.key, other))


def test_a_state_record_that_is_not_ours_is_named() -> None:
    with pytest.raises(UnreadableStateError, match=r"indexer\.signatures partition 2 offset 7"):
        Cluster(1).new(0).restore(InputRecord(INDEXER_SIGNATURES, 2, 7, 0, b"k", b"hello"))


def test_of_records_read_back_at_once_the_last_of_a_key_counts() -> None:
    cluster = Cluster(1)
    batch = [parsed(1, 0, Random(0)), retraction(1, 5), parsed(2, 0, Random(0)), parsed(2, 1, Random(0))]
    for record in batch:
        cluster.give(ARTICLES_PARSED, 0, [record])
    cluster.restart(0)
    written = {topic: len(log[0]) for topic, log in cluster.log.items()}
    cluster.give(ARTICLES_PARSED, 0, batch)
    assert {topic: len(log[0]) for topic, log in cluster.log.items()} == written
    cluster.give(ARTICLES_PARSED, 0, [parsed(4, 0, Random(0))])
    related = RelatedHeadlines.from_bytes(cluster.latest(HEADLINES_RELATED)[article("4").id.encode()]).related
    assert {entry.id: entry.version for entry in related if entry.id} == {
        article("2").id: Version(observed_at=START.replace(minute=1), content_hash=f"{1:032x}")
    }


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (None, b"{}", "not an article id"),
        (b"\xff", b"{}", "not an article id"),
        (b"0" * 31 + b"1", b"{}", "its key belongs to 1"),
        (b"0" * 32, b"not json", "not a ParsedArticle"),
        (b"0" * 32, b"{}", "not a ParsedArticle: id"),
    ],
)
def test_a_record_that_is_not_ours_is_rejected_and_its_neighbour_arrives(
    key: bytes | None, value: bytes, reason: str
) -> None:
    cluster = Cluster(2)
    name = next(n for n in range(99) if home(article(str(n)).id, 2) == 0)
    cluster.give(ARTICLES_PARSED, 0, [OutputRecord(ARTICLES_PARSED, 0, key, value), parsed(name, 0, Random(0))])
    (rejected,) = cluster.log[ARTICLES_REJECTED][0]
    assert (rejected.key, rejected.value) == (key, value)
    assert reason in dict(rejected.headers)[EXCEPTION_MESSAGE].decode()
    assert len(cluster.latest(ARTICLES_CURRENT)) == 1


def test_an_unreadable_exchange_record_is_rejected() -> None:
    cluster = Cluster(1)
    cluster.give(INDEXER_EXCHANGE, 0, [OutputRecord(INDEXER_EXCHANGE, 0, None, b'{"kind":"gossip"}')])
    (rejected,) = cluster.log[ARTICLES_REJECTED][0]
    assert b"not an exchange record" in dict(rejected.headers)[EXCEPTION_MESSAGE]
