"""Which entries of a feed are new or changed, against what was remembered of its earlier readings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.article_id import normalised_url
from services.ingest.feeds.entry_id import text_hash
from services.ingest.feeds.feed import Entry
from services.ingest.feeds.plain_text import plain_text

_FEW = 500
"""Entries that are remembered also of a feed that shows fewer: what leaves it and comes back is no news."""
_DIGITS = 16

Remembered = Mapping[str, tuple[str, int]]
"""Key of an entry -> hash of its content, number of the reading that last showed it; hex digits."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a reading brought: entries never seen, entries whose content changed, and what to remember."""

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    remembered: Remembered


def fresh_entries(entries: Sequence[Entry], before: Remembered, reading: int) -> Fresh:
    """Compares the reading number `reading` with those before it; order does not matter.

    At most twice as many entries as the feed shows are remembered, or `_FEW`: those seen last.
    """
    keys = _keys(entries)
    shown: dict[str, tuple[str, int]] = {}
    new, changed = [], []
    for key, entry in zip(keys, entries, strict=True):
        if key in shown:
            continue
        content = content_hash(entry)
        shown[key] = (content, reading)
        if key not in before:
            new.append(entry)
        elif before[key][0] != content:
            changed.append(entry)
    gone = sorted((item for item in before.items() if item[0] not in shown), key=lambda item: (-item[1][1], item[0]))
    room = max(_FEW, 2 * len(shown)) - len(shown)
    return Fresh(tuple(new), tuple(changed), shown | dict(gone[:room]))


def content_hash(entry: Entry) -> str:
    """Of what a reader would call the article: not of dates, which some feeds make anew at every visit, nor of the
    markup, which may hold counters and ever new addresses of images."""
    return text_hash(
        normalised_url(entry.url or ""),
        entry.title or "",
        plain_text(entry.content_html),
        " ".join((entry.content_text or "").split()),
        plain_text(entry.summary),
        "\n".join(sorted(entry.authors)),
        "\n".join(sorted(entry.tags)),
        entry.language or "",
    )[:_DIGITS]


def _keys(entries: Sequence[Entry]) -> list[str]:
    """By id; where a feed gives several of its entries one id, by id, address and title."""
    times = Counter(entry.id for entry in {(entry.id, entry.url, entry.title): entry for entry in entries}.values())
    return [
        text_hash(entry.id)[:_DIGITS]
        if times[entry.id] == 1
        else text_hash(entry.id, normalised_url(entry.url or ""), entry.title or "")[:_DIGITS]
        for entry in entries
    ]
