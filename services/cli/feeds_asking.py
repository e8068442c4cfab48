"""Asks the poller and tells of each feed what came of it: on stdout what was taken, on stderr everything else."""

from collections.abc import Iterable, Sequence

import orjson
import typer

from services.ingest.feeds.requests import Subscribe, Unsubscribe, feed_id
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.opml_requests import OutlineRequest
from services.ingest.subscriptions.poller_by_kafka import ask, not_taken
from services.runtime.settings import Settings

NOT_ASKED = 1
NOT_TAKEN = 3


async def ask_for(
    settings: Settings,
    requests: Sequence[Subscribe | Unsubscribe],
    *,
    wait: bool,
    timeout: float,  # noqa: ASYNC109
) -> int:
    """The exit code; with `wait` the poller has `timeout` seconds to take the requests."""
    problems = await ask(settings, requests)
    asked = [request for request, problem in zip(requests, problems, strict=True) if problem is None]
    for request, problem in zip(requests, problems, strict=True):
        if problem:
            typer.echo(f"themewire: {request.url} not asked for: {problem}", err=True)
    left = set(await not_taken(settings, asked, timeout)) if wait and asked else set()
    for request in asked:
        line = {"id": feed_id(request.url), "url": request.url, "asked": request.kind}
        typer.echo(orjson.dumps({**line, "taken": request.url not in left} if wait else line))
    if left:
        typer.echo(
            f"themewire: the poller has not taken {len(left)} of {len(asked)} requests within {timeout:g} s."
            " They are kept, and taken when it runs: start it with `themewire up` or `themewire serve poller`",
            err=True,
        )
    return NOT_ASKED if any(problems) else NOT_TAKEN if left else 0


def report_outlines(outlines: Iterable[OutlineRequest]) -> tuple[list[Subscribe], int]:
    """The requests of a list, and how many outlines were refused; each of those is told."""
    requests, refused = [], 0
    for outline in outlines:
        if isinstance(outline.outcome, Refusal):
            refused += 1
            where = f"{outline.url}: " if outline.url else ""
            typer.echo(f"themewire: left out: {where}{outline.outcome}", err=True)
        else:
            requests.append(outline.outcome)
    return requests, refused
