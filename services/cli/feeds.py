"""`themewire feeds add|list|remove|import|export|status`: subscriptions, asked for straight over Kafka."""

import asyncio
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from aiokafka.errors import KafkaError

from services.cli.feeds_asking import ask_for, report_outlines
from services.cli.feeds_table import fields, show, summary
from services.ingest.feeds.requests import Unsubscribe, feed_id
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.checked_subscription import subscribe_request
from services.ingest.subscriptions.feed_list import FeedList
from services.ingest.subscriptions.opml_requests import exported, opml_requests
from services.ingest.subscriptions.poller_by_kafka import FeedTopicsUnfit, check_topics, known_feeds
from services.ingest.subscriptions.shown_feed import ShownFeed, shown
from services.runtime.running_system import connected_settings
from services.runtime.settings import Settings
from services.runtime.topic_admin import BrokerUnavailable

T = TypeVar("T")
STANDARD = "-"
"""Names standard input and output."""
OF_PAGES = "a web page's feed is looked for at the first visit: `themewire feeds status URL` shows what was found"

app = typer.Typer(add_completion=False, no_args_is_help=True)


class Fetch(StrEnum):
    """What is sent of an entry."""

    entry = "entry"
    full = "full"


FetchOption = Annotated[Fetch, typer.Option(help="full: the page that an entry links to is fetched too")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="until the poller has taken it")]
Timeout = Annotated[float, typer.Option(min=0.1, help="seconds to wait")]
JsonOption = Annotated[bool, typer.Option("--json", help="one JSON object a line, as when the output is no terminal")]


@app.callback()
def feeds() -> None:
    """Feeds that the poller visits. Exit code 1: something was refused or unknown; 3: asked for and not yet taken."""


@app.command()
def add(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="feeds, sitemaps, or pages that name their feed")],
    *,
    fetch: FetchOption = Fetch.entry,
    publisher: Annotated[str | None, typer.Option(help="hint: the publisher's name")] = None,
    wait: Wait = True,
    timeout: Timeout = 30.0,
) -> None:
    """Subscribe to feeds; of those subscribed to already the options change.

    The address of a web page will do: the feed that it names is looked for at the first visit, and `themewire feeds
    status URL` shows what was found.
    """
    settings, at = connected_settings(), datetime.now(UTC)
    private = settings.fetch_private_networks
    try:
        requests = [
            subscribe_request(url, fetch=fetch.value, publisher=publisher, at=at, allow_private=private) for url in urls
        ]
    except Refusal as error:
        raise _nothing_asked(error) from error
    _run(check_topics(settings))
    code = _run(ask_for(settings, requests, wait=wait, timeout=timeout))
    typer.echo(f"themewire: {OF_PAGES}", err=True)
    _leave(code)


@app.command("list")
def list_feeds(
    *,
    as_json: JsonOption = False,
    failing: Annotated[bool, typer.Option("--failing", help="only feeds whose last visit failed")] = False,
) -> None:
    """Show every feed with its last and next visit, and how many are due and not visited."""
    found = _shown(_known(connected_settings()))
    show([feed for feed in found if feed.status == "failing"] if failing else found, datetime.now(UTC), as_json=as_json)


@app.command()
def status(
    feed: Annotated[str | None, typer.Argument(metavar="[URL|ID]", help="one feed; without it, the sum")] = None,
) -> None:
    """Show everything known of a feed, or how all feeds are."""
    known, now = _known(connected_settings()), datetime.now(UTC)
    if feed is None:
        typer.echo(summary(_shown(known), now))
        return
    one = shown(_id(feed, known), known.get(_id(feed, known)) or _unknown(feed), now)
    if sys.stdout.isatty():
        fields(one)
    else:
        typer.echo(one.model_dump_json())


@app.command()
def remove(
    feeds: Annotated[list[str], typer.Argument(metavar="URL|ID...", help="as `themewire feeds list` shows them")],
    *,
    wait: Wait = True,
    timeout: Timeout = 30.0,
) -> None:
    """End subscriptions. The articles that came by them stay."""
    settings, at = connected_settings(), datetime.now(UTC)
    known = _known(settings)
    states = [known.get(_id(feed, known)) or _unknown(feed) for feed in feeds]
    requests = [Unsubscribe(url=state.url, at=at) for state in states]
    _leave(_run(ask_for(settings, requests, wait=wait, timeout=timeout)))


@app.command("import")
def import_feeds(
    file: Annotated[str, typer.Argument(metavar="FILE.opml", help="a feed reader's list; - is stdin")],
    *,
    fetch: FetchOption = Fetch.entry,
    wait: Wait = True,
    timeout: Timeout = 120.0,
) -> None:
    """Subscribe to every feed of an OPML file. Importing it again changes nothing, but that it sets their options."""
    settings = connected_settings()
    private = settings.fetch_private_networks
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
        outlines = list(opml_requests(data, fetch=fetch.value, at=datetime.now(UTC), allow_private=private))
    except OSError as error:
        raise _nothing_asked(f"cannot read {file}: {error.strerror}") from error
    except Refusal as error:
        raise _nothing_asked(f"{file}: {error}") from error
    _run(check_topics(settings))
    requests, refused = report_outlines(outlines)
    _leave(_run(ask_for(settings, requests, wait=wait, timeout=timeout)) or (1 if refused else 0))


@app.command()
def export(file: Annotated[str, typer.Argument(metavar="[FILE]", help="- is stdout")] = STANDARD) -> None:
    """Write all subscriptions as OPML, for feed readers and for `themewire feeds import`. Options are not in it."""
    written = exported(_known(connected_settings()).states())
    if file == STANDARD:
        sys.stdout.buffer.write(written)
        return
    try:
        Path(file).write_bytes(written)
    except OSError as error:
        typer.echo(f"themewire: cannot write {file}: {error.strerror}", err=True)
        raise typer.Exit(1) from error


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (BrokerUnavailable, FeedTopicsUnfit, KafkaError) as error:
        typer.echo(f"themewire: {error}", err=True)
        raise typer.Exit(1) from error


def _known(settings: Settings) -> FeedList:
    _run(check_topics(settings))
    return _run(known_feeds(settings))


def _shown(known: FeedList) -> list[ShownFeed]:
    now = datetime.now(UTC)
    return sorted((shown(feed_id(state.url), state, now) for state in known.states()), key=lambda feed: feed.url)


def _id(feed: str, known: FeedList) -> str:
    """Feeds are named by address, or by the id that lists show."""
    return feed if known.get(feed) else feed_id(feed)


def _unknown(feed: str) -> NoReturn:
    typer.echo(f"themewire: no feed {feed}: `themewire feeds list` shows those there are", err=True)
    raise typer.Exit(1)


def _nothing_asked(why: Exception | str) -> typer.Exit:
    typer.echo(f"themewire: nothing was asked for: {why}", err=True)
    return typer.Exit(1)


def _leave(code: int) -> None:
    if code:
        raise typer.Exit(code)
