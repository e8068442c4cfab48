"""A text dump as lines, each with what it can be told apart by: its date, its bullet, the blank lines above it."""

import re
import unicodedata
from dataclasses import dataclass

from schemas.parsed_article import Published
from services.parser.dates import LONGEST, read_date
from services.parser.markup import MARKED, bullet, clean, heading, link
from services.parser.plain_text import visible, weight

_WRAPPED = range(50, 101)
_LINE_END = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
MOST_LINES = 20_000
"""Lines with words that are read of one dump; no page has more, and each costs time."""


@dataclass(slots=True)
class Line:
    """One line without markup. `gap` counts the blank lines above it; `date` is set when the line is only a date;
    `size` is its weight in letters."""

    text: str
    gap: int = 0
    date: Published | None = None
    bulleted: bool = False
    heading: bool = False
    url: str | None = None
    size: int = -1

    def __post_init__(self) -> None:
        if self.size < 0:
            self.size = weight(self.text)


def read_lines(text: str) -> list[Line]:
    """Every line that says something; paragraphs that were wrapped at a column are joined."""
    lines: list[Line] = []
    gap = 0
    text = unicodedata.normalize("NFC", visible(text))
    for raw in _unwrapped(_LINE_END.split(text)):
        line = _line(raw, gap) if raw else None
        if not line:
            gap += 1
            continue
        gap = 0
        lines.append(line)
        if len(lines) == MOST_LINES:
            break
    return lines


def _line(raw: str, gap: int) -> Line | None:
    marked = MARKED.search(raw) is not None
    cleaned = clean(raw) if marked else " ".join(raw.split())
    if not cleaned:
        return None
    date = read_date(cleaned) if len(cleaned) <= LONGEST else None
    if not marked:
        return Line(cleaned, gap, date)
    return Line(cleaned, gap, date, bullet(raw) and not date, heading(raw), link(raw))


def _unwrapped(raw: list[str]) -> list[str]:
    joined: list[str] = []
    block: list[str] = []
    for line in [*raw, ""]:
        if line and not line.isspace():
            block.append(line)
            continue
        joined += [" ".join(part.strip() for part in block)] if _is_wrapped(block) else block
        joined.append("")
        block = []
    return joined[:-1]


def _is_wrapped(block: list[str]) -> bool:
    """Three or more lines about as long as a column, the last one aside, and no line that stands for itself."""
    if len(block) < 3 or len(block[-1].strip()) > _WRAPPED[-1]:
        return False
    return all(len(line.strip()) in _WRAPPED and not bullet(line) and not heading(line) for line in block[:-1])
