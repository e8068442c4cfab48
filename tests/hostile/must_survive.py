"""Documents that are odd and still articles: each comes out of articles.parsed and reaches the view. A line a case."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tests.hostile.must_reject import HTML, PAGE, TEXT
from tests.hostile.on_the_log import Headers, Put

BODY = "The ferry stayed in the harbour on Friday, the port authority said, and sails again on Sunday morning."
NOTHING: Headers = ()
AT = "2025-03-21T06:36:00+00:00"
"""The time in `dump`."""
NO_SUCH_TIME = "no such time"


def dump(headline: str) -> bytes:
    return f"{headline}\n\nMarch 21, 2025 06:36 GMT\n\n{BODY}\n\n{BODY}\n".encode()


def page(headline: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{headline}</title>{head}</head>'
        f"<body><article><h1>{headline}</h1><p>{BODY}</p><p>{BODY}</p></article></body></html>"
    ).encode()


def dated(written: str) -> Callable[[str], bytes]:
    """A page with this time of publication."""
    return lambda headline: page(headline, f'<meta property="article:published_time" content="{written}">')


def json_ld(script: str) -> Callable[[str], bytes]:
    """A page with this script of JSON-LD."""
    return lambda headline: page(headline, f'<script type="application/ld+json">{script}</script>')


def encoded(codec: str, mark: bytes = b"") -> Callable[[str], bytes]:
    """A dump in this charset behind a byte order mark."""
    return lambda headline: mark + dump(headline).decode().encode(codec)


def typed(content_type: str, name: str = "content-type") -> Headers:
    return ((name, content_type.encode()),)


@dataclass(frozen=True)
class Odd:
    """A headline and how the document around it is made; the time that must be read, None where none may be."""

    name: str
    headline: str
    value: Callable[[str], bytes]
    headers: Headers
    published: str | None
    why_no_time: str = ""
    key: bytes | None = None
    timestamp_ms: int | None = None

    @property
    def put(self) -> Put:
        return Put(self.value(self.headline), self.key, self.headers, self.timestamp_ms)

    @property
    def published_at(self) -> datetime | None:
        return None if self.published is None else datetime.fromisoformat(self.published)


SPECIAL: Headers = (("x-trace", b"\xff\xfe\x00"), ("", b"no name"), ("X" * 5000, b"y" * 5000), ("null", None))
DOUBLE: Headers = (*HTML, *typed("application/pdf"), ("ce_id", b"one"), ("ce_id", b"two"), ("CE_ID", b"three"))
ODD_TYPE = typed('TeXt/HtMl ; Charset="UTF-8";boundary=a; ;q=.1')
FEBRUARY_31 = '{"@type": "NewsArticle", "datePublished": "2031-02-31T10:00:00+02:00"}'
HALF_A_SIGN = '{"@type": "NewsArticle", "headline": "Ferry with half \\ud83d a sign"}'


def with_31_february(headline: str) -> bytes:
    return dump(headline).replace(b"March 21", b"February 31")


MUST_SURVIVE = (
    Odd("null-key", "No key for the ferry", dump, TEXT, AT),
    Odd("no-headers", "No header at all", dump, NOTHING, AT, key=b"any key"),
    Odd("neither-key-nor-headers", "Neither key nor header", dump, NOTHING, AT),
    Odd("key-of-any-bytes", "Key of any bytes", dump, TEXT, AT, key=b"\xff\x00\xfe"),
    Odd("wrong-charset-label", "Fähre fällt öfter aus", encoded("cp1252"), typed("text/plain; charset=utf-8"), AT),
    Odd("utf-8-called-latin-1", "Fähre fällt heute aus", dump, typed("text/plain; charset=iso-8859-1"), AT),
    Odd("charset-of-nobody", "Fähre fällt morgen aus", dump, typed("text/plain; charset=klingon"), AT),
    Odd("bom-utf-8", "Fähre mit Marke", encoded("utf-8", codecs.BOM_UTF8), NOTHING, AT),
    Odd("bom-utf-16-le", "Fähre klein vorne", encoded("utf-16-le", codecs.BOM_UTF16_LE), TEXT, AT),
    Odd("bom-utf-16-be", "Fähre groß vorne", encoded("utf-16-be", codecs.BOM_UTF16_BE), NOTHING, AT),
    Odd("mojibake", "FÃ¤hre fÃ¤llt aus", dump, TEXT, AT),
    Odd("broken-utf-8", "Fähre br\ufffdcht entzwei", lambda h: dump(h).replace(b"\xef\xbf\xbd", b"\xff"), TEXT, AT),
    Odd("nul-bytes-within", "Ferry with nothing in it", lambda h: page(h).replace(b"rry", b"r\0ry"), HTML, None),
    Odd("year-9999", "Ferry of the last year", dated("9999-12-31T23:59:59Z"), HTML, "9999-12-31T23:59:59+00:00"),
    Odd("year-0001", "Ferry of the first year", dated("0001-01-01T00:00:00Z"), HTML, "0001-01-01T00:00:00+00:00"),
    Odd("before-year-0001", "Ferry before time", dated("0001-01-01T00:00:00+14:00"), HTML, None, NO_SUCH_TIME),
    Odd("after-year-9999", "Ferry after time", dated("9999-12-31T23:59:59-12:00"), HTML, None, NO_SUCH_TIME),
    Odd("31-february", "Ferry of 31 February", dated("2031-02-31T10:00:00Z"), HTML, None, NO_SUCH_TIME),
    Odd("31-february-in-json-ld", "Ferry of such a day", json_ld(FEBRUARY_31), HTML, None, NO_SUCH_TIME),
    Odd("31-february-in-text", "Ferry of that same day", with_31_february, TEXT, None, NO_SUCH_TIME),
    Odd(
        "3-mb-of-less-than",
        "Amber wing disease found in Orrin Vale beehives",
        lambda _: PAGE + b"<" * 3_000_000,
        HTML,
        "2025-06-08T08:00:00+10:00",
    ),
    Odd("duplicate-headers", "Ferry of two types", page, DOUBLE, None),
    Odd("unknown-extra-headers", "Ferry of many headers", page, (*HTML, *SPECIAL), None),
    Odd("content-type-of-odd-case", "Ferry of an oddly cased type", page, ODD_TYPE, None),
    Odd("header-name-of-odd-case", "Ferry of an oddly cased name", page, typed("TEXT/HTML", "Content-TYPE"), None),
    Odd("lone-surrogates-in-json-ld", "Ferry with half a sign", json_ld(HALF_A_SIGN), HTML, None),
    Odd("100000-brackets-in-json-ld", "Ferry behind brackets", json_ld("[" * 100_000), HTML, None),
    Odd("gzip-said-and-not-done", "Ferry never packed", page, (*HTML, ("content-encoding", b"gzip")), None),
    Odd("timestamp-before-time", "Ferry of no clock", dump, TEXT, AT, timestamp_ms=-(10**17)),
)
