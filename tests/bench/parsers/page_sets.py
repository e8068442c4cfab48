"""The sets of documents in ../shared/data that have a gold file, and a manifest of each."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

WARM_UP = "warm-up"
"""The id of a manifest's first line, which is not scored: what a tool loads on its first page is no page's time."""


@dataclass(frozen=True)
class PageSet:
    name: str
    dumps: bool = False
    related: bool = False

    def __str__(self) -> str:
        return f"{self.name} {'dumps' if self.dumps else 'pages'}"

    def gold(self, data: Path) -> Path:
        return data / "pages" / f"{self.name}.gold.jsonl.gz"

    def related_gold(self, data: Path) -> Path | None:
        return data / "pages" / f"{self.name}.related.jsonl.gz" if self.related else None

    def manifest(self, data: Path) -> str:
        """Lines for `themewire parse --manifest`; the first document stands twice, at first as warm-up."""
        with gzip.open(self.gold(data), "rt", encoding="utf-8") as file:
            lines = [self._line(json.loads(line), data) for line in file]
        return "".join(json.dumps(line) + "\n" for line in [{**lines[0], "id": WARM_UP}, *lines])

    def _line(self, gold: dict[str, str], data: Path) -> dict[str, str]:
        if self.dumps:
            file, media_type = data / "dumps" / self.name / f"{gold['id']}.txt.gz", "text/plain"
        else:
            file, media_type = data / "pages" / self.name / gold["file"], "text/html"
        return {"id": gold["id"], "file": str(file), "media_type": media_type, "url": gold["url"]}


PAGES = (PageSet("fundus", related=True), PageSet("scrapinghub"))
DUMPS = (PageSet("fundus", dumps=True, related=True), PageSet("scrapinghub", dumps=True))
