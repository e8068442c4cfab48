"""The paragraphs of a page: from JSON-LD's articleBody when that is long, else by trafilatura, else its p elements."""

import logging
import re
from itertools import islice
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from services.parser.byline import byline, labelled_date
from services.parser.dates import LONGEST, read_date
from services.parser.fields import Found
from services.parser.footers import is_footer
from services.parser.html_text import plain
from services.parser.html_tree import SKIPPED, text_of
from services.parser.list_headings import inline_related
from services.parser.plain_text import one_line
from services.relatedness.headline_key import headline_key

LONG = 600
"""Characters from which an articleBody is believed to be the whole text; below it is often a teaser."""
_SHORTEST_PARAGRAPH = 25
_COVERED = 0.9
_MOST_PARAGRAPHS = 1000
_BREAKS = re.compile(r"\s*(?:\r?\n|\u2028|\u2029)\s*")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it would log a line for every page it cannot read


def read_body(tree: HtmlElement, article_body: str | None, headline: str | None, dek: str | None) -> Found[list[str]]:
    """Paragraphs in reading order, without the headlines, dek, byline and time that stand above the text."""
    tops = [text_of(h1) for h1 in tree.iter("h1")]
    found = _from_json_ld(tree, article_body) or _by_trafilatura(tree)
    paragraphs = [p for p in found.value if not is_footer(p) and not inline_related(p)]
    repeated = {headline_key(text) for text in (headline, dek, *tops) if text}
    above = 0
    while above < len(paragraphs) and _above_text(paragraphs[above], repeated):
        above += 1
    return Found(paragraphs[above:], found.source)


def _above_text(paragraph: str, repeated: set[str]) -> bool:
    return bool(
        headline_key(paragraph) in repeated
        or byline(paragraph)
        or labelled_date(paragraph)
        or (len(paragraph) <= LONGEST and read_date(paragraph))
    )


def _from_json_ld(tree: HtmlElement, article_body: str | None) -> Found[list[str]] | None:
    text = plain(article_body or "", keep_breaks=True)
    if len(text) < LONG:
        return None
    paragraphs = [one_line(part) for part in _BREAKS.split(text) if part.strip()]
    if len(paragraphs) <= 2 and (seen := _as_on_page(tree, one_line(text))):
        return Found(seen, "json-ld articleBody, paragraphs as on the page")
    return Found(paragraphs, "json-ld articleBody")


def _as_on_page(tree: HtmlElement, text: str) -> list[str] | None:
    """The page's paragraphs that make up a text which lost its breaks; None when they do not cover it."""
    paragraphs: list[str] = []
    at = 0
    for element in islice(tree.iter("p"), _MOST_PARAGRAPHS):
        paragraph = one_line(text_of(element))
        if len(paragraph) >= _SHORTEST_PARAGRAPH and (start := text.find(paragraph, at)) >= 0:
            paragraphs.append(paragraph)
            at = start + len(paragraph)
    return paragraphs if sum(map(len, paragraphs)) >= _COVERED * len(text) else None


def _by_trafilatura(tree: HtmlElement) -> Found[list[str]]:
    """Its quick and strict way; where that finds little, the longest of its thorough way and the p elements."""
    strict = _extracted(tree, precise=True)
    if sum(map(len, strict)) >= LONG:
        return Found(strict, "trafilatura")
    ways = [("trafilatura", strict), ("trafilatura, thorough", _extracted(tree, precise=False))]
    ways.append(("p elements", _from_elements(tree)))
    source, found = max(ways, key=lambda way: sum(map(len, way[1])))
    return Found(found, source)


def _extracted(tree: HtmlElement, precise: bool) -> list[str]:
    document: Any = bare_extraction(
        tree, include_comments=False, favor_precision=precise, fast=precise, with_metadata=False
    )
    body = getattr(document, "body", None)
    paragraphs = [one_line("".join(part.itertext())) for part in _parts(body)] if body is not None else []
    return [paragraph for paragraph in paragraphs if paragraph]


def _parts(body: Any) -> list[Any]:
    """The innermost blocks: a list's items, a table's rows, and everything else as it stands."""
    parts: list[Any] = []
    for child in body:
        inner = {"list": "item", "table": "row", "quote": "p"}.get(child.tag)
        blocks = list(child.iter(inner)) if inner else []
        parts += blocks or [child]
    return parts


def _from_elements(tree: HtmlElement) -> list[str]:
    """Every p outside navigation, for pages too short for trafilatura."""
    paragraphs = [
        one_line(text_of(element))
        for element in tree.iter("p")
        if not any(
            ancestor.tag in SKIPPED or ancestor.tag in ("aside", "footer") for ancestor in element.iterancestors()
        )
    ]
    return [p for p in paragraphs if len(p) >= _SHORTEST_PARAGRAPH]
