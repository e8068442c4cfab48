"""One tool over a manifest, answered line by line as `themewire parse --manifest` does: what .venv-bench executes.

``python -m tests.bench.parsers.runner TOOL MANIFEST``; imports nothing of the product.
"""

import gzip
import json
import logging
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.parsers.tools import OF_DUMPS, OF_PAGES, Tool


def answers(tool: Tool, lines: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """``{"id", "record"}``, or ``{"id", "rejected"}`` for an exception, with the CPU time of the extraction alone."""
    extract = tool.load()
    for line in lines:
        with gzip.open(line["file"]) as file:
            document = file.read()
        failure, found = None, None
        started = time.process_time()
        try:
            found = extract(document, line["url"])
        except Exception as error:  # noqa: BLE001 - whatever a tool raises costs it this page and is counted
            failure = type(error).__name__
        cpu_ms = round((time.process_time() - started) * 1000, 3)
        answer = {"rejected": {"stage": "parse", "error_class": failure}} if failure else {"record": tool.record(found)}
        yield {"id": line["id"], **answer, "cpu_ms": cpu_ms}


def main(name: str, manifest: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable()  # libraries say of single pages what the table counts
    lines = [json.loads(line) for line in Path(manifest).read_text().splitlines()]
    for answer in answers((OF_PAGES | OF_DUMPS)[name], lines):
        print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
