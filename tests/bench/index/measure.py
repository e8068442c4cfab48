"""What adding an article and finding all that is related to it takes, at the end of a stream."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from services.cli.backtest_memory import retained_bytes
from services.relatedness.article import Article
from services.relatedness.postings import Postings
from services.relatedness.ranking import ROOMS
from services.relatedness.warm_up import warm_up

TIMED = 2000
"""Articles at the end of a stream that are timed; those before are added in bulk."""


@dataclass(frozen=True)
class Figures:
    """Of an index over `articles`; times in milliseconds."""

    articles: int
    terms: float
    """Terms an article."""
    postings: float
    """Articles that hold a term, mean over the terms of the articles."""
    bulk_add: float
    add_and_query: NDArray[np.float64]
    closest: NDArray[np.float64]
    """Telling the relations of those that a view shows, which is no part of the search."""
    pairs: float
    """Over the floor, of an article when it arrives."""
    bytes_an_article: float
    """All that the index keeps, articles themselves aside."""


def measured(articles: Sequence[Article]) -> Figures:
    """Adds the articles in their order and times the last."""
    for article in articles:
        _ = article.key, article.effective  # Kept in the article: no time of the index.
    warm_up()
    gc.collect()
    gc.freeze()  # The articles are not looked at by the collector, as in a process that runs on.
    postings = Postings()
    bulk, timed = articles[:-TIMED], articles[-TIMED:]
    started = perf_counter()
    for article in bulk:
        postings.add(article)
    bulk_add = perf_counter() - started
    searched, closest, pairs = [], [], 0
    for article in timed:
        started = perf_counter()
        postings.add(article)
        hits = postings.hits(article)
        found = perf_counter()
        list(postings.closest(article, hits, ROOMS[1]))
        searched.append(1000 * (found - started))
        closest.append(1000 * (perf_counter() - found))
        pairs += len(hits.slots)
    keys = [text for article in articles for text in (article.id, article.key)]
    kept = retained_bytes(postings, aside=[*articles, *keys])
    gc.unfreeze()
    holders = np.bincount(np.fromiter(_numbered(articles), np.int64))
    return Figures(
        articles=len(articles),
        terms=float(holders.sum() / len(articles)),
        postings=float((holders**2).sum() / holders.sum()),
        bulk_add=1000 * bulk_add / max(1, len(bulk)),
        add_and_query=np.array(searched),
        closest=np.array(closest),
        pairs=pairs / len(timed),
        bytes_an_article=kept / len(articles),
    )


def _numbered(articles: Sequence[Article]) -> Iterator[int]:
    numbers: dict[str, int] = {}
    for article in articles:
        for term in article.signature:
            yield numbers.setdefault(term, len(numbers))
