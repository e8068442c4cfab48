"""Whatever the order of arrival, the batches and the crashes: what stands on the topics equals the recomputation."""

import json
import os
from collections import defaultdict
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.parsed_article import ParsedArticle
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import ARTICLES_CURRENT, ARTICLES_REJECTED, HEADLINES_RELATED
from services.relatedness.article import Article
from services.relatedness.recompute import differences, recompute
from tests.unit.indexer.parsed_records import newest, records, version_of
from tests.unit.indexer.record_cluster import Cluster
from tests.unit.indexer.simulation import ROOMS
from tests.unit.relatedness.articles import START

SCHEDULES = int(os.environ.get("TEST_SCHEDULES", "400")) // 4


def as_seen_once(record: Any) -> Any:
    """A record with one time for all observations: content that was seen several times shows any of its times."""
    if isinstance(record, dict):
        return {k: START.isoformat() if k == "observed_at" else as_seen_once(v) for k, v in record.items()}
    return [as_seen_once(item) for item in record] if isinstance(record, list) else record


def view(value: bytes) -> RelatedHeadlines:
    return RelatedHeadlines.model_validate(as_seen_once(json.loads(value)))


def check(seed: int, partitions: int) -> Cluster:
    """Works one schedule off and judges what was written."""
    random = Random(seed)
    given_in = records(random)
    cluster = Cluster(partitions)
    cluster.run(given_in, random)
    where = f"seed {seed}, {partitions} partitions"
    assert not any(cluster.log[ARTICLES_REJECTED].values()), where

    for history in versions(cluster).values():
        assert all(older < newer for older, newer in pairwise(history)), where
    counted = {key: ParsedArticle.from_bytes(r.value) for key, r in newest(given_in).items() if r.value is not None}
    current = {key: ParsedArticle.from_bytes(value) for key, value in cluster.latest(ARTICLES_CURRENT).items()}
    assert {k: one.version.content_hash for k, one in current.items()} == {
        k: one.version.content_hash for k, one in counted.items()
    }, where

    expected = {one.article.id: view(one.to_bytes()) for one in recompute(map(Article.of, counted.values()), ROOMS)}
    written = {key.decode(): view(value) for key, value in cluster.latest(HEADLINES_RELATED).items()}
    assert written.keys() == expected.keys(), where
    for article_id, one in written.items():
        assert differences(one, expected[article_id], ROOMS) == [], where
    return cluster


def versions(cluster: Cluster) -> dict[bytes | None, list[tuple[object, str]]]:
    """What articles.current told of each article, in its order."""
    told: defaultdict[bytes | None, list[tuple[object, str]]] = defaultdict(list)
    for log in cluster.log[ARTICLES_CURRENT].values():
        for record in log:
            told[record.key].append(version_of(record))
    return told


@given(seed=st.integers(0, 2**32), partitions=st.integers(1, 5))
@settings(max_examples=SCHEDULES, deadline=None)
def test_any_batches_and_crashes_equal_the_recomputation(seed: int, partitions: int) -> None:
    check(seed, partitions)


def test_the_schedules_crash_cut_group_and_ask_again() -> None:
    """What the schedules are for does happen in them."""
    clusters = [check(seed, 1 + seed % 5) for seed in range(30)]
    assert all(sum(c.crashes for c in clusters[p::5]) for p in range(5))
    views = [view(v) for c in clusters for v in c.latest(HEADLINES_RELATED).values()]
    assert any(one.cut and one.cut.scored for one in views)
    assert any(one.cut and one.cut.listed for one in views)
    assert any(one.article.copies for one in views)
    assert any(headline.copies for one in views for headline in one.related)
    assert any(headline.id is None for one in views for headline in one.related)
    assert any(any(r.kind == "listed_by" for r in headline.reasons) for one in views for headline in one.related)
