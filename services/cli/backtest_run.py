"""Runs the index over a stream: every article is looked for among those before it, and taken in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter

from services.cli.backtest_figures import near_duplicate_pairs
from services.cli.backtest_index import Ranked, ShardedIndex
from services.cli.backtest_stream import StreamArticle, parsed
from services.relatedness.article import Article

Watch = Callable[[Sequence[int], str], Iterable[int]]
"""Passes places of a stream on, and shows how far it is in doing what the second text says."""


@dataclass
class Run:
    """What a run found, and how long it took. `tops` are ids by id, best first; seconds are by place."""

    articles: dict[int, Article] = field(default_factory=dict)
    tops: dict[str, list[str]] = field(default_factory=dict)
    near_duplicates_before: int = 0
    near_duplicates_after: int = 0
    signature_seconds: list[float] = field(default_factory=list)
    add_query_seconds: list[float] = field(default_factory=list)


def run(stream: Sequence[StreamArticle], shards: int, shuffle: int | None, watch: Watch) -> Run:
    """Looks for every article of a stream among those before it, in the stream's order.

    With `shuffle`, a seed, all are taken in beforehand, in a random order, and those that come after an article are
    left out of its list: nothing in a pair's score depends on arrival, so the lists are equal.
    """
    _warm_up(stream[0], shards)
    index = ShardedIndex(shards)
    done = Run(add_query_seconds=[0.0] * len(stream))
    places = {article.id: place for place, article in enumerate(stream)}
    if shuffle is None:
        for place in watch(range(len(stream)), "asking and taking in"):
            _make(done, stream, place)
            _ask(done, index, place)
            _take_in(done, index, place)
        return done
    arrival = list(range(len(stream)))
    Random(shuffle).shuffle(arrival)  # noqa: S311 - an order, no secret
    for place in watch(arrival, "taking in, shuffled"):
        _make(done, stream, place)
        _take_in(done, index, place)
    for place in watch(range(len(stream)), "asking"):
        _ask(done, index, place, earlier_than(place, places))
    return done


def earlier_than(place: int, places: dict[str, int]) -> Callable[[Article], bool]:
    """Whether an article comes before a place of the stream."""
    return lambda other: places[other.id] < place


def best_before(stream: Sequence[StreamArticle], place: int, shards: int, watch: Watch) -> tuple[Article, list[Ranked]]:
    """One article, and what is found for it among those before it."""
    index = ShardedIndex(shards)
    for earlier in watch(range(place), "taking in"):
        index.add(Article.of(parsed(stream[earlier])))
    article = Article.of(parsed(stream[place]))
    return article, index.best(article)


def peak_bytes() -> int:
    """The most memory that this process ever held."""
    # ru_maxrss would start at what the process that started this one held.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024


def _make(done: Run, stream: Sequence[StreamArticle], place: int) -> None:
    record = parsed(stream[place])
    started = perf_counter()
    done.articles[place] = Article.of(record)
    done.signature_seconds.append(perf_counter() - started)


def _ask(done: Run, index: ShardedIndex, place: int, among: Callable[[Article], bool] | None = None) -> None:
    article = done.articles[place]
    started = perf_counter()
    best = index.best(article, among)
    done.add_query_seconds[place] += perf_counter() - started
    done.tops[article.id] = [ranked.article.id for ranked in best]
    before, after = near_duplicate_pairs(article.card, [ranked.article.card for ranked in best])
    done.near_duplicates_before += before
    done.near_duplicates_after += after


def _take_in(done: Run, index: ShardedIndex, place: int) -> None:
    started = perf_counter()
    index.add(done.articles[place])
    done.add_query_seconds[place] += perf_counter() - started


def _warm_up(first: StreamArticle, shards: int) -> None:
    """What loads on first use, such as word frequencies, is no article's time."""
    article = Article.of(parsed(first))
    index = ShardedIndex(shards)
    index.add(article)
    index.best(article)
