"""Generated files: written, or compared with what is checked in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson


def as_file(document: Mapping[str, Any]) -> bytes:
    """A generated document as it is checked in."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(documents: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Writes each document under its name in `folder`."""
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_file(document))


def differing(documents: Mapping[str, Mapping[str, Any]], folder: Path) -> list[str]:
    """Names of the documents that are missing in `folder` or differ from what is there."""
    return [name for name, document in documents.items() if not _is(folder / name, as_file(document))]


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
