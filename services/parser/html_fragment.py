"""The HTML of a feed's item: a fragment that is all article, without a page around it."""

import re
from dataclasses import dataclass
from html import unescape

from schemas.parsed_article import ListedHeadline
from services.parser.article_body import read_body
from services.parser.article_container import Container, find_container
from services.parser.feed_footers import is_feed_footer
from services.parser.footers import is_footer
from services.parser.html_text import plain
from services.parser.html_tree import drop_what_is_no_text, read_tree
from services.parser.plain_text import one_line
from services.parser.related_block import read_related

_ESCAPED_TAG = re.compile(r"&lt;(?:p|div|br|a|ul|ol|h[1-6]|span|strong|em|img|figure|blockquote)\b", re.I)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What the HTML of an item holds."""

    body: tuple[str, ...] = ()
    listed: tuple[ListedHeadline, ...] = ()


def read_fragment(html: str, url: str | None, headline: str) -> Fragment:
    """Its paragraphs and related headlines, read as those of a page are; `url` is its item's address, and `headline`
    no paragraph of it. A text too short for a page's, as notes are, is taken as it is."""
    if "<" not in html and _ESCAPED_TAG.search(html):  # escaped twice, once too often
        html = unescape(html)
    tree = read_tree(f"<html><body>{html}</body></html>")
    whole = tree.find("body") if tree is not None else None
    if tree is None or whole is None:
        return Fragment()
    drop_what_is_no_text(tree)
    found = find_container(tree)
    container = Container(whole, found.text if found else {})
    listed = read_related(container, url)
    shown = read_body(container, "", None, (headline, *(item.headline for item in listed))).value
    body = [paragraph for paragraph in shown if not is_feed_footer(paragraph)]
    return Fragment(tuple(body or read_lines(plain(html, keep_breaks=True))), listed)


def read_lines(text: str) -> list[str]:
    """The paragraphs of a plain text: its lines, less footers."""
    lines = [one_line(line) for line in text.splitlines()]
    return [line for line in lines if line and not is_footer(line) and not is_feed_footer(line)]
