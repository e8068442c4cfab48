"""Takes the document type out of XML before any parser sees it, and refuses XML that declares anything of its own.

An external identifier, as RSS 0.91 and XHTML have one, is dropped: nothing that it names is ever loaded. An internal
subset is refused, whatever is in it: entities grow without bound or read files. Parsers disagree about which charset
a document is in, so none is let through in which a declaration could be spelt without the bytes of "<!".
"""

import codecs
import re
from dataclasses import dataclass

_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    *(
        (character.encode(charset), charset)
        for charset in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
        for character in "< \t\r\n"
    ),
)
"""How documents in charsets of two or four bytes begin (XML 1.0, appendix F.1)."""
_EBCDIC = "<?xm".encode("cp037")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9._:-]{0,39}", re.ASCII)
_PLAIN = '<!DOCTYPE a [<!ENTITY b "c">]>'
_DISGUISES = (
    b"+ADwAIQ-",
    b"+ADw-!",
    b"\\x3c!",
    b"\\u003c!",
    b"<~{~}!",
    b"<\x1b(B!",
    b"<\x1b(J!",
    b"\x1b$)C<\x0e\x0f!",
)
"""What reads as "<!" in UTF-7, in Python's escapes, in HZ and in the charsets of ISO 2022."""
_XML_DECLARATION = re.compile(rb"\s*<\?xml\s([^>]{0,1000}?)\?>", re.I)
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']([^"']*)["']""", re.I)
_LITERAL = rb"""(?:"[^"<>\[\]]*"|'[^'<>\[\]]*')"""
_EXTERNAL_ID = rb"(?:SYSTEM\s+%b|PUBLIC\s+%b(?:\s+%b)?)" % (_LITERAL, _LITERAL, _LITERAL)
_HARMLESS_DOCTYPE = re.compile(rb"""<!DOCTYPE\s+[^\s<>\[\]"']+(?:\s+%b)?\s*>""" % _EXTERNAL_ID, re.I)
_START_TAG = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_MOST_BEFORE_THE_ROOT = 1000
"""Comments, instructions and the like."""


class XmlRefused(Exception):  # noqa: N818 - an answer, not an accident
    """XML that no parser may see; the message says why and what its publisher can do."""


@dataclass(frozen=True, slots=True)
class GuardedXml:
    """XML without a document type. `charset` is what is left of the Content-Type's: None when it is not to be believed.

    Where both it and the XML declaration are silent, the charset is for the parser to find out.
    """

    data: bytes
    charset: str | None


def guarded_xml(data: bytes, charset: str | None = None) -> GuardedXml:
    """The document that a parser may see; `charset` is that of its Content-Type, if there is one.

    Documents in UTF-16 and UTF-32 come back in UTF-8, NUL characters are gone. Raises `XmlRefused`.
    """
    wide = next((name for start, name in _WIDE if data.startswith(start)), None)
    if wide:
        data = data.decode(wide, "replace").encode("utf-8")
    elif data.startswith(_EBCDIC):
        raise _hidden("EBCDIC")
    known = "utf-8" if wide or data.startswith(codecs.BOM_UTF8) else _believed(charset)
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")
    declared = None
    if declaration := _XML_DECLARATION.match(data):
        data = data[declaration.end() :]
        named = _ENCODING.search(declaration[1])
        declared = _believed(named[1].decode("latin-1") if named else None)
    return GuardedXml(_declaration(known or declared) + _without_doctype(data), known)


def _believed(label: str | None) -> str | None:
    """The label, or None for one that Python does not know or that names a wide charset, which the bytes are not in.

    Raises `XmlRefused` for a charset in which markup can be disguised.
    """
    if label is None or not _LABEL.fullmatch(label.strip()):
        return None
    name = label.strip()
    try:
        if codecs.lookup(name).name.startswith(("utf-16", "utf-32")):
            return None
        plain = _PLAIN.encode("ascii").decode(name, "replace") == _PLAIN
        disguised = any("<!" in disguise.decode(name, "replace") for disguise in _DISGUISES)
    except LookupError:  # unknown, or not a charset but a codec such as rot13
        return None
    except ValueError as error:
        raise _hidden(name) from error
    if not plain or disguised:
        raise _hidden(name)
    return name


def _declaration(charset: str | None) -> bytes:
    """On a line of its own: feedparser takes the last "encoding=" of the first line."""
    encoding = f' encoding="{charset}"' if charset else ""
    return f'<?xml version="1.0"{encoding}?>\n'.encode("ascii")


def _without_doctype(data: bytes) -> bytes:
    """Looks at what stands before the first start tag: declarations mean nothing after it."""
    kept, start, place = [], 0, 0
    for _ in range(_MOST_BEFORE_THE_ROOT):
        if (place := data.find(b"<", place)) < 0 or _START_TAG.match(data, place):
            break
        if data.startswith(b"<!--", place):
            place = _end(data, b"-->", place + 4)
        elif data.startswith(b"<?", place):
            place = _end(data, b"?>", place + 2)
        elif data.startswith(b"<!", place):
            if not (doctype := _HARMLESS_DOCTYPE.match(data, place)):
                raise XmlRefused("the XML declares entities or other markup of its own: publish it without a DTD")
            kept.append(data[start:place])
            start = place = doctype.end()
        else:
            place += 1
    else:
        raise XmlRefused(
            f"the XML has more than {_MOST_BEFORE_THE_ROOT} things before its first element: leave them out"
        )
    return b"\n".join([*kept, data[start:]])  # something between: what stood on both sides must not become markup


def _end(data: bytes, mark: bytes, start: int) -> int:
    if (end := data.find(mark, start)) < 0:
        raise XmlRefused(f"the XML opens a comment or instruction and never closes it with {mark.decode()}: close it")
    return end + len(mark)


def _hidden(charset: str) -> XmlRefused:
    return XmlRefused(f"the XML says that it is in {charset}, in which markup can be hidden: publish it in UTF-8")
