"""`themewire trace ID`: asks the view where a document went."""

import sys
from typing import Annotated
from urllib.parse import quote

import httpx
import typer

from services.cli.trace_lines import lines
from services.runtime.running_system import connected_settings, http_url
from services.view.trace.models import Trace

app = typer.Typer(add_completion=False)


@app.command()
def trace(
    document: Annotated[
        str, typer.Argument(metavar="ID", help="a receipt's article_id, or its place: topic:partition:offset")
    ],
    *,
    view: Annotated[str | None, typer.Option(help="the view's address; else that of the system that runs here")] = None,
    key: Annotated[
        str | None, typer.Option(envvar="THEMEWIRE_API_KEY", help="an API key, when the view asks for one")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="the view's answer, as when the output is no terminal")
    ] = False,
) -> None:
    """Show where a document went. Exit code 1: nothing is known of it; 3: the view cannot tell."""
    if view is None:
        settings = connected_settings()
        view = http_url(settings.view_host, settings.view_port)
    try:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        with httpx.Client(base_url=view, timeout=30, headers=headers) as client:
            answer = client.get(f"/v1/documents/{quote(document, safe='')}")
    except (httpx.TransportError, httpx.InvalidURL) as error:
        typer.echo(f"themewire trace: the view at {view} does not answer: {error}", err=True)
        raise typer.Exit(3) from error
    if answer.status_code != 200:
        typer.echo(f"themewire trace: {_detail(answer)}", err=True)
        raise typer.Exit(1 if answer.status_code == 404 else 3)
    if as_json or not sys.stdout.isatty():
        typer.echo(answer.text)
        return
    for line in lines(Trace.model_validate_json(answer.content)):
        typer.echo(line)


def _detail(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the view answered {answer.status_code}; is this its address?"
