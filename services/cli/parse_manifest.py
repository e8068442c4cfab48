"""Many files at once: a manifest of documents in, an answer for each line out, in order."""

import importlib
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from schemas.rejected import Rejection
from services.cli.parsed_files import as_json, raw_document
from services.parser.parse import parse

_AT_ONCE = 4
"""Lines that a process takes at a time."""


class ManifestLine(BaseModel):
    """One document: `file` is a path from the manifest's directory, or an absolute one."""

    id: str
    file: str
    media_type: str | None = None
    url: str | None = None


class ManifestError(Exception):
    """The manifest cannot be read; the message names the line and what is wrong with it."""


def read_manifest(path: Path) -> list[ManifestLine]:
    """Every line of an NDJSON manifest. Raises ManifestError, and OSError when there is no such file."""
    lines = []
    for number, text in enumerate(path.read_bytes().splitlines(), 1):
        if text.strip():
            try:
                lines.append(ManifestLine.model_validate(orjson.loads(text)))
            except (orjson.JSONDecodeError, ValidationError) as error:
                form = '{"id": ..., "file": ..., "media_type": ..., "url": ...}, the last two may be missing'
                raise ManifestError(f"{path} line {number}: {error}; a line is {form}") from error
    return lines


def answers(manifest: Path, lines: list[ManifestLine], jobs: int) -> Iterator[bytes]:
    """A line of JSON for each line, in order: ``{"id", "record"}`` or ``{"id", "rejected"}``, with ``"cpu_ms"``.

    `jobs` processes share the work; a feed's articles come as ``"records"``.
    """
    work = [(line, str(manifest.parent)) for line in lines]
    if jobs == 1:
        _warm_up()
        yield from map(_answer, work)
        return
    with multiprocessing.get_context("forkserver").Pool(jobs, initializer=_warm_up) as pool:
        yield from pool.imap(_answer, work, chunksize=_AT_ONCE)


def _warm_up() -> None:
    """As the service does: what the parser loads on first use is no part of a document's time."""
    importlib.import_module("services.parser.warm_up")


def _answer(work: tuple[ManifestLine, str]) -> bytes:
    line, directory = work
    try:
        document = raw_document(str(Path(directory) / line.file), line.media_type, line.url)
    except (OSError, EOFError) as error:
        unread = Rejection(
            "read", f"cannot read {line.file}: {error.strerror if isinstance(error, OSError) else error}"
        )
        return _line(line.id, as_json(unread), 0.0)
    started = time.process_time()
    results = parse(document)
    cpu_ms = (time.process_time() - started) * 1000
    found = [as_json(result) for result in results]
    if len(found) == 1:
        return _line(line.id, found[0] if "rejected" in found[0] else {"record": found[0]}, cpu_ms)
    return _line(line.id, {"records": found}, cpu_ms)


def _line(id_: str, answer: dict[str, Any], cpu_ms: float) -> bytes:
    return orjson.dumps({"id": id_, **answer, "cpu_ms": round(cpu_ms, 3)})
