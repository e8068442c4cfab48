"""Publishers' texts that tests may read and the repository may not hold; tests over them skip where they are absent."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(path: str) -> Path:
    """A file or folder of ../shared/data; skips the test where it is absent."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"../shared/data/{path} is not here: these texts are their publishers' and not in the repository")
    return found


def stream(name: str, most: int) -> list[dict[str, Any]]:
    """The first articles of a stream: id, headline, published_at, source, text, story."""
    with gzip.open(shared(f"stream/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(most), strict=False)]
