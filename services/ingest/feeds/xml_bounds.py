"""The text of an XML feed -> what feedparser reads in bounded time: not too many items, nothing overlong in them.

feedparser's time grows with the square of an author's length, of the number of an item's categories and of a tag's
attributes, and it takes captions of Media RSS for summaries and managing editors for authors. The text is cut and not
a tree, since feeds that are not well-formed must come through as they are.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, pairwise

from services.ingest.feeds.comments import without_comments
from services.ingest.feeds.dates import feed_date
from services.ingest.feeds.feed import MOST_ENTRIES
from services.ingest.feeds.mended_items import is_well_formed, mended

_ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>])", re.I)
_ITEM_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,100}>", re.I)
_DATE = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:pubDate|published|issued|updated|modified|date)(?:\s[^<>]{0,200})?>\s{0,100}"
    r"(?:<!\[CDATA\[)?([^<]{1,100})",
    re.I,
)
_SHORT = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|owner|name|email|uri|managingEditor|webMaster|guid|id"
    r"|pubDate|published|issued|updated|modified|date|category|subject|keywords)(?:\s[^<>]{0,2000})?>"
    r"\s{0,100}(?:<!\[CDATA\[)?[^<]{0,1000})[^<]*",
    re.I,
)
"""Elements that are short in every honest feed, with the characters of them that are read."""
_CATEGORY = re.compile(r"<(/?)((?:[\w.-]{1,40}:)?(?:category|subject))(?=[\s/>])", re.I)
_NOT_READ = re.compile(r"<(/?)(media):|<(/?)(managingEditor|webMaster)(?=[\s>])", re.I)
_LONG_TAG = re.compile(r"<[^<>]{8000,}>?")
_MOST_CATEGORIES = 100
_REFERENCE = re.compile(r"&#(?:(\d{1,20})|x([0-9a-f]{1,20}));?", re.I)


@dataclass(frozen=True, slots=True)
class BoundedXml:
    """`items` starts of items or entries stand in `text`; `left_out` were cut."""

    text: str
    items: int
    left_out: int


def bounded(text: str) -> BoundedXml:
    """At most `MOST_ENTRIES` items: the newest where every item is dated, else the first."""
    text = _SHORT.sub(r"\1", _LONG_TAG.sub("", without_impossible_characters(text)))
    whole = is_well_formed(text)
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts:
        return BoundedXml(_without_unread(text), 0, 0)
    ends = [found.end() for found in _ITEM_END.finditer(text, starts[-1])]
    last = ends[-1] if ends else len(text)
    items = [text[start:end] for start, end in pairwise([*starts, last])]
    kept = sorted(_newest(items))
    parts = [text[: starts[0]], *(_affordable(items[number], whole) for number in kept), text[last:]]
    return BoundedXml(_without_unread("".join(parts)), len(kept), len(items) - len(kept))


def _newest(items: list[str]) -> list[int]:
    """The numbers of the items that are taken."""
    if len(items) <= MOST_ENTRIES:
        return list(range(len(items)))
    dates = [_date(item) for item in items]
    if None in dates:
        return list(range(MOST_ENTRIES))
    return sorted(range(len(items)), key=lambda number: dates[number] or datetime.min, reverse=True)[:MOST_ENTRIES]


def _date(item: str) -> datetime | None:
    found = _DATE.search(item)
    date = feed_date(found[1]) if found else None
    return date.at.astimezone(UTC) if date and date.at else None


def without_impossible_characters(text: str) -> str:
    """References to what is no character (XML 1.0, section 2.2) are cut out: feedparser fails at them."""
    return _REFERENCE.sub(lambda found: found[0] if _is_character(found) else "", text)


def _is_character(reference: re.Match[str]) -> bool:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000


def _affordable(item: str, whole: bool) -> str:
    """Without the comments in its HTML and with few categories. Comments between items are left to the XML parser."""
    item = item if whole else mended(item)
    item = without_comments(item, "&lt;!--", "--&gt;")
    content, end, rest = item.rpartition("]]>")
    item = f"{without_comments(content, '<!--', '-->')}{end}{rest}"
    if item.count("<") <= _MOST_CATEGORIES:
        return item
    return _CATEGORY.sub(_renamed_after(_MOST_CATEGORIES), item)


def _renamed_after(most: int) -> Callable[[re.Match[str]], str]:
    """Gives every tag after the first `most` elements another name, its end tag like its start."""
    numbers = count(1)
    seen = 0

    def renamed(tag: re.Match[str]) -> str:
        nonlocal seen
        if not tag[1]:
            seen = next(numbers)
        return tag[0] if seen <= most else f"<{tag[1]}not-read"

    return renamed


def _without_unread(text: str) -> str:
    """Renames what feedparser would take for something else."""
    return _NOT_READ.sub(lambda tag: f"<{tag[1] or tag[3] or ''}{tag[2] or tag[4]}-", text)
