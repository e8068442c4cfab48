"""What a page is made of, whatever its texts are: elements, their attributes' names, and where its links can lead."""

from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

LINKS = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcdoc", "content", "ping", "background"})

Skeleton = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def of_page(text: str) -> Skeleton:
    """Of a document or a fragment of HTML."""
    root = lxml.html.document_fromstring(text, ensure_head_body=True)
    return _skeleton(root)


def of_xml(content: bytes) -> Skeleton:
    """Of an XML document; entities are not resolved, so that one would be seen."""
    return _skeleton(etree.fromstring(content, etree.XMLParser(resolve_entities=False)))


def _skeleton(root: Any) -> Skeleton:
    return [(str(element.tag), tuple(sorted(element.attrib)), tuple(_schemes(element))) for element in root.iter()]


def _schemes(element: Any) -> list[str]:
    return [urlsplit(element.get(name).strip()).scheme for name in sorted(LINKS & set(element.attrib))]
