"""schema.org articles in a page's microdata: ``itemprop`` attributes (HTML, section 5.2).

Only what JSON-LD would say too is read, into a node of the same shape.
"""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from services.parser.html_tree import Element, elements, text_of
from services.parser.json_ld import Node

_PROPERTIES = (
    *("headline", "alternativeHeadline", "description", "datePublished", "dateModified", "author", "publisher"),
    *("articleBody", "keywords", "inLanguage"),
)
_NAMED = etree.XPath("//*[@itemprop]")
_MOST = 2000
_ARTICLES = ("article", "posting", "report", "webpage")
_PERSONS = frozenset(["author", "publisher"])


def read_microdata(tree: Element) -> Node:
    """The properties of the page's article, each a list of texts in document order; empty where there is none."""
    found: dict[str, list[str]] = {}
    for element in islice(elements(tree, _NAMED), _MOST):
        for name in (element.get("itemprop") or "").split():
            if name in _PROPERTIES and _is_of_an_article(element) and (value := _value(element, name)):
                found.setdefault(name, []).append(value)
    return dict(found)


def _is_of_an_article(element: Element) -> bool:
    """The item around it is an article or page, or has no type; what is in a list of other articles is theirs."""
    scopes = list(_scopes(element))
    types = [(scope.get("itemtype") or "").rpartition("/")[2].lower() for scope in scopes]
    return all(not kind or kind.endswith(_ARTICLES) for kind in types) and not any(
        scope.get("itemprop") in ("itemListElement", "hasPart", "mentions", "comment") for scope in scopes
    )


def _scopes(element: Element) -> Iterator[Element]:
    return (around for around in element.iterancestors() if around.get("itemscope") is not None)


def _value(element: Element, name: str) -> str:
    if name in _PERSONS and element.get("itemscope") is not None:
        names = (part for part in element.iterdescendants() if part.get("itemprop") == "name")
        named = next(names, None)
        return _text(named) if named is not None else ""
    return _text(element)


def _text(element: Element) -> str:
    return " ".join((element.get("content") or element.get("datetime") or "").split()) or text_of(element)
