"""`themewire topics`: creates what is missing, or tells how the topics on the broker differ."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.topics import TOPICS, Topic
from services.runtime.running_system import connected_settings
from services.runtime.settings import Settings
from services.runtime.topic_admin import (
    BrokerUnavailable,
    TopicMismatch,
    described_topics,
    ensure_topics,
    wait_for_broker,
)
from services.runtime.topic_differences import DescribedTopic, describe_differences

app = typer.Typer(add_completion=False)


@app.command()
def topics(
    check: Annotated[
        bool, typer.Option("--check", help="create nothing, only tell what is missing or differs")
    ] = False,
    wait: Annotated[float, typer.Option(help="seconds to wait for the broker")] = 10.0,
) -> None:
    """Create the topics that are missing; print each with its state. Exit code 1 when one is missing or differs."""
    settings = connected_settings()
    try:
        asyncio.run(wait_for_broker(settings, wait))
        before = asyncio.run(described_topics(settings))
        problem = None if check else _created(settings)
        found = asyncio.run(described_topics(settings))
    except BrokerUnavailable as error:
        typer.echo(f"themewire: {error}", err=True)
        raise typer.Exit(1) from error
    states = {topic: _state(topic, settings, before.get(topic), found.get(topic)) for topic in TOPICS}
    Console().print(_table(settings, states, found))
    differences = [line for topic in found for line in describe_differences(topic, settings, found[topic])]
    for line in differences or ([problem] if problem else []):
        typer.echo(f"themewire: {line}", err=True)
    if differences or problem or len(found) < len(TOPICS):
        raise typer.Exit(1)


def _created(settings: Settings) -> str | None:
    try:
        asyncio.run(ensure_topics(settings))
    except TopicMismatch as mismatch:
        return str(mismatch)
    return None


def _state(topic: Topic, settings: Settings, before: DescribedTopic | None, now: DescribedTopic | None) -> str:
    if now is None:
        return "missing"
    if describe_differences(topic, settings, now):
        return "differs"
    return "good" if before else "created"


def _table(settings: Settings, states: dict[Topic, str], found: dict[Topic, DescribedTopic]) -> Table:
    table = Table("topic", "partitions", "replicas", "cleanup", "largest record", "state", box=None)
    for topic, state in states.items():
        there = found.get(topic)
        table.add_row(
            settings.topic(topic),
            str(there.partitions if there else settings.partitions),
            str(there.replication if there else settings.replication),
            topic.cleanup,
            f"{topic.message_limit / 1024 / 1024:g} MiB",
            state,
        )
    return table
