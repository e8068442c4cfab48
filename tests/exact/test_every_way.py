"""Whatever the order of arrival, the partitions and the indexers: every view is the bytes of the same reference."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schemas.parsed_article import ParsedArticle
from services.parser.document import RawDocument
from services.parser.parse import parse
from services.relatedness.article import Article
from services.runtime.settings import Settings
from tests.acceptance.test_exact import raw
from tests.exact.reference import digests, expected_views
from tests.exact.runs import run
from tests.shared_data import stream

ARTICLES = int(os.environ.get("TEST_EXACT_ARTICLES", "2000"))
ORDERS = ("in-order", "reversed", "shuffled")


def in_order(order: str, given: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    if order == "shuffled":
        return Random(4).sample(given, len(given))
    return given[::-1] if order == "reversed" else given


@pytest.fixture(scope="module")
def raw_records() -> list[dict[str, Any]]:
    return [raw(article) for article in stream("allsides_dev", ARTICLES)]


@pytest.fixture(scope="module")
def reference(raw_records: Sequence[dict[str, Any]]) -> dict[str, str]:
    """A digest of what each view must be, by article id, made without Kafka, services and postings."""
    articles = []
    for record in raw_records:
        (parsed,) = parse(RawDocument(value=record["value"], headers=tuple(record["headers"]), timestamp_ms=0))
        assert isinstance(parsed, ParsedArticle)
        articles.append(Article.of(parsed))
    views = expected_views(articles)
    assert len(views) == ARTICLES
    assert sum(len(view["related"]) for view in views.values()) > ARTICLES, "too few relations to prove anything"
    assert ARTICLES < 1000 or any(view["cut"]["scored"] for view in views.values()), "no view leaves anything out"
    return digests(views)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "way",
    [
        pytest.param((order, partitions, indexers), id=f"{order}-{partitions}-partitions-{indexers}-indexers")
        for order in ORDERS
        for partitions in (1, 4, 7)
        for indexers in (1, 2)
    ],
)
def test_every_view_is_the_same_bytes(
    *,
    way: tuple[str, int, int],
    settings: Settings,
    tmp_path: Path,
    raw_records: Sequence[dict[str, Any]],
    reference: dict[str, str],
    measured: Callable[[str], None],
) -> None:
    order, partitions, indexers = way
    done = run(settings, tmp_path, in_order(order, raw_records), partitions, indexers)
    measured(done.told)
    written = digests(done.views)
    assert written.keys() == reference.keys()
    assert sorted(i for i, digest in written.items() if digest != reference[i]) == []
