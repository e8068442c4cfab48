"""A text dump as lines, each with what it can be told apart by: its date, its bullet, the blank lines above it."""

from dataclasses import dataclass

from schemas.parsed_article import Published
from services.parser.dates import LONGEST, read_date
from services.parser.markup import bullet, clean, heading, link

_WRAPPED = range(50, 101)
MOST_LINES = 20_000
"""Lines with words that are read of one dump; no page has more, and each costs time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without markup. `gap` counts the blank lines above it; `date` is set when the line is only a date."""

    text: str
    gap: int = 0
    date: Published | None = None
    bulleted: bool = False
    heading: bool = False
    url: str | None = None


def read_lines(text: str) -> list[Line]:
    """Every line that says something; paragraphs that were wrapped at a column are joined."""
    lines: list[Line] = []
    gap = 0
    for raw in _unwrapped(text.expandtabs(4).splitlines()):
        cleaned = clean(raw)
        if not cleaned:
            gap += 1
            continue
        date = read_date(cleaned) if len(cleaned) <= LONGEST else None
        lines.append(Line(cleaned, gap, date, bullet(raw) and not date, heading(raw), link(raw)))
        gap = 0
        if len(lines) == MOST_LINES:
            break
    return lines


def _unwrapped(raw: list[str]) -> list[str]:
    joined: list[str] = []
    block: list[str] = []
    for line in [*raw, ""]:
        if line.strip():
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
