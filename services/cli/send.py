"""`themewire send FILE...`: documents go straight to articles.raw; a receipt for each, as a line of JSON."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from services.cli.send_dry_run import dry_run
from services.cli.send_report import Report
from services.ingest.archives.csv_rows import Columns
from services.ingest.archives.formats import Format
from services.ingest.archives.reading import Reading
from services.ingest.archives.sources import NotRead, Source, sources
from services.ingest.files import STANDARD_INPUT
from services.ingest.files_to_articles_raw import NoTopic, Sending, send_files
from services.ingest.request_checks import Refusal, checked_url
from services.ingest.sending.journal import Journal, NotAJournal
from services.runtime.running_system import connected_settings
from services.runtime.settings import Settings, load_settings
from services.runtime.stop_signal import stop_signal
from services.runtime.topic_admin import BrokerUnavailable

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""

app = typer.Typer(add_completion=False)
Column = Annotated[str | None, typer.Option(help="name of a CSV column; the field's own name when not given")]


@app.command()
def send(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="files, directories and quoted globs; .gz and .zst are unpacked; - is stdin"
        ),
    ],
    *,
    format_: Annotated[
        Format | None, typer.Option("--format", help="of all files; else by name: .ndjson .jsonl .csv .tsv .warc")
    ] = None,
    media_type: Annotated[
        str | None, typer.Option(help="of documents that do not say, e.g. text/html; else by file name or content")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="the document's address; names its article, so that corrections replace it")
    ] = None,
    journal: Annotated[
        Path | None, typer.Option(help="note here what was sent; with the same file the next run sends only the rest")
    ] = None,
    rate: Annotated[float | None, typer.Option(min=0.001, help="documents a second at most")] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="say what would be sent; needs no Kafka")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="no receipts, only problems and the sum")] = False,
    content_column: Column = None,
    type_column: Column = None,
    url_column: Column = None,
    published_column: Column = None,
    publisher_column: Column = None,
    id_column: Column = None,
    time_column: Column = None,
) -> None:
    """Send files as raw documents; print a receipt for each once Kafka has it.

    A file counts as observed when it was last changed, so sending it again changes nothing. Without --url a corrected
    file is another article. Exit code 1 when something was not sent, 130 when it was interrupted.
    """
    if url and (len(files) > 1 or not _one_document(files[0], format_)):
        raise typer.BadParameter("--url names one document: send its file alone")
    if journal and STANDARD_INPUT in files:
        raise typer.BadParameter(
            "--journal knows files by name, size and time, which standard input has not: name a file"
        )
    columns = Columns(
        content=content_column,
        content_type=type_column,
        url=url_column,
        published=published_column,
        publisher=publisher_column,
        ce_id=id_column,
        ce_time=time_column,
    )
    try:
        settings = load_settings() if dry else connected_settings()
        reading = Reading(settings.document_limit, media_type, checked_url(url), columns)
        found = list(sources(files, format_))
        if dry:
            report = dry_run(found, reading, quiet=quiet)
        else:
            report = asyncio.run(_send(settings, found, reading, journal=journal, rate=rate, quiet=quiet))
    except (Refusal, BrokerUnavailable, NoTopic, NotAJournal, KafkaError) as error:
        typer.echo(f"themewire: nothing was sent: {error}", err=True)
        raise typer.Exit(1) from error
    if report.interrupted:
        raise typer.Exit(INTERRUPTED)
    if report.not_sent:
        raise typer.Exit(1)


def _one_document(name: str, format_: Format | None) -> bool:
    found = list(sources([name], format_))
    return len(found) == 1 and (isinstance(found[0], NotRead) or found[0].format is Format.DOCUMENT)


async def _send(
    settings: Settings,
    found: list[Source | NotRead],
    reading: Reading,
    *,
    journal: Path | None,
    rate: float | None,
    quiet: bool,
) -> Report:
    stop = stop_signal()
    size = sum(source.size for source in found if isinstance(source, Source))
    with Report(quiet=quiet, total=size or None) as report:
        with Journal(journal) if journal else nullcontext() as opened:
            async for outcomes in send_files(settings, found, reading, Sending(opened, rate, stop)):
                report.tell(outcomes)
        report.interrupted = stop.is_set()
    return report
