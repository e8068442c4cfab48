"""Generated files: written, or compared with what is checked in."""

import sys
from collections.abc import Mapping, Sequence
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


def run(arguments: Sequence[str], documents: Mapping[str, Mapping[str, Any]], folder: Path, command: str) -> int:
    """`command` without arguments writes; with --check it names on standard error what drifted.

    Gives the exit code: 1 when something drifted, 2 for arguments that are not known.
    """
    if not arguments:
        write(documents, folder)
        return 0
    if list(arguments) != ["--check"]:
        sys.stderr.write(f"usage: {command} [--check]\n")
        return 2
    drifted = differing(documents, folder)
    for name in drifted:
        sys.stderr.write(f"schemas/contracts/{name} differs from the code: run {command}\n")
    return 1 if drifted else 0


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
