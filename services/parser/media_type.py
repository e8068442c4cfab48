"""What kind of document the bytes are: by the content-type header, else by their first bytes."""

import re
from dataclasses import dataclass

from schemas.raw_document import ATOM, FEED_ITEM, HTML, RSS, TEXT

_NAME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_PARAMETER = re.compile(r';\s*([a-zA-Z0-9!#$&^_.+-]{1,40})\s*=\s*(?:"([^"]{0,100})"|([^\s;"]{0,100}))')
_SAYS_NOTHING = frozenset(
    ["application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded", "application/unknown"]
)
"""Types that clients send when nobody chose one (curl --data-binary sends the third)."""

_MAGIC = (
    (b"\x1f\x8b", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "application/x-riff"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\x7fELF", "application/x-elf"),
)
COMPRESSED = ("application/gzip", "application/zip", "application/zstd", "application/x-xz", "application/x-bzip2")
_NEVER_TEXT = (*COMPRESSED[:4], "image/png", "image/jpeg")
"""Types whose first bytes no text has: a header that says text is wrong."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML_START = re.compile(
    rb"(?:<!doctype\s+html|<(?:html|head|body|meta|title|link|script|style|div|article|section|main|header|nav|p|h[1-6]"
    rb"|span|table|ul|ol|a|img|b|br|center|font)[\s/>])",
    re.I,
)
_HTML_SOON = re.compile(rb"<(?:html|head|body|article)[\s>]", re.I)
_XML_ROOTS = (
    (re.compile(rb"<(?:rss|rdf:RDF)[\s>]", re.I), RSS),
    (re.compile(rb"<(?:\w{1,20}:)?feed[\s>]|<(?:\w{1,20}:)?entry\s[^<>]{0,500}w3\.org/2005/Atom", re.I), ATOM),
)
_JSON_FEED = re.compile(rb'jsonfeed\.org\\?/version|"content_(?:html|text)"\s{0,10}:')
_SYNTAXES = frozenset(
    ["application/xml", "text/xml", "application/rdf+xml", "application/x-rss+xml", "text/rss+xml", "application/json"]
)
"""Types that name a syntax, or are no type of ours: what is a feed shows itself."""
_OPENING = 4096


@dataclass(frozen=True, slots=True)
class MediaType:
    """Lower-case `type/subtype`, the declared charset, and whether a header or the bytes told."""

    name: str
    charset: str | None
    source: str


def media_type(content_type: str | None, value: bytes) -> MediaType:
    """The header's type (RFC 9110, section 8.3.1; case and parameters as they come), else the sniffed one.

    Compressed bytes are what they are, whatever the header says of the document before it was compressed.
    """
    head = (content_type or "").partition(";")[0].strip().lower()
    charset = None
    for match in _PARAMETER.finditer(content_type or ""):
        if match[1].lower() == "charset":
            charset = charset or (match[2] or match[3] or "").strip() or None
    shown = next((name for magic, name in _MAGIC if value.startswith(magic)), None)
    if head in _SYNTAXES and (feed := sniffed(value)) in (RSS, ATOM, FEED_ITEM):
        return MediaType(feed, charset, "sniffed")
    if _NAME.fullmatch(head) and head not in _SAYS_NOTHING and shown not in _NEVER_TEXT:
        return MediaType(head, charset, "content-type")
    return MediaType(sniffed(value), charset, "sniffed")


def sniffed(value: bytes) -> str:
    """The type that the first bytes show; plain text when nothing speaks against it."""
    opening = value[:_OPENING]
    for magic, name in _MAGIC:
        if opening.startswith(magic):
            return name
    if opening.startswith(_UTF16):
        opening = opening[2:].replace(b"\0", b"")
    elif b"\0" in opening:
        return "application/octet-stream"
    start = opening.removeprefix(b"\xef\xbb\xbf").lstrip()
    while start.startswith(b"<!--") and (end := start.find(b"-->")) > 0:
        start = start[end + 3 :].lstrip()
    if _HTML_START.match(start):
        return HTML
    if start.startswith(b"<"):
        return _xml(start)
    if start.startswith((b'{"', b"[{", b"{\n", b"{ ", b"{\r")):
        return FEED_ITEM if _JSON_FEED.search(start) else "application/json"
    return TEXT


def _xml(start: bytes) -> str:
    for root, name in _XML_ROOTS:
        if root.search(start):
            return name
    if _HTML_SOON.search(start):
        return HTML
    return "application/xml" if start.startswith((b"<?xml", b"<!DOCTYPE")) else TEXT
