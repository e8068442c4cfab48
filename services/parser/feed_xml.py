"""An XML feed made ready for feedparser: what is read of it, and no more.

feedparser takes the captions of Media RSS for summaries and managing editors for authors, and its time grows with the
square of an author's length and of the number of categories or attributes.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from lxml import etree

from services.parser.feed_item import MOST_ITEMS
from services.parser.feed_xml_tree import items_of, local_name, read_feed_xml

_PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "atom": "http://www.w3.org/2005/Atom",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_READ = frozenset(
    [
        *_PREFIXES.values(),
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/modules/rss091#",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/atom/ns#",
    ]
)
"""Namespaces of what is read."""
_HOLDERS = ("rss", "rdf", "channel", "feed", "item", "entry")
_TEXTS = frozenset(["title", "description", "encoded", "content", "summary", "body"])
_SHORT = frozenset(
    """
    link guid id author creator name email uri publisher source category subject language
    pubdate published updated modified issued created date
    """.split()  # noqa: SIM905 - a list of words
)
_CHILDREN = _TEXTS | _SHORT
"""What is read of feeds and items; all else in them, and more than `_MOST_OF_A_KIND`, feedparser never sees."""
_FOREIGN_TAG = "{urn:themewire:not-read}element"
_LONGEST = 2000
"""Characters of a short element."""
_MOST_OF_A_KIND = 100


@dataclass(frozen=True, slots=True)
class FeedXml:
    """A feed of at most `MOST_ITEMS` items as UTF-8; `single`: its root is an item."""

    data: bytes
    left_out: int
    single: bool


def ready_for_feedparser(text: str) -> FeedXml | None:
    """The feed; None for what is no RSS, RDF or Atom document."""
    root = read_feed_xml(text)
    if root is None or local_name(root) not in ("rss", "rdf", "feed", "entry"):
        return None
    single = local_name(root) == "entry"
    beyond = [] if single else items_of(root)[MOST_ITEMS:]
    for item in beyond:
        item.getparent().remove(item)
    _drop_what_is_not_read(root)
    etree.cleanup_namespaces(root)
    return FeedXml(etree.tostring(root, encoding="utf-8", xml_declaration=True), len(beyond), single)


def _drop_what_is_not_read(root: Any) -> None:
    etree.strip_elements(root, etree.Entity, with_tail=False)
    read = {None, _namespace(root), *_READ}
    for element in root.iter():
        if ":" in element.tag and element.tag[0] != "{":
            _declare(element)
        name = local_name(element)
        if name in _HOLDERS:
            _choose_children(element)
        if name in _SHORT and len(element.text or "") > _LONGEST:
            element.text = element.text[:_LONGEST]
        if _namespace(element) not in read:
            element.tag = _FOREIGN_TAG
        for number, attribute in enumerate(element.keys()):
            if number >= _MOST_OF_A_KIND or (":" in attribute and attribute[0] != "{"):
                del element.attrib[attribute]
    etree.strip_elements(root, _FOREIGN_TAG, with_tail=False)


def _declare(element: Any) -> None:
    """Puts an element whose prefix was not declared where that prefix usually leads."""
    prefix, _, local = element.tag.partition(":")
    known = prefix in _PREFIXES and ":" not in local
    element.tag = f"{{{_PREFIXES[prefix]}}}{local}" if known else _FOREIGN_TAG


def _choose_children(holder: Any) -> None:
    seen: Counter[str] = Counter()
    for child in holder:
        seen[name := local_name(child)] += 1
        if name not in _HOLDERS and (name not in _CHILDREN or seen[name] > _MOST_OF_A_KIND):
            child.tag = _FOREIGN_TAG


def _namespace(element: Any) -> str | None:
    return str(element.tag[1:]).partition("}")[0] if element.tag[0] == "{" else None
