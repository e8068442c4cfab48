"""`themewire demo`: sends the demo's articles to the running system and shows their related headlines."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from schemas.related_headlines import RelatedHeadlines
from services.cli.demo_documents import DemoDocument, DemoUnreadableError, by_article, not_sent_yet, read_documents
from services.cli.demo_http import DemoError, send, wait_until_shown
from services.cli.demo_log import read_log, read_views
from services.cli.demo_table import RelatedLine, TableRow, summary, table_rows
from services.runtime.quiescence import NotQuiescentError, wait_until_quiescent
from services.runtime.running_system import connected_settings, http_url
from services.runtime.settings import Settings
from services.runtime.topic_admin import BrokerUnavailable, wait_for_broker

PATIENCE = 120.0
"""Seconds for the whole way of the demo's articles."""
BROKER_PATIENCE = 10.0
NOTHING = RelatedLine("(nothing is related)", "", "")

app = typer.Typer(add_completion=False)


def run_demo(settings: Settings, ingest_url: str, view_url: str, console: Console | None = None) -> None:
    """Sends the documents that the log does not have, waits until the view shows what became of them, prints it.

    Needs the system running: its broker in `settings`, ingest and view at the URLs. A run that was stopped in the
    middle is taken up by the next; one that finds everything there sends nothing. Raises `BrokerUnavailable`,
    `DemoError`, `DemoUnreadableError` or `NotQuiescentError`.
    """
    asyncio.run(_run(settings, ingest_url.rstrip("/"), view_url.rstrip("/"), console or Console()))


async def _run(settings: Settings, ingest_url: str, view_url: str, console: Console) -> None:
    documents = read_documents()
    await wait_for_broker(settings, BROKER_PATIENCE)
    on_the_log = await read_log(settings)
    missing = not_sent_yet(documents, on_the_log.ce_ids)
    # No proxy of the environment stands between this machine's own ports.
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("sending", total=len(missing))
            await send(client, ingest_url, missing, lambda: progress.advance(task))
        console.print(f"{len(missing)} documents sent, {len(documents) - len(missing)} were there already")
        articles = by_article(documents, on_the_log.retracted)
        with console.status("waiting until every article is related"):
            await wait_until_quiescent(settings, PATIENCE)
            views = _made_of(articles, await read_views(settings))
            await wait_until_shown(client, view_url, views)
    console.print(_table(table_rows(articles, views)))
    console.print(summary(views))
    console.print(f"Read on at {view_url}/", soft_wrap=True)


def _made_of(
    articles: Mapping[str, DemoDocument], views: Mapping[str, RelatedHeadlines]
) -> dict[str, RelatedHeadlines]:
    lost = [
        document.file
        for article, document in articles.items()
        if article not in views or views[article].article.version.observed_at < document.observed_at
    ]
    if lost:
        raise DemoError(f"{len(lost)} documents became no view: {', '.join(lost)}; articles.rejected says why")
    return {article: views[article] for article in articles}


def _table(rows: list[TableRow]) -> Table:
    table = Table("article", "related headlines", "score", "why")
    table.columns[2].justify = "right"
    for row in rows:
        for place, line in enumerate(row.related or (NOTHING,)):
            # Text, so that brackets in a headline are not taken for rich's markup.
            table.add_row(Text("" if place else row.headline), Text(line.headline), line.score, Text(line.why))
        table.add_section()
    return table


@app.command()
def demo(
    ingest: Annotated[str | None, typer.Option(help="where ingest answers; by default as the settings say")] = None,
    view: Annotated[str | None, typer.Option(help="where the view answers; by default as the settings say")] = None,
) -> None:
    """Send the demo's articles that are not there yet, and show their related headlines."""
    settings = connected_settings()
    try:
        run_demo(
            settings,
            ingest or http_url(settings.ingest_host, settings.ingest_port),
            view or http_url(settings.view_host, settings.view_port),
        )
    except (BrokerUnavailable, DemoError, DemoUnreadableError, NotQuiescentError) as error:
        typer.echo(f"themewire demo: {error}", err=True)
        raise typer.Exit(1) from error
