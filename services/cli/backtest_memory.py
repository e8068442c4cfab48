"""Bytes that articles and an index over them hold, counted by walking all that they refer to."""

import gc
import sys
from collections.abc import Iterable, Sequence
from types import FunctionType, ModuleType

from schemas.indexer_signatures import ArticleFeatures
from services.cli.backtest_index import ShardedIndex
from services.cli.backtest_run import Watch
from services.relatedness.article import Article


def bytes_per_article(articles: Sequence[Article], shards: int, watch: Watch) -> dict[str, int]:
    """Bytes an article. `index`: all that the index keeps besides the articles, their ids and normalised headlines;
    `articles`: these, with cards and signatures, what is shared by several counted once.

    The articles are made anew, from bytes, as a shard reads its state back.
    """
    index, held = ShardedIndex(shards), []
    for place in watch(range(len(articles)), "counting memory"):
        article = Article.from_features(ArticleFeatures.from_bytes(articles[place].features.to_bytes()))
        index.add(article)
        held.append(article)
    index.best(held[-1])  # what is put off until it is asked for counts too
    names = [text for article in held for text in (article.id, article.key)]
    bytes_of = {"index": retained_bytes(index, aside=[*held, *names]), "articles": retained_bytes(held, aside=())}
    return {name: round(total / len(held)) for name, total in bytes_of.items()}


def retained_bytes(root: object, *, aside: Iterable[object]) -> int:
    """Bytes of all objects that can be reached, each once, but not through those `aside`."""
    seen = {id(thing) for thing in aside}
    waiting = [root]
    total = 0
    while waiting:
        thing = waiting.pop()
        if id(thing) not in seen and not isinstance(thing, type | ModuleType | FunctionType):
            seen.add(id(thing))
            total += sys.getsizeof(thing)
            waiting += gc.get_referents(thing)
    return total
