"""The paragraphs of a page: what stands in the article's container, less what is no part of the text.

JSON-LD's articleBody, where it is long, tells which of them belong to it; where the page shows much less of it, as
pages do that are drawn by scripts, it is the body itself.
"""

import re
from collections.abc import Iterable, Sequence

from services.parser.article_blocks import Block, read_blocks
from services.parser.article_container import Container
from services.parser.byline import byline, labelled_date
from services.parser.dates import LONGEST, read_date
from services.parser.fields import Found
from services.parser.footers import is_footer
from services.parser.html_text import plain
from services.parser.list_headings import inline_related, is_list_heading
from services.parser.plain_text import SENTENCE_ENDS, one_line, weight
from services.relatedness.headline_key import headline_key

LONG = 600
"""Characters from which an articleBody is believed to be the whole text; below it is often a teaser."""
_LITTLE = 0.4
"""Share of the articleBody below which the page is taken not to show it."""
_COVERED = 0.75
_KEY = 60
_FIRST = 80
"""Weight of the first paragraph of running text; short lines above it may be a byline, a date, a label."""
_LABEL = 60
_BREAKS = re.compile(r"\s*(?:\r?\n|\u2028|\u2029)\s*")


def read_body(
    container: Container | None, article_body: str, dek: str | None, elsewhere: Iterable[str | None]
) -> Found[list[str]]:
    """Paragraphs in reading order, without dek, byline and time above the text, and without what stands `elsewhere`
    in the record: headlines, the related list."""
    repeated = {headline_key(text) for text in elsewhere if text}
    shown = _paragraphs(read_blocks(container), repeated, headline_key(dek or "")) if container else []
    told = _told(article_body)
    if sum(map(len, told)) < LONG:
        return Found(shown, "container")
    if sum(map(len, shown)) < _LITTLE * sum(map(len, told)):
        return Found(told, "json-ld articleBody")
    return _both(shown, told)


def _paragraphs(blocks: Sequence[Block], repeated: set[str], dek: str) -> list[str]:
    kept: list[Block] = []
    last, seen = "", set()
    for block in blocks:
        key = headline_key(block.text)
        if not key or key in repeated or key == last or _is_no_text(block, key in seen):
            continue
        last = key
        seen.add(key)
        kept.append(block)
    first = next((i for i, block in enumerate(kept) if weight(block.text) >= _FIRST), 0)
    above = (block for block in kept[:first] if not _above_text(block) and headline_key(block.text) != dek)
    kept = [*above, *kept[first:]]
    while kept and kept[-1].tag.startswith("h"):
        kept.pop()
    return [block.text for block in kept]


def _is_no_text(block: Block, seen: bool) -> bool:
    """A footer, the name of a list, a teaser; and text outside a paragraph that is a label or says a thing again."""
    if block.tag == "div" and (seen or (_is_label(block.text) and not block.text.endswith(SENTENCE_ENDS))):
        return True
    return is_footer(block.text) or is_list_heading(block.text) or inline_related(block.text) is not None


def _is_label(text: str) -> bool:
    return weight(text) < _LABEL


def _above_text(block: Block) -> bool:
    text = block.text
    return block.tag == "div" or bool(
        byline(text) or labelled_date(text) or (len(text) <= LONGEST and read_date(text) is not None)
    )


def _told(article_body: str) -> list[str]:
    text = plain(article_body, keep_breaks=True)
    paragraphs = [one_line(part) for part in _BREAKS.split(text) if part.strip()]
    return [p for p in paragraphs if not is_footer(p) and inline_related(p) is None]


def _both(shown: list[str], told: list[str]) -> Found[list[str]]:
    """What the page shows, less what the articleBody does not have, where that has most of it."""
    known = headline_key(" ".join(told))
    has = [headline_key(p)[:_KEY] in known for p in shown]
    # The name of a box goes with the box; a subheading, which few have in their articleBody, stays with its text.
    common = [p for p, own, below in zip(shown, has, [*has[1:], False], strict=True) if own or (_is_label(p) and below)]
    if sum(map(len, common)) >= _COVERED * sum(map(len, shown)):
        return Found(common, "container and json-ld articleBody")
    return Found(shown, "container")
