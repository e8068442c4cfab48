"""Documents that no reader can use: each costs one record of articles.rejected. One line a case."""

import gzip
import random
import zlib
from dataclasses import dataclass
from pathlib import Path

from schemas.topics import DOCUMENT_LIMIT
from tests.hostile.on_the_log import Headers, Put

PAGE = (Path(__file__).parents[2] / "demo" / "documents" / "bees-1.html").read_bytes()
"""An invented page."""

TEXT: Headers = (("content-type", b"text/plain"),)
HTML: Headers = (("content-type", b"text/html; charset=utf-8"),)
XHTML: Headers = (("content-type", b"application/xhtml+xml"),)
XML: Headers = (("content-type", b"application/xml"),)
JSON: Headers = (("content-type", b"application/json"),)
RSS: Headers = (("content-type", b"application/rss+xml"),)
JSON_FEED: Headers = (("content-type", b"application/feed+json"),)
NOTHING_SAID: Headers = ()
GZIP = gzip.compress(PAGE, mtime=0)
NOISE = random.Random(7).randbytes(400).replace(b"\0", b"\1")

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BODY = "<head><title>Ten to the ninth laughs</title></head><body><p>&l9; and more of the text</p></body></html>"
LAUGHS = f'<!DOCTYPE html [<!ENTITY l0 "ha">{_LAUGHS}]>\n<html xmlns="http://www.w3.org/1999/xhtml">{_BODY}'.encode()
QUADRATIC = f'<!DOCTYPE html [<!ENTITY a "{"a" * 50_000}">]><html><title>Blown up</title>{"&a;" * 50_000}'.encode()

_FILLED = DOCUMENT_LIMIT - 200
_ATTRIBUTES = b"".join(b" a%d=b" % number for number in range(200_000))
SLOW = b"<title>One element of too many attributes</title><p" + _ATTRIBUTES + b">"
"""The tree builder looks for each attribute among all those before it: over a minute, in C that hears no signal."""
GREEDY = b"<title>A page of a million elements</title>" + b"<p>a" * (_FILLED // 4)
"""Its tree takes 270 MiB within half a second; an idle parser process has 350."""


@dataclass(frozen=True)
class Bad:
    """What is put on the log, the step that refuses it and a part of the reason that it tells."""

    name: str
    value: bytes
    headers: Headers
    stage: str
    reason: str

    @property
    def put(self) -> Put:
        return Put(self.value, b"\xffkey of " + self.name.encode(), self.headers)


MUST_REJECT = (
    Bad("empty", b"", NOTHING_SAID, "sniff", "the document is empty"),
    Bad("empty-and-says-html", b"", HTML, "sniff", "the document is empty"),
    Bad("white-space-only", b" \r\n\t \n", TEXT, "sniff", "the document is empty"),
    Bad("only-nul-bytes", bytes(5000), NOTHING_SAID, "sniff", "application/octet-stream is not read"),
    Bad("only-nul-bytes-as-html", bytes(5000), HTML, "decode", "not text in any charset"),
    Bad("gzip-without-a-word", GZIP, NOTHING_SAID, "sniff", "compressed (application/gzip)"),
    Bad("gzip-as-html", GZIP, (*HTML, ("content-encoding", b"gzip")), "sniff", "compressed (application/gzip)"),
    Bad("gzip-cut-off", GZIP[: len(GZIP) // 2], HTML, "sniff", "compressed (application/gzip)"),
    Bad("deflate-cut-off", zlib.compress(PAGE)[:300], (("content-encoding", b"deflate"), *HTML), "decode", "not text"),
    Bad("noise-as-text", NOISE, TEXT, "decode", "not text in any charset"),
    Bad("picture-as-html", b"\x89PNG\r\n\x1a\n" + NOISE, HTML, "sniff", "image/png is not read"),
    Bad("unknown-type", PAGE, (("content-type", b"application/x-unheard-of"),), "sniff", "x-unheard-of is not read"),
    Bad("unsettled-type", b"\1\2\3\0" * 9, (("content-type", b"application/octet-stream"),), "sniff", "not read"),
    Bad("page-without-headline", b"<html><body><p>*** --- ***</p></body></html>", HTML, "parse", "no headline"),
    Bad("text-without-headline", b"* * *\n\n---\n\n...\n", TEXT, "parse", "no headline"),
    Bad("100000-brackets-as-json", b"[" * 100_000, JSON, "sniff", "application/json is not read"),
    Bad("lone-surrogates-in-json", b'{"title": "\\ud800 and \\udfff"}', JSON, "sniff", "application/json is not read"),
    Bad("lone-surrogates-sniffed", b'{"title": "\\ud800"}', NOTHING_SAID, "sniff", "application/json is not read"),
    Bad("over-the-limit", b"A headline\n\n".ljust(DOCUMENT_LIMIT + 1, b"x"), TEXT, "limit", "at most 4194304"),
    Bad("billion-laughs-in-xhtml", b'<?xml version="1.0"?>\n' + LAUGHS, XHTML, "parse", "entities of its own"),
    Bad("billion-laughs-in-html", LAUGHS, HTML, "parse", "entities of its own"),
    Bad("billion-laughs-sniffed", LAUGHS, NOTHING_SAID, "parse", "entities of its own"),
    Bad("billion-laughs-in-xml", b'<?xml version="1.0"?>' + LAUGHS, XML, "sniff", "application/xml is not read"),
    Bad("billion-laughs-in-rss", LAUGHS.replace(b"html", b"rss"), RSS, "parse", "entities of its own"),
    Bad("200000-nested-tags-as-rss", b"<rss>" + b"<a>" * 200_000, RSS, "parse", "the feed has no items"),
    Bad("page-as-rss", PAGE, RSS, "parse", "no RSS, RDF or Atom feed"),
    Bad("items-without-a-word", b"<rss><channel><item/><item/></channel></rss>", RSS, "parse", "item 1: "),
    Bad("100000-brackets-as-json-feed", b"[" * 100_000, JSON_FEED, "parse", "the document is not JSON"),
    Bad("lone-surrogates-in-json-feed", b'{"title": "\\ud800"}', JSON_FEED, "parse", "the document is not JSON"),
    Bad("quadratic-blow-up", QUADRATIC, HTML, "parse", "entities of its own"),
    Bad("hanging-parse", SLOW, HTML, "parse", "parsing timed out after 10 s"),
)
TOO_GREEDY = Bad("greedy-parse", GREEDY, HTML, "parse", "needs more memory")
"""Where parser processes may take 560 MiB: no document of 4 MiB is known that needs the default of 1 GiB in time."""
