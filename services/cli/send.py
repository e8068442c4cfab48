"""`themewire send FILE...`: files go straight to articles.raw; a receipt for each, as a line of JSON."""

import asyncio
from typing import Annotated

import orjson
import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from services.ingest.request_checks import Refusal, checked_url
from services.ingest.send_files import NoTopic, Outcome, send_files
from services.runtime.running_system import connected_settings
from services.runtime.settings import Settings
from services.runtime.topic_admin import BrokerUnavailable

app = typer.Typer(add_completion=False)


@app.command()
def send(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="files to send (.gz is unpacked); - is stdin")],
    media_type: Annotated[
        str | None, typer.Option(help="of all files, e.g. text/html; else by file name, else by content")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="the document's address; names its article, so that corrections replace it")
    ] = None,
) -> None:
    """Send files as raw documents; print a receipt for each once Kafka has it.

    A file counts as observed when it was last changed, so sending it again changes nothing. Without --url a corrected
    file is another article. Exit code 1 when a file was not sent.
    """
    if url and len(files) > 1:
        raise typer.BadParameter("--url names one document: send its file alone")
    try:
        address = checked_url(url)
        unsent = asyncio.run(_send(connected_settings(), files, media_type, address))
    except (Refusal, BrokerUnavailable, NoTopic, KafkaError) as error:
        typer.echo(f"themewire: nothing was sent: {error}", err=True)
        raise typer.Exit(1) from error
    if unsent:
        typer.echo(f"themewire: {unsent} of {len(files)} not sent", err=True)
        raise typer.Exit(1)


async def _send(settings: Settings, files: list[str], media_type: str | None, url: str | None) -> int:
    """The number of files that were not sent."""
    unsent = 0
    console = Console(stderr=True)
    columns = (TextColumn("sending"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, redirect_stdout=False) as progress:
        task = progress.add_task("sending", total=len(files))
        async for outcome in send_files(settings, files, media_type=media_type, url=url):
            _tell(outcome)
            unsent += outcome.receipt is None
            progress.advance(task)
    return unsent


def _tell(outcome: Outcome) -> None:
    if outcome.receipt:
        typer.echo(orjson.dumps({"file": outcome.file, **outcome.receipt.model_dump()}).decode())
    else:
        typer.echo(f"themewire: {outcome.file} not sent: {outcome.problem}", err=True)
