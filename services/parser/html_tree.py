"""HTML text to a tree: nothing is fetched, no entity is expanded, libxml2's limits on depth and size stay on."""

import re
from itertools import islice

from lxml import etree

Element = etree._Element

_NOT_XML = bytes([*range(9), 0x0B, *range(0x0E, 0x20)])
_NONCHARACTERS = b"\xef\xbf"
"""Characters that XML 1.0 (section 2.2) has not, U+FFFE and U+FFFF (by their first bytes) among them: libxml2 reads
them and refuses to write them into its tree again."""
_FORM_FEED_IS_A_BLANK = bytes.maketrans(b"\f", b" ")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,1000}\[", re.I)
_PROLOGUE = 8192
"""Characters within which a document type stands."""
_STRING = etree.XPath("string()")
_NO_TEXT = (
    *("script", "style", "noscript", "template", "svg", "iframe", "button", "select", "input", "textarea"),
    *("video", "audio", "object", "embed", "canvas", "math", "map"),
)
"""Elements whose text, if they have any, is nobody's to read."""


def declares_entities(text: str) -> bool:
    """Whether a document type at its start declares entities (XML 1.0, section 4.2), as entity bombs do."""
    start = _DOCTYPE.search(text, 0, _PROLOGUE)
    return start is not None and text.find("<!ENTITY", start.end()) >= 0


def read_tree(text: str) -> Element | None:
    """The page's tree, comments and processing instructions left out; None when there is no element at all."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    data = text.encode("utf-8", "replace").translate(_FORM_FEED_IS_A_BLANK, _NOT_XML)
    if _NONCHARACTERS in data:
        data = data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError("libxml2 got no memory for the page's tree") from error
        return None


def drop_what_is_no_text(tree: Element) -> None:
    """Takes scripts, styles, controls and media out of a tree, for good; the text behind them stays."""
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)


def elements(tree: Element, path: etree.XPath) -> list[Element]:
    """The elements that an expression finds in a tree, in document order."""
    found = _evaluated(path, tree)
    return [element for element in found if isinstance(element, etree._Element)] if isinstance(found, list) else []


def string_of(element: Element) -> str:
    """All text within an element, as it stands."""
    return str(_evaluated(_STRING, element))


def _evaluated(path: etree.XPath, element: Element) -> object:
    try:
        return path(element)
    except etree.XPathEvalError as error:  # an expression of ours is valid: libxml2 got no memory for what it finds
        raise MemoryError(str(error)) from error


def text_of(element: Element) -> str:
    """The same, white space folded."""
    return " ".join(string_of(element).split())


def linked(element: Element, most: int | None = None) -> int:
    """Characters within the links below an element, of the first `most` where that is given."""
    return sum(len(text_of(a)) for a in islice(element.iter("a"), most))


def names_of(element: Element, limit: int) -> str:
    """Its classes and id, by which page builders say what it is: generated ones are longer, and say nothing more."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:limit]


def short_text(element: Element, limit: int = 80, between: str = "") -> str:
    """An element's text where that is at most `limit` characters, else empty; reads no more than it needs. `between`
    parts the texts of the elements within."""
    if not len(element):  # most labels are
        alone = " ".join((element.text or "").split())
        return alone if len(alone) <= limit else ""
    found: list[str] = []
    size = 0
    for text in element.itertext():
        found.append(str(text) if text.strip() else " ")
        size += len(found[-1])
        if size > 4 * limit:
            return ""
    joined = " ".join(between.join(found).split())
    return joined if len(joined) <= limit else ""
