"""HTML text to a tree: nothing is fetched, no entity is expanded, libxml2's limits on depth and size stay on."""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_SPACES = re.compile(r"\s+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 (section 2.2) has not: libxml2 reads them and refuses to write them into its tree again."""
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,1000}\[", re.I)
_PROLOGUE = 8192
"""Characters within which a document type stands."""
_READABLE = etree.XPath(
    "descendant-or-self::text()[not(ancestor::script or ancestor::style or ancestor::noscript"
    " or ancestor::template or ancestor::svg)]"
)
SKIPPED = frozenset(["script", "style", "noscript", "template", "svg", "iframe", "form", "button", "select", "nav"])


def declares_entities(text: str) -> bool:
    """Whether a document type at its start declares entities (XML 1.0, section 4.2), as entity bombs do."""
    start = _DOCTYPE.search(text, 0, _PROLOGUE)
    return start is not None and text.find("<!ENTITY", start.end()) >= 0


def read_tree(text: str) -> HtmlElement | None:
    """The page's tree, comments and processing instructions left out; None when there is no element at all."""
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    data = _NOT_XML.sub("", text.replace("\f", " ")).encode("utf-8", "replace")
    try:
        return document_fromstring(data, parser=parser, ensure_head_body=False)
    except (etree.LxmlError, ValueError) as error:
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError("libxml2 got no memory for the page's tree") from error
        return None


def text_of(element: HtmlElement) -> str:
    """All text within an element, white space folded, scripts and styles left out."""
    return _SPACES.sub(" ", " ".join(_texts(element))).strip() if _has_skipped(element) else _plain(element)


def short_text(element: HtmlElement, limit: int = 80) -> str:
    """An element's text where that is at most `limit` characters, else empty; reads no more than it needs."""
    found = ""
    for text in element.itertext():
        found += text if text.strip() else " "
        if len(found) > 4 * limit:
            return ""
    found = _SPACES.sub(" ", found).strip()
    return found if len(found) <= limit else ""


def _plain(element: HtmlElement) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _has_skipped(element: HtmlElement) -> bool:
    return next(element.iterdescendants("script", "style", "noscript", "template", "svg"), None) is not None


def _texts(element: HtmlElement) -> list[str]:
    found = _READABLE(element)
    return [str(text) for text in found] if isinstance(found, list) else []


def drop(element: HtmlElement) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()
