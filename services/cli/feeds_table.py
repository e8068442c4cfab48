"""How `themewire feeds` shows feeds: a table on a terminal, else one JSON object a line."""

import sys
from collections.abc import Sequence
from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.ingest.subscriptions.shown_feed import FeedStatus, ShownFeed

STYLES: dict[FeedStatus, str] = {"new": "cyan", "ok": "green", "failing": "red", "gone": "dim"}


def show(feeds: Sequence[ShownFeed], now: datetime, *, as_json: bool) -> None:
    """Prints the feeds; the table has the sum under it."""
    if as_json or not sys.stdout.isatty():
        for feed in feeds:
            typer.echo(feed.model_dump_json())
        return
    console = Console()
    table = Table("feed", "status", "last visit", "next visit", "a day", "what was wrong", box=None)
    for feed in feeds:
        table.add_row(
            Text(feed.url if feed.found_at is None else f"{feed.url}\n  at {feed.found_at}", overflow="fold"),
            Text(feed.status, style=STYLES[feed.status]),
            moment(feed.last_visit_at, now),
            moment(feed.next_visit_at, now),
            f"{feed.entries_per_day:g}",
            Text(feed.error or ""),
        )
    if feeds:
        console.print(table)
    console.print(summary(feeds, now), markup=False, highlight=False)


def summary(feeds: Sequence[ShownFeed], now: datetime) -> str:
    """How many there are of each status, and how far the poller lags: visits that are due and have not ended."""
    if not feeds:
        return "no feeds"
    statuses = [feed.status for feed in feeds]
    parts = [f"{statuses.count(status)} {status}" for status in STYLES if status in statuses]
    late = [now - feed.due_since for feed in feeds if feed.due_since]
    lag = f"{len(late)} due and not visited, the longest for {span(max(late).total_seconds())}" if late else "none due"
    return f"{len(feeds)} feeds: {', '.join(parts)}; {lag}"


def moment(at: datetime | None, now: datetime) -> str:
    """A time as its distance from now."""
    if at is None:
        return "never"
    seconds = (at - now).total_seconds()
    return f"in {span(seconds)}" if seconds > 0 else f"{span(abs(seconds))} ago"


def span(seconds: float) -> str:
    """Seconds in the largest unit of which there are two."""
    for unit, size in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def fields(feed: ShownFeed) -> None:
    """Prints everything that is known of one feed, a field a line."""
    table = Table(box=None, show_header=False)
    for name, value in feed.model_dump(mode="json").items():
        if value is not None:
            table.add_row(Text(name.replace("_", " "), style="bold"), Text(str(value), overflow="fold"))
    Console().print(table)
