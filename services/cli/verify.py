"""`themewire verify`: recomputes every view from articles.current and compares it with headlines.related."""

import asyncio
from typing import Annotated

import typer

from schemas.parsed_article import ParsedArticle
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.relatedness.article import Article
from services.relatedness.recompute import differences, recompute
from services.runtime.quiescence import NotQuiescentError, wait_until_quiescent
from services.runtime.running_system import connected_settings
from services.runtime.settings import Settings
from services.runtime.whole_topic import newest_values

SHOWN = 20

app = typer.Typer(add_completion=False)


async def compare(settings: Settings) -> tuple[int, list[str]]:
    """The number of articles, and a line for every difference."""
    current = await newest_values(settings, ARTICLES_CURRENT)
    related = await newest_values(settings, HEADLINES_RELATED)
    written = {key.decode(): RelatedHeadlines.from_bytes(value) for key, value in related.items()}
    expected = {
        view.article.id: view
        for view in recompute(Article.of(ParsedArticle.from_bytes(value)) for value in current.values())
    }
    found = []
    for article_id in sorted(written.keys() | expected.keys()):
        faults = differences(written.get(article_id), expected.get(article_id))
        found += [f"{article_id}: {fault}" for fault in faults]
    return len(expected), found


async def _verify(settings: Settings, longest_wait: float) -> tuple[int, list[str]]:
    if longest_wait:
        await wait_until_quiescent(settings, longest_wait)
    return await compare(settings)


@app.command()
def verify(
    wait: Annotated[bool, typer.Option("--wait", help="wait until every record was worked off")] = False,
    timeout: Annotated[float, typer.Option(help="seconds to wait with --wait")] = 120,
) -> None:
    """Recompute every view and compare. Exit 0: exact; 1: differences, printed; 3: work is left."""
    try:
        articles, found = asyncio.run(_verify(connected_settings(), timeout if wait else 0))
    except NotQuiescentError as error:
        typer.echo(f"themewire verify: {error}", err=True)
        raise typer.Exit(3) from error
    for line in found[:SHOWN]:
        typer.echo(line)
    if len(found) > SHOWN:
        typer.echo(f"... and {len(found) - SHOWN} more")
    typer.echo(f"{articles} articles: " + (f"{len(found)} differences" if found else "exact"))
    raise typer.Exit(1 if found else 0)
