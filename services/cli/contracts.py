"""`python -m services.cli.contracts [--check]`: every generated contract, those of the HTTP ports included.

`python -m schemas.contracts` knows no service; this builds each HTTP application and takes its OpenAPI document too.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from schemas.contracts.asyncapi import asyncapi
from schemas.contracts.drift import run
from schemas.contracts.json_schemas import json_schemas
from schemas.contracts.records import FOLDER
from services.ingest.http_to_articles_raw import conditions, receiver
from services.runtime.settings import Settings
from services.view.http import create_app
from services.view.store import Store


def ingest_openapi() -> dict[str, Any]:
    """OpenAPI of the port for producers."""
    return receiver(Settings(api_keys_file=None), conditions()).app.openapi()


def view_openapi() -> dict[str, Any]:
    """OpenAPI of the port for readers."""
    with TemporaryDirectory() as folder, Store(Path(folder) / "view.sqlite3") as store:
        return create_app(store).openapi()


OPENAPI: dict[str, Callable[[], dict[str, Any]]] = {
    "openapi/ingest.json": ingest_openapi,
    "openapi/view.json": view_openapi,
}
"""File name -> what builds it; an HTTP port that comes new is added here."""


def documents() -> dict[str, dict[str, Any]]:
    """File name -> document of everything that is generated."""
    return {**json_schemas(), "asyncapi.json": asyncapi(), **{name: build() for name, build in OPENAPI.items()}}


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:], documents(), FOLDER, "python -m services.cli.contracts"))
