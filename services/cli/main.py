"""The command line: one module per command, imported only when it is called, so that each starts quickly."""

import importlib
import sys
from typing import Any

import typer.core

from services.runtime.settings import SettingsError

COMMANDS = {
    "up": "start Kafka and all services here, under one supervisor",
    "serve": "run one service: ingest, parser, indexer or view",
    "send": "send files as raw documents",
    "parse": "print the record of each file",
    "backtest": "run the index over a stream of labelled articles and print how good and fast it is",
    "verify": "recompute every view and compare it with the topic",
    "feeds": "subscribe to feeds, and list, import and export them",
    "keys": "make, list and revoke API keys",
    "topics": "create the topics, or tell how they differ",
    "trace": "show where a document went: received, parsed or rejected, and in whose views it stands",
    "demo": "send the demo articles and show their related headlines",
}


class LazyCommands(typer.core.TyperGroup):
    """Finds command NAME as the typer app `app` in services/cli/NAME.py."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        app = importlib.import_module(f"services.cli.{cmd_name}").app
        command = typer.main.get_command(app)
        command.name, command.short_help = cmd_name, COMMANDS[cmd_name]
        return command


app = typer.Typer(cls=LazyCommands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def themewire() -> None:
    """Raw news articles in, related headlines out, over Kafka."""


def main() -> None:
    """Entry point; a wrong setting is one line and exit code 2."""
    try:
        app()
    except SettingsError as error:
        print(f"themewire: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from error
