"""`themewire parse FILE...`, `themewire parse --manifest M.ndjson`: records as lines of JSON, without any Kafka."""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import track

from services.cli.parse_manifest import ManifestError, answers, read_manifest
from services.cli.parsed_files import as_json, raw_document
from services.parser.parse import parse

app = typer.Typer()


@app.command()
def run(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE...]", help="files to read (.gz too); - is standard input")
    ] = None,
    media_type: Annotated[
        str | None, typer.Option(help="of all files, e.g. text/html; else by file name, else by content")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="the document's address: gives the article id and relative links")
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option(help='instead of files: lines {"id", "file", "media_type", "url"}, answered in order')
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="processes for a manifest")] = 1,
) -> None:
    """Print the record of each file, or why it was rejected, as one line of JSON. A file's time is when it was seen."""
    if bool(files) == bool(manifest):
        raise typer.BadParameter("give files, or --manifest FILE, and not both")
    if manifest:
        _answer_all(manifest, jobs)
    else:
        _print_each(files or [], media_type, url)


def _print_each(files: list[str], media_type: str | None, url: str | None) -> None:
    unread = 0
    for name in files:
        try:
            document = raw_document(name, media_type, url)
        except (OSError, EOFError) as error:
            unread += 1
            typer.echo(f"themewire: cannot read {name}: {error}", err=True)
            continue
        for result in parse(document):
            typer.echo(orjson.dumps(as_json(result)).decode())
    raise typer.Exit(1 if unread else 0)


def _answer_all(manifest: Path, jobs: int) -> None:
    try:
        lines = read_manifest(manifest)
    except (OSError, ManifestError) as error:
        typer.echo(f"themewire: {error}", err=True)
        raise typer.Exit(1) from error
    console = Console(stderr=True)
    found = answers(manifest, lines, jobs)
    for answer in track(found, "parsing", total=len(lines), console=console, disable=not console.is_terminal):
        sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()
