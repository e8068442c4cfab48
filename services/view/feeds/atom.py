"""A feed as Atom (RFC 4287)."""

import re
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from services.view.feeds.feed import Feed, Item

MEDIA_TYPE = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (section 2.2), in whatever spelling."""
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)

register_namespace("", _ATOM)


def atom(feed: Feed) -> bytes:
    """The feed as UTF-8 XML. Texts from outside are text in it: never markup, never a link."""
    root = Element(_name("feed"))
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated.isoformat())
    _text(SubElement(root, _name("author")), "name", "Themewire")
    _link(root, "self", feed.self_url, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    if feed.hub:
        _link(root, "hub", feed.hub)
    for item in feed.items:
        _entry(SubElement(root, _name("entry")), item)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(entry: Element, item: Item) -> None:
    if item.language and _LANGUAGE_TAG.fullmatch(item.language):
        entry.set(_LANG, item.language)
    _text(entry, "id", item.id)
    _text(entry, "title", item.headline)
    _text(entry, "updated", item.updated.isoformat())
    if item.published:
        _text(entry, "published", item.published.isoformat())
    if item.publisher:
        _text(SubElement(entry, _name("author")), "name", item.publisher)
    if here := item.page or item.original:
        _link(entry, "alternate", here)
    if item.page and item.original:
        _link(entry, "via", item.original)
    # An entry without an alternate link must have content (RFC 4287, section 4.1.2); so all have.
    _text(entry, "content", item.text)


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, _name(tag)).text = _NO_XML.sub("\ufffd", text)


def _link(parent: Element, relation: str, address: str, media_type: str | None = None) -> None:
    attributes = {"rel": relation, "href": address} | ({"type": media_type} if media_type else {})
    SubElement(parent, _name("link"), attributes)
