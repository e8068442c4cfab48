"""`themewire keys add|list|revoke`: the API keys in the file that THEMEWIRE_API_KEYS_FILE names."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.topics import DOCUMENT_LIMIT
from services.runtime.api_keys import (
    BYTES_PER_MINUTE,
    DOCUMENTS_PER_MINUTE,
    ID_BYTES,
    SECRET_BYTES,
    ApiKey,
    Scope,
    hash_of,
    id_of,
    key_text,
)
from services.runtime.api_keys_file import VARIABLE, change_keys, read_keys
from services.runtime.settings import SettingsError, load_settings

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Who may use the HTTP ports. Running services follow the file at once."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="whose key it is, e.g. harbour-desk")],
    scope: Annotated[list[Scope], typer.Option(help="what it allows; may be given several times")] = [Scope.write],  # noqa: B006
    documents_per_minute: Annotated[int, typer.Option(min=1)] = DOCUMENTS_PER_MINUTE,
    bytes_per_minute: Annotated[int, typer.Option(min=DOCUMENT_LIMIT)] = BYTES_PER_MINUTE,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""
    text = key_text(os.urandom(ID_BYTES + SECRET_BYTES))
    try:
        key = ApiKey(
            id=id_of(text) or "",
            name=name,
            scopes=frozenset(scope),
            sha256=hash_of(text),
            created=datetime.now(UTC).replace(microsecond=0),
            documents_per_minute=documents_per_minute,
            bytes_per_minute=bytes_per_minute,
        )
    except ValueError as error:
        raise typer.BadParameter("a name has 1 to 100 characters", param_hint="NAME") from error
    change_keys(_path(), lambda known: known.update({key.id: key}))
    typer.echo(text)


@app.command("list")
def list_keys() -> None:
    """Print every key's id, name, scopes and quotas."""
    table = Table("id", "name", "scopes", "documents/min", "MiB/min", "created", box=None)
    for key in read_keys(_path()).values():
        table.add_row(
            key.id,
            key.name,
            " ".join(sorted(key.scopes)),
            str(key.documents_per_minute),
            f"{key.bytes_per_minute / 1024 / 1024:g}",
            key.created.isoformat(),
        )
    Console().print(table)


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="as `themewire keys list` shows it")]) -> None:
    """Remove a key: the next request with it is refused. Exit code 1 when there is no such key."""
    path, known = _path(), read_keys(_path())
    if key_id not in known:
        typer.echo(f"themewire: no key {key_id} in {path}: `themewire keys list` shows those there are", err=True)
        raise typer.Exit(1)
    change_keys(path, partial(_remove, key_id))
    typer.echo(f"revoked {key_id} ({known[key_id].name})")


def _remove(key_id: str, known: dict[str, ApiKey]) -> None:
    known.pop(key_id, None)


def _path() -> Path:
    path = load_settings().api_keys_file
    if path is None:
        raise SettingsError(
            f"{VARIABLE} is not set: name the file where the keys are kept, e.g. /etc/themewire/keys.json"
        )
    return path
