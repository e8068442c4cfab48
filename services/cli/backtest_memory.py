"""Bytes that an index holds for an article, counted by allocation."""

import gc
import tracemalloc
from collections.abc import Sequence

from schemas.indexer_signatures import ArticleFeatures
from services.cli.backtest_index import ShardedIndex
from services.cli.backtest_run import Watch
from services.relatedness.article import Article
from services.relatedness.headline_key import headline_key


def bytes_per_article(articles: Sequence[Article], shards: int, watch: Watch) -> int:
    """Bytes of Python and numpy allocations for the articles and the index over them, a piece.

    Everything is made anew, from bytes, as a shard reads its state back: what is shared with the rest of the process
    would not be counted. A growth of the whole process would count what it keeps of the stream and of the words.
    """
    written = [article.features.to_bytes() for article in articles]
    headline_key.cache_clear()
    gc.collect()
    tracemalloc.start()
    try:
        index, held = ShardedIndex(shards), []
        for place in watch(range(len(written)), "counting memory"):
            article = Article.from_features(ArticleFeatures.from_bytes(written[place]))
            index.add(article)
            held.append(article)
        index.best(held[-1])  # what is put off until it is asked for counts too
        headline_key.cache_clear()
        gc.collect()
        return round(tracemalloc.get_traced_memory()[0] / len(held))
    finally:
        tracemalloc.stop()
