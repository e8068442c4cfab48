"""Bytes to text: byte order mark, UTF-8 where it fits, the declared charset, else a guess.

Only charsets of the WHATWG Encoding Standard are used: Python knows codecs that are no charset (`zip`) or slow
(`punycode`).
"""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LABEL = re.compile(r"[a-z0-9][a-z0-9_:.-]{1,39}")
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Narrow charsets are read as the wider one that pages mean by them (WHATWG Encoding Standard, section 4.2)."""
_ALLOWED = frozenset(
    ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "big5hkscs", "euc_jp", "cp932", "iso2022_jp"]
    + ["cp949", "cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"]
    + [f"cp{n}" for n in range(1250, 1259)]
    + [f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)
_META = re.compile(
    rb"""<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([a-zA-Z0-9_:.-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}["']([a-zA-Z0-9_:.-]{2,40})["']""",
    re.I,
)
_META_WITHIN = 8192
_SAMPLE = 16_384
_CONTROLS = bytes([*range(8), *range(14, 32), 127])
_FEWEST_TELLING = 30
"""Bytes beyond ASCII; fewer tell nothing of their charset, and Western European is meant most often."""
_HIGH = [bytes([code]) for code in range(128, 256)]
_READ_OF_IT = 100_000
_TOLERATED = 0.05
"""Share of characters that may be broken; a text with more of them is no text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    charset: str
    source: str


def codec_of(label: str | None) -> str | None:
    """Python's codec for a declared charset; None for one that is unknown or not of the standard."""
    name = (label or "").strip().strip("\"'").lower()
    if not _LABEL.fullmatch(name):
        return None
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    codec = _READ_AS.get(codec, codec)
    return codec if codec in _ALLOWED else None


def decode(value: bytes, declared: str | None, markup: bool) -> Decoded | None:
    """The text; `markup` says whether a charset may be declared inside. None when the bytes are no text."""
    for bom, codec in _BOMS:
        if value.startswith(bom):
            return _if_text(value.decode(codec, "replace"), codec, "byte order mark")
    inside = _META.search(value[:_META_WITHIN]) if markup else None
    named = (
        (codec_of(declared), "content-type"),
        (codec_of((inside[1] or inside[2]).decode("ascii")) if inside else None, "meta"),
    )
    if not _seven_bit(named) and (text := _strict(value, "utf-8")) is not None:
        # Bytes beyond ASCII that are valid UTF-8 are UTF-8, whatever was declared.
        return _if_text(text, "utf-8", "fits")
    for found, source in named:
        if found and (text := _strict(value, found)) is not None:
            return _if_text(text, found, source)
    faulty = _is_faulty_utf8(value)
    for found, source in (*named, ("utf-8", "mostly fits"), (_guess(value), "guessed")):
        if (
            found
            and (found != "utf-8" or faulty)
            and (decoded := _if_text(value.decode(found, "replace"), found, source))
        ):
            return decoded
    return _if_text(value.decode("cp1252", "replace"), "cp1252", "last resort")


def _seven_bit(named: tuple[tuple[str | None, str], ...]) -> bool:
    return any(codec in ("iso2022_jp", "utf-16", "utf-16-le", "utf-16-be") for codec, _ in named)


def _strict(value: bytes, codec: str) -> str | None:
    try:
        return value.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_faulty_utf8(value: bytes) -> bool:
    """Whether as many characters beyond ASCII are UTF-8 as are not: else a label that says so is wrong."""
    text = value.decode("utf-8", "replace")
    beyond, broken = len(text) - len(text.encode("ascii", "ignore")), text.count("\ufffd")
    return beyond - broken >= broken


def _guess(value: bytes) -> str | None:
    if sum(value.count(high) for high in _HIGH) < _FEWEST_TELLING:
        return "cp1252"
    best = from_bytes(value[:_SAMPLE], steps=5, chunk_size=512).best()
    return codec_of(best.encoding) if best else None


def _if_text(text: str, codec: str, source: str) -> Decoded | None:
    sample = text[:_READ_OF_IT]
    data = sample.encode("utf-8", "replace")
    broken = sample.count("\ufffd") + len(data) - len(data.translate(None, _CONTROLS))
    return Decoded(text, codec, source) if broken <= _TOLERATED * len(sample) else None
