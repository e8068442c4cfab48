"""XML as feeds have it -> a tree: what is not well-formed (XML 1.0, section 2.1) is mended as far as it can be.

Feeds in the wild name characters that HTML has and XML has not, leave ampersands and `<br>` as they are in HTML, or
break off. Where elements are interleaved, each item is read alone, so that one costs only itself. Nothing is fetched
and no entity is expanded.
"""

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from itertools import islice
from typing import Any

from lxml import etree

from services.parser.feed_item import MOST_ITEMS

_NAMED = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{1,9});")
_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_VOID = re.compile(r"<(br|hr|img|wbr|input)\b([^<>]{0,2000}?)/?>", re.I)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
"""What it says of the charset was true of the bytes."""
_ITEM = re.compile(r"<(/?)((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s>/])")
_LONGEST_ROOT = 8000


def read_feed_xml(text: str) -> Any:
    """The root element; None where there is none."""
    text = _NAMED.sub(_as_number, _NOT_XML.sub("", text)).lstrip()
    declared = _DECLARATION.match(text)
    text = text[declared.end() :].lstrip() if declared else text
    root, faults = _read(text, recover=False)
    if not faults:
        return root
    text = _VOID.sub(r"<\1\2/>", _AMPERSAND.sub("&amp;", text))
    root, faults = _read(text, recover=True)
    return _item_by_item(text) if etree.ErrorTypes.ERR_TAG_NAME_MISMATCH in faults else root


def local_name(element: Any) -> str:
    """An element's name in lower case, without namespace or prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def items_of(root: Any) -> list[Any]:
    """Items of the channel or beside it (RDF), and entries of a feed."""
    holders = [root, *(child for child in root if local_name(child) == "channel")]
    return [child for holder in holders for child in holder if local_name(child) in ("item", "entry")]


def _as_number(match: re.Match[str]) -> str:
    """HTML's named characters as numbers, which XML has too; XML's own five stay."""
    known = name2codepoint.get(match[1])
    return match[0] if known is None or match[1] in ("amp", "lt", "gt", "quot") else f"&#{known};"


def _read(text: str, recover: bool) -> tuple[Any, set[int]]:
    """The root and the kinds of faults (libxml2's numbers)."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    faults = {entry.type for entry in parser.error_log if entry.level > etree.ErrorLevels.WARNING}
    if etree.ErrorTypes.ERR_NO_MEMORY in faults:
        raise MemoryError("libxml2 got no memory for the feed's tree")
    return root, faults if faults or root is not None else {etree.ErrorTypes.ERR_DOCUMENT_EMPTY}


def _item_by_item(text: str) -> Any:
    """The feed's own part, as far as it can be read, with each item read for itself put into it."""
    first = _ITEM.search(text)
    root, _ = _read(text[: first.start()] if first else text, recover=True)
    if root is None or first is None:
        return root
    channel = next((child for child in root if local_name(child) == "channel"), root)
    name = f"{root.prefix}:{str(root.tag).rpartition('}')[2]}" if root.prefix else str(root.tag).rpartition("}")[2]
    opening = text[text.find(f"<{name}") :][:_LONGEST_ROOT].partition(">")[0]
    for piece in islice(_pieces(text, first.start()), 10 * MOST_ITEMS):  # more are not even counted
        alone, _ = _read(f"{opening}>{piece}</{name}>", recover=True)
        if alone is not None and len(alone):
            channel.append(alone[0])
    return root


def _pieces(text: str, start: int) -> Iterator[str]:
    """The text of each item, up to its end tag or the next item's start."""
    begun: int | None = None
    for tag in _ITEM.finditer(text, start):
        if tag[1] and begun is not None:
            yield f"{text[begun : tag.start()]}</{tag[2]}>"
            begun = None
        elif not tag[1]:
            if begun is not None:
                yield text[begun : tag.start()]
            begun = tag.start()
    if begun is not None:
        yield text[begun:]
