"""``python -m tests.bench.themes``: themes beside the labels of a stream, in windows that move by two days.

The links are those of the views of all articles; about two minutes go into these. Articles without a label are grouped
too, but only the labelled ones are compared.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.related_headlines import Copy, RelatedHeadline, RelatedHeadlines
from services.cli.backtest_stream import parsed, read_stream
from services.relatedness.article import Article
from services.relatedness.recompute import recompute
from services.view.themes.linked_article import LinkedArticle, Numbers, packed_links
from services.view.themes.theme import themes_of
from tests.bench.themes.agreement import Agreement

DAYS = (3, 7, 14)
STEP = 2
_DAY = 24 * 3600 * 1_000_000


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.themes", description=__doc__)
    options.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[4] / "shared")
    path = options.parse_args().shared / "data/stream/allsides_dev.jsonl.gz"
    if not path.exists():
        sys.exit(f"nothing to measure: no {path} (another folder: --shared DIR)")
    stream = read_stream(path)
    numbers = Numbers()
    articles = [_linked(view, numbers) for view in recompute(Article.of(parsed(article)) for article in stream)]
    stories = {article.id: article.story for article in stream}
    for days in DAYS:
        agreement, largest = Agreement(), 0
        for window in _windows(articles, days):
            themes = themes_of(window)
            largest = max([largest, *(theme.size for theme in themes)])
            group_of = {article.id: theme.id for theme in themes for article in theme.articles}
            agreement.add(
                (story, group_of.get(article.id, article.id))
                for article in window
                if (story := stories[article.id]) is not None
            )
        print(f"{days:3} days   {agreement}   largest theme {largest}", flush=True)


def _linked(view: RelatedHeadlines, numbers: Numbers) -> LinkedArticle:
    subject = view.article
    entries: list[RelatedHeadline | Copy] = [*subject.copies]
    for entry in view.related:
        entries += [entry, *entry.copies]
    return LinkedArticle(
        id=subject.id,
        number=numbers[subject.id],
        effective_us=subject.effective * 1_000_000,
        headline=subject.headline,
        publisher=subject.publisher.name,
        publisher_name=subject.publisher.name,
        language=subject.language,
        copies=tuple(copy.id for copy in subject.copies),
        links=packed_links([(one.id, one.score) for one in entries if one.id], numbers),
    )


def _windows(articles: Sequence[LinkedArticle], days: int) -> Iterator[list[LinkedArticle]]:
    times = [article.effective_us for article in articles]
    end = min(times) + days * _DAY
    while end <= max(times) + _DAY:
        yield [article for article in articles if end - days * _DAY <= article.effective_us < end]
        end += STEP * _DAY


if __name__ == "__main__":
    main()
