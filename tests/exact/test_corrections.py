"""Corrections, retractions, repeats, old versions that arrive late: the newest version of each article counts."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schemas.parsed_article import ParsedArticle
from schemas.topics import ARTICLES_CURRENT
from services.relatedness.article import Article
from services.runtime.settings import Settings
from services.runtime.whole_topic import newest_values
from tests.exact.observed_articles import come_late, newest, observations
from tests.exact.reference import expected_views
from tests.exact.runs import run
from tests.shared_data import stream

ARTICLES = int(os.environ.get("TEST_EXACT_ARTICLES", "2000")) * 3 // 10


def as_read(record: Any) -> Any:
    """A record without the times at which it was observed: content that was seen several times shows any of them.
    Nor `updated`, nor `cut`, which may stand above what is left out now, and is held to its bound by `verify`."""
    if isinstance(record, dict):
        return {k: as_read(v) for k, v in record.items() if k not in ("observed_at", "updated", "cut")}
    return [as_read(item) for item in record] if isinstance(record, list) else record


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "way",
    [pytest.param(way, id="{}-partitions-{}-indexers".format(*way)) for way in ((7, 2), (4, 1), (1, 2))],
)
def test_the_newest_versions_count(
    way: tuple[int, int], settings: Settings, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    given = observations(stream("allsides_dev", ARTICLES), Random(way[0]))
    counted = [one.read() for one in newest(given).values()]
    left = [one for one in counted if isinstance(one, ParsedArticle)]
    assert 0 < len(left) < len(counted) < len(given)
    late = come_late(given)
    assert late > len(counted) // 20, "hardly any old version arrives after a newer one"
    done = run(settings, tmp_path, [one.raw_record for one in given], *way)
    measured(f"{done.told}, {late} old versions came late")
    current = asyncio.run(newest_values(done.settings, ARTICLES_CURRENT)).values()
    held = {one.id: one.version.content_hash for one in map(ParsedArticle.from_bytes, current)}
    assert held == {one.id: one.version.content_hash for one in left}
    expected = expected_views([Article.of(one) for one in left])
    assert as_read(done.views) == as_read(expected)
