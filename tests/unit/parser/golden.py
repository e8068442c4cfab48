"""Golden pairs: a document beside the record it must give. Together they are what the parser promises.

- `pairs/<kind>/<what-it-shows>.html`, `.txt`, `.rss` and so on with `<what-it-shows>.expected.json`: written by hand.
- `demo/documents` with `demo/expected`: whole records, which `python -m tests.unit.parser.update_golden` writes.

The public content is compared always, and what is absent there must be absent from the record; of everything else
(provenance, id, fingerprint, a date as it was written) only what the expectation names. `{"rejected": {"stage": ...}}`
expects a refusal; a list expects several articles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import orjson

from schemas.raw_document import ATOM, CE_SUBJECT, CE_TIME, CONTENT_TYPE, FEED_ITEM, HTML, RSS, TEXT, XHTML
from services.cli.parsed_files import as_json
from services.parser.document import RawDocument
from services.parser.parse import parse

HERE = Path(__file__).parent
PAIRS = HERE / "pairs"
DEMO = HERE.parents[2] / "demo"
MEDIA_TYPES = {".html": HTML, ".xhtml": XHTML, ".txt": TEXT, ".rss": RSS, ".atom": ATOM, ".json": FEED_ITEM}
"""Of a pair's document, by its suffix."""
SEEN = b"2025-03-22T12:00:00Z"

_ALWAYS = (
    *("headline", "dek", "body", "authors", "published", "modified", "canonical_url", "publisher", "language"),
    *("topics", "listed"),
)
_ALWAYS_WITHIN = {"published": ("at", "precision"), "publisher": ("name",), "provenance": (), "rejected": ()}
_FROM_RUN_TO_RUN = ("source", "parser_version")


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and the file of what it must give."""

    name: str
    document: RawDocument
    expected: Path


def pairs() -> list[Pair]:
    """All of them, those written by hand first."""
    return [*_by_hand(), *of_the_demo()]


def of_the_demo() -> list[Pair]:
    """One pair per line of `demo/documents.ndjson`."""
    named = {CONTENT_TYPE: "media_type", CE_TIME: "observed_at", CE_SUBJECT: "url"}
    found = []
    for line in (DEMO / "documents.ndjson").read_bytes().splitlines():
        entry = orjson.loads(line)
        headers = tuple((header, entry[name].encode()) for header, name in named.items() if entry.get(name))
        value = (DEMO / "documents" / entry["file"]).read_bytes()
        found.append(
            Pair(f"demo/{entry['file']}", RawDocument(value, headers=headers), DEMO / f"expected/{entry['file']}.json")
        )
    return found


def _by_hand() -> Iterator[Pair]:
    documents = (path for path in PAIRS.glob("*/*") if path.suffix in MEDIA_TYPES and ".expected" not in path.suffixes)
    for path in sorted(documents):
        url = f"https://news.example/2025/03/21/{path.stem}-4711"
        headers = ((CONTENT_TYPE, MEDIA_TYPES[path.suffix].encode()), (CE_SUBJECT, url.encode()), (CE_TIME, SEEN))
        document = RawDocument(path.read_bytes(), headers=headers)
        yield Pair(f"{path.parent.name}/{path.name}", document, path.with_suffix(".expected.json"))


def results(pair: Pair) -> list[dict[str, Any]]:
    """What the parser gives, without what differs from run to run."""
    found = [as_json(result) for result in parse(pair.document)]
    return [{name: value for name, value in result.items() if name not in _FROM_RUN_TO_RUN} for result in found]


def difference(pair: Pair) -> str:
    """Expected and found, line against line; empty when they are the same."""
    read = orjson.loads(pair.expected.read_bytes())
    expected = read if isinstance(read, list) else [read]
    found = results(pair)
    names = expected if len(expected) == len(found) else [expected[0]] * len(found)
    compared = [_compared(result, named) for result, named in zip(found, names, strict=True)]
    told = [_without_empty(record) for record in expected]
    return "\n".join(unified_diff(_lines(told), _lines(compared), "expected", "found", lineterm=""))


def _compared(result: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The part of a result that an expectation speaks of."""
    if "rejected" not in result:
        result = {name: result.get(name) for name in (*_ALWAYS, *expected)}
    for name, always in _ALWAYS_WITHIN.items():
        if isinstance(within := result.get(name), dict):
            named = expected.get(name)
            keys = {*always, *(named if isinstance(named, dict) else ())}
            result = {**result, name: {key: value for key, value in within.items() if key in keys}}
    found: dict[str, Any] = _without_empty(result)
    return found


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: kept for name, item in value.items() if (kept := _without_empty(item)) not in (None, [], {})}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def _lines(records: list[dict[str, Any]]) -> list[str]:
    return orjson.dumps(records, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode().splitlines()
