"""State is read back without models of all that it holds: each field is checked all the same."""

from collections.abc import Callable
from random import Random
from typing import Any

import orjson
import pytest

from schemas.topics import ARTICLES_PARSED, HEADLINES_RELATED, INDEXER_SIGNATURES, Topic
from services.indexer.state_records import UnreadableStateError
from services.runtime.shard_records import OutputRecord
from tests.unit.indexer.record_cluster import Cluster
from tests.unit.indexer.simulation import home
from tests.unit.indexer.test_restarts import parsed

Json = dict[str, Any]
Fault = Callable[[Json], object]

IN_AN_ENTRY: dict[str, Fault] = {
    "score is text": lambda e: e.update(score="1"),
    "score is true": lambda e: e.update(score=True),
    "kind is unknown": lambda e: e.update(reasons=[{"kind": "guessed", "terms": [], "position": None}]),
    "term is a number": lambda e: e.update(reasons=[{"kind": "lexical", "terms": [1], "position": None}]),
    "position is text": lambda e: e.update(reasons=[{"kind": "listed", "terms": [], "position": "first"}]),
    "reason is text": lambda e: e.update(reasons=["lexical"]),
    "no reasons": lambda e: e.pop("reasons"),
    "copies are text": lambda e: e.update(copies="none"),
    "no headline": lambda e: e.pop("headline"),
    "headline is a number": lambda e: e.update(headline=7),
    "time is none": lambda e: e.update(effective_at="noon"),
    "time has no offset": lambda e: e.update(published="2031-05-01T12:00:00"),
    "version is text": lambda e: e.update(version="1"),
    "id is a list": lambda e: e.update(id=[]),
}
IN_FEATURES: dict[str, Fault] = {
    "weight is 0": lambda f: f.update(signature={"ferry": 0}),
    "weight is too large": lambda f: f.update(signature={"ferry": 4097}),
    "weight is text": lambda f: f.update(signature={"ferry": "9"}),
    "weight is no whole number": lambda f: f.update(signature={"ferry": 9.5}),
    "too many terms": lambda f: f.update(signature={str(n): 9 for n in range(101)}),
    "signature is a list": lambda f: f.update(signature=["ferry"]),
    "written form is a number": lambda f: f.update(signature={"ferry": 9, "x": 1}, written={"ferry": 7}),
    "written form has two lines": lambda f: f.update(signature={"ferry": 9}, written={"ferry": "fer\nry"}),
    "meaning is short": lambda f: f.update(meaning="AAAA"),
    "line has no headline": lambda f: f.update(listed=[{}]),
    "no card": lambda f: f.pop("card"),
}


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    cluster = Cluster(1)
    cluster.give(ARTICLES_PARSED, 0, [parsed(name, 0, Random(0)) for name in range(6)])
    return cluster


def spoilt(cluster: Cluster, topic: Topic, spoil: Callable[[Json], object]) -> None:
    """Reads back what was committed, its last fitting record spoilt; the log is as before afterwards."""
    log = cluster.log[topic][0]
    read = [(record, orjson.loads(record.value or b"")) for record in reversed(log)]
    record, fields = next((r, f) for r, f in read if topic is INDEXER_SIGNATURES or known_entries(f))
    spoil(fields)
    log.append(OutputRecord(topic, home((record.key or b"").decode(), 1), record.key, orjson.dumps(fields)))
    try:
        cluster.restart(0)
    finally:
        log.pop()


@pytest.mark.parametrize("fault", sorted(IN_AN_ENTRY))
def test_a_view_with_an_entry_that_no_shard_wrote(fault: str, cluster: Cluster) -> None:
    spoilt(cluster, HEADLINES_RELATED, lambda view: None)
    with pytest.raises(UnreadableStateError, match=r"headlines\.related partition 0 offset \d"):
        spoilt(cluster, HEADLINES_RELATED, lambda view: IN_AN_ENTRY[fault](known_entries(view)[0]))


def test_a_view_that_shows_an_article_twice(cluster: Cluster) -> None:
    with pytest.raises(UnreadableStateError):
        spoilt(cluster, HEADLINES_RELATED, lambda view: view["related"].append(known_entries(view)[0]))


@pytest.mark.parametrize("fault", sorted(IN_FEATURES))
def test_features_that_no_shard_wrote(fault: str, cluster: Cluster) -> None:
    with pytest.raises(UnreadableStateError, match=r"indexer\.signatures partition 0 offset \d"):
        spoilt(cluster, INDEXER_SIGNATURES, lambda stored: IN_FEATURES[fault](stored["features"]))


def known_entries(view: Json) -> list[Json]:
    """The entries that name an article."""
    return [entry for entry in view["related"] if entry["id"]]
