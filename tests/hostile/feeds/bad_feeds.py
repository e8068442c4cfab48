"""Feeds that hurt, each with the titles of the entries that must come through. Invented; none is anybody's feed."""

from dataclasses import dataclass

TOP = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
END = "</channel></rss>"
GOOD = "<item><title>Good one</title><link>https://a.example/1</link></item>"
LAST = "<item><title>Good two</title><link>https://a.example/2</link></item>"
BOTH = ("Good one", "Good two")


@dataclass(frozen=True)
class Bad:
    """A document and the titles that must be among those read of it."""

    name: str
    document: bytes
    survive: tuple[str, ...] = BOTH


def between(name: str, item: str, *more: str) -> Bad:
    """A bad item between two good ones."""
    return Bad(name, f"{TOP}{GOOD}{item}{LAST}{END}".encode("utf-8", "surrogatepass"), (*BOTH, *more))


def described(name: str, html: str) -> Bad:
    """A bad description between two good items."""
    return between(name, f"<item><title>Odd</title><description><![CDATA[{html}]]></description></item>", "Odd")


BAD_FEEDS = [
    between("script in a title", "<item><title>&lt;script&gt;x()&lt;/script&gt;Odd</title></item>", "Odd"),
    between("script escaped thrice", "<item><title>&amp;amp;lt;script>Odd</title></item>"),
    between("markup in a title", "<item><title><![CDATA[<img src=x onerror=x()>Odd]]></title></item>", "Odd"),
    between("tags and authors", "<item><author>&lt;script&gt;a</author><category>&lt;b on=x></category></item>"),
    between("javascript as link", "<item><title>Odd</title><link>javascript:x()</link></item>", "Odd"),
    between("javascript with a tab", "<item><title>Odd</title><link>java&#9;script:x()</link></item>", "Odd"),
    between("data as link", "<item><title>Odd</title><link>data:text/html,x</link></item>", "Odd"),
    between("a file as link", "<item><title>Odd</title><link>file:///etc/passwd</link></item>", "Odd"),
    between("broken IPv6 as link", "<item><title>Odd</title><link>http://[::1</link></item>", "Odd"),
    between("guid as script", "<item><title>Odd</title><guid>javascript:x()</guid></item>", "Odd"),
    between("control characters", "<item><title>O\x01d\x00d</title><link>https://a.example/\x00x</link></item>", "Odd"),
    between("control characters as references", "<item><title>O&#1;d&#0;d</title></item>"),
    between("surrogates", "<item><title>O&#xD800;dd</title></item>"),
    between("characters beyond Unicode", "<item><title>O&#x110000;&#99999999999999999999;dd</title></item>"),
    between("dates in the future", "<item><title>Odd</title><pubDate>Fri, 31 Dec 9999 23:59:59 -1200</pubDate></item>"),
    between("dates that are none", "<item><title>Odd</title><pubDate>&lt;b&gt;99/99/99</pubDate></item>", "Odd"),
    between("undeclared entities", "<item><title>&nbsp;&foo;Odd</title></item>"),
    between("bare ampersands", "<item><title>Odd & even &</title><link>https://a.example/?a=1&b=2</link></item>"),
    between("undeclared prefix", "<item><x:y/><title>Odd</title></item>", "Odd"),
    between("a tag never closed", "<item><title>Odd</title><description>text<br></item>", "Odd"),
    between("interleaved tags", "<item><title>Odd</title><b><i>x</b></i></item>", "Odd"),
    between("an empty item", "<item/><item></item>"),
    between("attributes twice", "<item a='1' a='2'><title>Odd</title></item>", "Odd"),
    between("a long id", f"<item><title>Odd</title><guid>{'g' * 100_000}</guid></item>", "Odd"),
    between("deep nesting", f"<item><title>Odd</title><description>{'&lt;div&gt;' * 20_000}</description></item>"),
    described("event handlers", "<p onclick=x()>a</p><a href=javascript:x()>b</a><img src=x onerror=x()>"),
    described("frames and objects", "<iframe src=//e.example></iframe><object data=x></object><embed src=x>"),
    described("svg and style", "<svg onload=x()><script>x()</script></svg><style>@import 'x'</style>"),
    described("base and meta", "<base href=//e.example><meta http-equiv=refresh content='0;url=x'><link rel=x href=y>"),
    described("schemes in disguise", "<a href='jav&#x0A;ascript:x()'>a</a><a href=' &#1; javascript:x()'>b</a>"),
    described("vbscript and data", "<a href=vbscript:x()>a</a><img src='data:text/html;base64,PHNjcmlwdD4='>"),
    described("tags that close late", "<p><script>x()</p></script><a href='x' <script>"),
    described("a comment that hides", "<!--><script>x()</script>--><!-- never closed"),
    described("noscript and titles", '<noscript><p title="</noscript><img src=x onerror=x()>"></noscript>'),
    described("math and mtext", "<math><mtext><table><mglyph><style><img src=x onerror=x()>"),
    described("style with an address", "<p style='background:url(javascript:x())'>a</p>"),
    Bad("cut in the middle", f"{TOP}{GOOD}{LAST}<item><title>Odd".encode()),
    Bad("cut within a tag", f"{TOP}{GOOD}{LAST}<item><tit".encode()),
    Bad("no end tags", f"{TOP}{GOOD}{LAST}".encode()),
    Bad("junk after the end", f"{TOP}{GOOD}{LAST}{END}<script>x()</script>\0\0".encode()),
    Bad("a warning above", f"<br />Warning: x\n<?xml version='1.0'?>{TOP}{GOOD}{LAST}{END}".encode()),
    Bad("blank lines above", f"\n\n <?xml version='1.0'?>{TOP}{GOOD}{LAST}{END}".encode()),
    Bad("two byte order marks", b"\xef\xbb\xbf\xef\xbb\xbf" + f"{TOP}{GOOD}{LAST}{END}".encode()),
    Bad("UTF-16 that says UTF-8", f"<?xml version='1.0' encoding='utf-8'?>{TOP}{GOOD}{LAST}{END}".encode("utf-16")),
    Bad("UTF-8 that says UTF-16", f"<?xml version='1.0' encoding='utf-16'?>{TOP}{GOOD}{LAST}{END}".encode()),
    Bad("a slow codec", f"<?xml version='1.0' encoding='punycode'?>{TOP}{GOOD}{LAST}{END}".encode()),
    Bad("half a UTF-16 character", f"{TOP}{GOOD}{LAST}{END}".encode("utf-16") + b"\xd8"),
    Bad(
        "bytes of no charset",
        f"{TOP}{GOOD}<item><title>".encode() + b"\xff\xfe\x81\x8d</title></item>" + (LAST + END).encode(),
    ),
    Bad("upper case", f"{TOP}{GOOD}{LAST}{END}".upper().encode(), ("GOOD ONE", "GOOD TWO")),
    Bad("no channel", f"<rss>{GOOD}{LAST}</rss>".encode()),
    Bad("items in a wrong root", f"<feed>{GOOD}{LAST}</feed>".encode()),
    Bad(
        "JSON with odd items",
        b'{"items":[null,1,{"title":"Good one"},{"id":{},"url":[],"title":"Good two","tags":{}}]}',
    ),
    Bad(
        "JSON that nests", b'{"items":[{"title":"Good one","x":' + b"[" * 900 + b"]" * 900 + b'},{"title":"Good two"}]}'
    ),
    Bad(
        "JSON script",
        b'{"items":[{"title":"<script>x()</script>Good one","content_html":"<script>x()</script>"},'
        b'{"title":"Good two","url":"javascript:x()","content_html":"\\ud83d\\ude00\\u0000<img src=x onerror=x()>"}]}',
    ),
    Bad(
        "sitemap with odd pages",
        b"<urlset><url/><url><loc>javascript:x()</loc></url><url><loc>https://a.example/</loc>"
        b"<news><title>&lt;script&gt;Good one</title></news></url><url><loc>https://a.example/2</loc><title>Good two",
        (),
    ),
]
