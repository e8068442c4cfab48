"""Golden pairs: every demo document (`demo/documents.ndjson`) beside the record it must give (`demo/expected`)."""

from pathlib import Path
from typing import Any

import orjson

from services.cli.parsed_files import as_json
from services.parser.document import RawDocument
from services.parser.parse import parse

DEMO = Path(__file__).parents[3] / "demo"
_NOT_COMPARED = ("source", "parser_version")


def entries() -> list[dict[str, str]]:
    """One entry per demo document: file, media_type, observed_at and, where it has one, url."""
    index = DEMO / "documents.ndjson"
    return [orjson.loads(line) for line in index.read_bytes().splitlines() if line.strip()] if index.exists() else []


def expected_path(file: str) -> Path:
    return DEMO / "expected" / f"{file}.json"


def read(entry: dict[str, str]) -> list[dict[str, Any]]:
    """What the parser gives for a demo document, without what differs from run to run."""
    headers = {"content-type": "media_type", "ce_time": "observed_at", "ce_subject": "url"}
    document = RawDocument(
        value=(DEMO / "documents" / entry["file"]).read_bytes(),
        headers=tuple((header, entry[name].encode()) for header, name in headers.items() if entry.get(name)),
    )
    results = [as_json(result) for result in parse(document)]
    return [{name: value for name, value in result.items() if name not in _NOT_COMPARED} for result in results]
