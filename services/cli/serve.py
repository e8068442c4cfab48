"""`themewire serve NAME`: one service in this process, until SIGTERM or SIGINT."""

import importlib
from enum import StrEnum
from typing import Annotated

import typer

from services.runtime.leave import leave
from services.runtime.logs import configure_logging
from services.runtime.settings import load_settings
from services.runtime.topic_admin import BrokerUnavailable, TopicMismatch


class Service(StrEnum):
    """What can be served."""

    ingest = "ingest"
    poller = "poller"
    parser = "parser"
    indexer = "indexer"
    view = "view"


WIRING = {
    Service.ingest: "services.ingest.http_to_articles_raw",
    Service.poller: "services.ingest.feeds_to_articles_raw",
    Service.parser: "services.parser.articles_raw_to_articles_parsed",
    Service.indexer: "services.indexer.articles_parsed_to_headlines_related",
    Service.view: "services.view.headlines_related_to_readers",
}
"""The module of each service that puts it together; its `run(settings)` blocks until it is told to stop."""

app = typer.Typer(add_completion=False)


@app.command()
def serve(name: Annotated[Service, typer.Argument(help="the service to run")]) -> None:
    """Run one service until SIGTERM or Ctrl-C. Settings are THEMEWIRE_ variables."""
    settings = load_settings()
    configure_logging(settings, name.value)
    # Imported only here, so that a process loads one service's dependencies.
    wiring = importlib.import_module(WIRING[name])
    try:
        wiring.run(settings)
    except (BrokerUnavailable, TopicMismatch) as error:
        leave(str(error))
