"""Bytes of a feed -> text, whatever they say of their charset.

In the order of trust: byte order mark, the form of the first bytes (XML 1.0, appendix F), the media type's charset, the
XML declaration, UTF-8, windows-1252. What is declared and does not fit is passed over.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARED = re.compile(rb"\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']", re.I)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.I)
_TEXT_CODECS = re.compile(
    r"ascii|utf-8|iso8859-\d+|cp\d+|koi8-[rut]|gb2312|gbk|gb18030|hz|big5(hkscs)?|shift_jis\w*|euc_\w+"
    r"|iso2022_\w+|johab|mac-\w+|tis-620|ptcp154|kz1048"
)
"""What a label may name. Python's other codecs are no charsets of documents, and some take time that grows with the
square of the length; UTF-16 and UTF-32 show in the first bytes, whatever a label says."""
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""What is read in its stead (WHATWG Encoding, section 4.2)."""
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def decoded(data: bytes, content_type: str | None) -> str:
    """The text without byte order mark and without characters that XML 1.0 has not (section 2.2), NUL among them."""
    return _NOT_XML.sub("", _decoded(data, content_type).lstrip("\ufeff"))


def without_declaration(text: str) -> str:
    """XML without its declaration: what that says of the charset was true of the bytes as they came."""
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _decoded(data: bytes, content_type: str | None) -> str:
    for start, name in (*_MARKS, *_FORMS):
        if data.startswith(start):
            return data.decode(name, "replace")
    said = _CHARSET.search(content_type or "")
    declared = _DECLARED.match(data)
    for name in (said[1] if said else "", declared[1].decode("ascii") if declared else "", "utf-8"):
        if (codec := _codec(name)) and (text := _strictly(data, codec)) is not None:
            return text
    mended = data.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    # A few broken characters in much UTF-8 are a cut or a slip; many mean another charset.
    whole = sum(map(mended.count, ("\u2019", "\u201c", "\u2013"))) + len(re.findall("[\u00c0-\u2fff]", mended))
    return mended if broken <= whole else data.decode("cp1252", "replace")


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return None
    return _WIDER.get(found, found) if _TEXT_CODECS.fullmatch(found) else None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None
