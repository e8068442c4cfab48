"""What stands below a page's top heading, where readers look for dek, byline and time."""

from collections.abc import Iterator
from itertools import islice

from services.parser.html_tree import Element, short_text
from services.parser.page import Page

_WITHIN = 60
"""Elements behind the heading that are looked at."""
_TAGS = frozenset(["p", "div", "span", "li", "address", "time", "small", "h5", "h6", "em", "strong"])
_HOLDERS = frozenset(["p", "div", "li", "ul", "ol", "section"])


def following(heading: Element) -> Iterator[Element]:
    """The elements behind one in the document, its own left out (XPath's axis of that name)."""
    for around in (heading, *heading.iterancestors()):
        for behind in around.itersiblings():
            yield from behind.iter()


def short_texts(page: Page) -> Iterator[str]:
    """The labels right below the first top heading, each once."""
    heading = next(page.tree.iter("h1"), None)
    if heading is None:
        return
    seen = set()
    for element in islice(following(heading), _WITHIN):
        holds_more = any(child.tag in _HOLDERS for child in element)
        text = short_text(element, 120) if element.tag in _TAGS and not holds_more else ""
        if text and text not in seen:
            seen.add(text)
            yield text
