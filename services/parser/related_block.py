"""The page's own related list in HTML: a heading such as "More on this theme" and the links that follow it."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from schemas.parsed_article import LISTED_LIMIT, ListedHeadline, Published
from services.parser.dates import read_date, split_date
from services.parser.html_tree import drop, short_text, text_of
from services.parser.list_headings import is_list_heading
from services.parser.listed import LONGEST, SHORTEST, unique
from services.parser.meta_tags import absolute
from services.parser.plain_text import one_line

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "header", "legend", "summary", "strong", "b", "p", "div", "span", "dt")
_HIGHEST = 4
_MOST_BLOCKS = 20
_MOST_LINKS = 4 * LISTED_LIMIT
_LARGEST_ITEM = 60
"""Bounds on work: no page has as many."""
_PROSE = 200
_ITEMS = ("li", "article", "p", "dd", "tr")
_WORD = re.compile(r"\w")


def take_related_blocks(tree: HtmlElement, base: str | None) -> tuple[ListedHeadline, ...]:
    """The listed headlines; their blocks are taken out of the tree, so that no body holds them."""
    found: list[ListedHeadline] = []
    for heading in list(islice(_list_headings(tree), _MOST_BLOCKS)):
        if heading.getroottree().getroot() is not tree:
            continue  # went with a block around it
        block = _block(heading)
        if block is not None:
            found += _items(block, heading, base)
            drop(block)
    return unique(found)


def _list_headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter(*_HEADINGS):
        if len(element) <= 2 and is_list_heading(short_text(element)) and element.getparent() is not None:
            yield element


def _block(heading: HtmlElement) -> HtmlElement | None:
    """The smallest element around the heading that also holds links behind it, and no prose of the article."""
    sibling = heading.getnext()
    if sibling is not None and sibling.tag in ("ul", "ol", "div", "section") and _links(sibling):
        parent = heading.getparent()
        return parent if parent is not None and not _holds_prose(parent) and parent.tag != "body" else sibling
    element = heading
    for _ in range(_HIGHEST):
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "html", "main") or _holds_prose(parent):
            return None
        element = parent
        if _links(element):
            return element
    return None


def _links(element: HtmlElement) -> list[HtmlElement]:
    found = (a for a in element.iter("a") if a.get("href") and len(text_of(a)) >= SHORTEST)
    return list(islice(found, _MOST_LINKS))


def _holds_prose(element: HtmlElement) -> bool:
    return any(p.find(".//a") is None and len(text_of(p)) >= _PROSE for p in element.iter("p"))


def _items(block: HtmlElement, heading: HtmlElement, base: str | None) -> Iterator[ListedHeadline]:
    for a in _links(block):
        date, headline = split_date(one_line(text_of(a)))
        if heading in a.iterancestors() or is_list_heading(headline) or not _WORD.search(headline):
            continue
        if SHORTEST <= len(headline) <= LONGEST:
            time = _time(a, block) or date
            yield ListedHeadline(
                headline=headline, published=time.at if time else None, url=absolute(a.get("href") or "", base)
            )


def _time(a: HtmlElement, block: HtmlElement) -> Published | None:
    """The time of a link's item: a time element, else a date in the item's text beside the link."""
    item = next((e for e in a.iterancestors() if e.tag in _ITEMS or e is block), None)
    if item is None or item is block or sum(1 for _ in islice(item.iter(), _LARGEST_ITEM + 1)) > _LARGEST_ITEM:
        return None
    for time in item.iter("time"):
        if date := read_date(time.get("datetime") or "") or read_date(text_of(time)):
            return date
    beside = [one_line(text) for text in item.itertext() if text.strip()]
    return next((date for text in beside if (date := read_date(text.strip("()|·•–—- ")))), None)
