"""One article's list as a readable table: what is related, how strongly and why."""

from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from schemas.related_headlines import Reason
from services.cli.backtest_index import Ranked
from services.cli.backtest_stream import StreamArticle, parsed
from services.relatedness.article import Article
from services.relatedness.copies import copy_groups
from services.relatedness.pair_score import FLOOR
from services.relatedness.relation import relate


def explained(article: Article, best: Sequence[Ranked], stream: Mapping[str, StreamArticle]) -> Group:
    """The article, and a row for each that is related; `stream` is by id."""
    asked = stream[article.id]
    head = [Text(asked.headline, style="bold"), Text(_origin(asked), style="dim")]
    if not best:
        return Group(*head, Text(f"\nNo earlier article reaches the floor, {FLOOR / 1000:.3f}."))
    table = Table()
    for title in ("", "score", "before", "story"):
        table.add_column(title, no_wrap=True)
    for title in ("source", "headline", "why"):
        table.add_column(title)
    copy_of = _copies(article, best)
    for number, ranked in enumerate(best, 1):
        other, relation = stream[ranked.article.id], relate(article, ranked.article)
        reasons = relation.reasons if relation else ()
        table.add_row(
            str(number),
            f"{ranked.rank.rank / 1000:.3f}",
            _gap(asked, other),
            _story(asked, other),
            Text(other.source or ""),
            Text(other.headline),
            Text("; ".join([*map(_why, reasons), *copy_of.get(other.id, ())])),
        )
    return Group(*head, table)


def not_found(article: Article, missed: Sequence[StreamArticle]) -> Group:
    """The earlier articles of the same story that the list lacks, and why."""
    lines = []
    for other in missed:
        relation = relate(article, Article.of(parsed(other)))
        why = "below the floor" if relation is None else f"{relation.score / 1000:.3f}, no room"
        lines.append(Text(f"Same story, not in the list ({why}): {other.headline}"))
    return Group(*lines)


def _origin(asked: StreamArticle) -> str:
    told = [asked.id, asked.source, asked.as_written, None if asked.story is None else f"story {asked.story}"]
    return ", ".join(part for part in told if part)


def _gap(asked: StreamArticle, other: StreamArticle) -> str:
    if asked.published is None:
        return ""
    days = asked.days - other.days
    return f"{days:.1f} d" if days >= 1 else f"{24 * days:.1f} h"


def _story(asked: StreamArticle, other: StreamArticle) -> str:
    """Whether the labels agree; empty where one is not labelled."""
    if asked.story is None or other.story is None:
        return ""
    return "same" if asked.story == other.story else "other"


def _why(reason: Reason) -> str:
    """Reasons read alike whatever kinds there are: the kind, and what it rests on."""
    terms = ", ".join(reason.terms)
    kind = reason.kind.replace("_", " ")
    return f"{kind}: {terms}" if terms else kind


def _copies(article: Article, best: Sequence[Ranked]) -> dict[str, list[str]]:
    """What to say of each that is another's copy: a view folds it under the earliest."""
    number = {ranked.article.id: n for n, ranked in enumerate(best, 1)}
    said = {}
    for group in copy_groups([article.card, *(ranked.article.card for ranked in best)]):
        if any(card.id == article.id for card in group):
            said.update({card.id: ["a copy of this article"] for card in group})
        else:
            said.update({card.id: [f"a copy of {number[group[0].id]}"] for card in group[1:]})
    return said
