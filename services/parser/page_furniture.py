"""Parts of a page that say by their class or id that they are no part of the article: prompts, sharing, adverts."""

import re

from lxml.html import HtmlElement

from services.parser.html_tree import drop, short_text

_SAYS_SO = frozenset(
    ["promo", "newsletter", "advert", "advertisement", "sponsored", "share", "sharing", "social", "subscribe", "cookie"]
)
_WORDS = re.compile(r"[a-z]+")
_LONGEST = 300


def drop_furniture(tree: HtmlElement) -> None:
    """Takes short blocks out whose class or id has such a word; a long one may wrap the article itself."""
    for element in list(tree.iter("div", "section", "aside", "p", "ul", "span")):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if names != " " and not _SAYS_SO.isdisjoint(_WORDS.findall(names)) and short_text(element, _LONGEST):
            drop(element)
