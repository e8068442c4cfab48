"""No text makes the parser slow: twice as much of the same takes about twice as long, whatever it is.

Every function with a regular expression is given 100 KB of each nasty character and of what patterns begin with; so is
`parse` as a whole. Time is the processor's, the best of several tries: other processes on the machine do not count.
"""

import gc
import importlib
import os
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from lxml.html import HtmlElement, fragment_fromstring

import services.parser
from schemas.raw_document import HTML, TEXT, XHTML
from services.parser import (
    article_body,
    article_url,
    byline,
    charset,
    dates,
    dump_headline,
    dump_lines,
    dump_segment,
    feed_footers,
    feed_item_fields,
    feed_xml_tree,
    footers,
    html_fragment,
    html_page,
    html_text,
    html_tree,
    json_ld,
    language,
    list_classes,
    list_headings,
    markup,
    media_type,
    mojibake,
    names,
    page,
    page_authors,
    page_headline,
    page_zones,
    plain_text,
    visible_dek,
    zones,
)
from tests.unit.parser.documents import answer, raw

SIZE = 100_000
MOST = 3.0
"""Times as long for twice as much; what is linear takes 2, what is quadratic 4."""
NOISE = 0.05
"""Seconds below which a time says nothing."""
LONG = 0.5
"""Seconds from which more need not be asked for."""
TRIES = 12
_LINE = 80

CHARACTERS = " \n\t\r\x00\x0b\u00a0\u200b\u2028\u202e\ufeffa1A<>&[](){}*_#-–.,:;\"'“/\\|•©=%+@~`^?!é字😀"
PARTS = [
    *(
        "a ",
        "1 ",
        "A b ",
        "a, ",
        " and ",
        "by ",
        "By A B, ",
        "von ",
        "a-",
        "a.",
        "1.",
        "1:",
        "12:30 ",
        "2025-",
        "March ",
    ),
    *(
        "20 March 2025 ",
        "2025-03-20T",
        "GMT+",
        "GMT (",
        "(a",
        "a)",
        "*a",
        "**",
        "_a",
        "[a](",
        "[a](http://",
        "![",
        "# ",
    ),
    *(
        "- ",
        "1) ",
        "> ",
        "\r\n",
        "\n\n",
        " \n",
        "x\n",
        "&amp;",
        "&amp;lt;",
        "&#",
        "&a",
        "<a ",
        "<a>",
        "</",
        "<p>",
        "<p",
    ),
    *("The mayor opened the bridge<br>", "<li>The mayor opened the bridge", "<td>The mayor opened the bridge"),
    *("<p><a href='/2025/03/ferry-makes-its-last-crossing'>", "<h1>A", "<time datetime=2025-03-21>", "<i a=b>", "a=b "),
    *("<!--", "-->", "<!DOCTYPE ", "<![CDATA[", "]]>", "//", "{}", '{"', '{"@type":', ",]", ", ", '",', "\\u", "\\n"),
    *("© ", "© 2025 ", "(c) 2025", "copyright ", "all rights reserved ", "Read more: ", "Related\n", "Related | "),
    *("display: ", "article-", "articleBody", "lead-", "Most read\n", "charset=", "<meta ", "encoding=", "; a=", "a;"),
    *("https://", "http://a/?", "www.", "a@", "é\n", "字。", "«", "🇩🇪", "e\u0301", "İ", "ﷺ", "\x85"),
]
NASTY = [*CHARACTERS, *PARTS]


def _element(text: str) -> HtmlElement:
    element = fragment_fromstring("<div><h1>A headline</h1><p>A dek</p></div>")
    for attribute in ("class", "style"):
        element[1].set(attribute, re.sub("[\x00-\x1f\ufffe\uffff]", " ", text))
    return element


def _page_of(html: str) -> page.Page:
    found = page.read_page(html, None)
    assert found is not None
    return found


def _authors(found: page.Page) -> list[tuple[str, list[str]]]:
    return list(page_authors.authors(found, None))


def _script(text: str) -> HtmlElement:
    tree = fragment_fromstring("<div><script type='application/ld+json'></script></div>")
    tree[0].text = re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", " ", text)
    return tree


READERS: list[tuple[Callable[..., object], Callable[[str], tuple[object, ...]]]] = [
    (article_body.read_body, lambda text: (None, text, None, ())),
    (plain_text.weight, lambda text: (text,)),
    (article_url.is_article_url, lambda text: (f"https://news.example/{text}", "https://news.example/a")),
    (byline.byline, lambda text: (text,)),
    (byline.labelled_date, lambda text: (text,)),
    (charset.decode, lambda text: (text.encode("utf-8"), None, True)),
    (charset.decode, lambda text: (text.encode("utf-16-le") + b"\xff\xfe\x81", "cp1252", True)),
    (charset.codec_of, lambda text: (text,)),
    (dates.read_date, lambda text: (text,)),
    (dates.split_date, lambda text: (text,)),
    (dates.split_date, lambda text: (f"20 March 2025 {text}",)),
    (dates.says_no_such_time, lambda text: (text,)),
    (feed_footers.is_feed_footer, lambda text: (text,)),
    (feed_footers.without_ellipsis, lambda text: (text,)),
    (feed_footers.without_last_link, lambda text: (f"<a href=x>{text}",)),
    (feed_item_fields.read_feed_date, lambda text: (text,)),
    (feed_xml_tree.read_feed_xml, lambda text: (f"<rss><channel><item><title>A</title>{text}",)),
    (footers.is_footer, lambda text: (text,)),
    (footers.copyright_owner, lambda text: (text,)),
    (html_fragment.read_fragment, lambda text: (text, None, "A headline")),
    (html_page.read_html, lambda text: (f"<title>{text}</title>", None)),
    (html_text.plain, lambda text: (text,)),
    (html_text.plain, lambda text: (text, True)),
    (html_tree.declares_entities, lambda text: (f"<!DOCTYPE html {text}",)),
    (html_tree.read_tree, lambda text: (text,)),
    (json_ld.read_article_node, lambda text: (_script(text),)),
    (json_ld.read_article_node, lambda text: (_script(f'{{"@type": "NewsArticle", "headline": "{text}"}},'),)),
    (language.language_tag, lambda text: (text,)),
    (language.language_of_text, lambda text: (text,)),
    (list_headings.is_list_heading, lambda text: (text,)),
    (list_headings.ends_list, lambda text: (text,)),
    (list_headings.inline_related, lambda text: (text,)),
    (list_classes.names_related_list, lambda text: (text,)),
    (list_classes.names_another_list, lambda text: (text,)),
    (markup.clean, lambda text: (text,)),
    (markup.link, lambda text: (text,)),
    (markup.bullet, lambda text: (text,)),
    (markup.heading, lambda text: (text,)),
    (media_type.media_type, lambda text: (f"text/html; {text}", b"")),
    (media_type.sniffed, lambda text: (text.encode(),)),
    (media_type.sniffed, lambda text: (f"<{text}".encode(),)),
    (mojibake.repaired, lambda text: (f"Ã¤ Ã¤ Ã¤ {text}",)),
    (names.author_names, lambda text: ([html_text.plain(text)], frozenset())),
    (_authors, lambda text: (_page_of(f"<h1>A headline</h1><p class=byline>{text}</p>"),)),
    (page_headline.headlines, lambda text: (_page_of(f"<title>{text}</title><h1>{text[:99]}</h1>"), None)),
    (page_zones.zone_of, lambda text: (_element(text)[1],)),
    (plain_text.visible, lambda text: (text,)),
    (plain_text.one_line, lambda text: (text,)),
    (plain_text.cut, lambda text: (text, SIZE // 2)),
    (visible_dek.visible_dek, lambda text: (_element(text), ["A headline"])),
    (zones.read_zone, lambda text: (text,)),
    (dump_lines.read_lines, lambda text: (text,)),
    (dump_segment.running_text, lambda text: (dump_lines.read_lines(text),)),
    (dump_headline.find_headline, lambda text: (dump_lines.read_lines(text), 0, 1)),
]
"""Functions and how each is given a text."""
TURNS = 4


def _page(text: str) -> str:
    """The text wherever a page may have one."""
    return (
        f'<html lang="en"><head><title>{text}</title><meta name="description" content="{text}">'
        f'<meta property="og:title" content="A headline"><meta name="author" content="{text}">'
        f'<meta name="date" content="{text}"><script type="application/ld+json">{text}</script></head>'
        f"<body class='{text}'><h1>{text}</h1><p class=byline>{text}</p><time datetime='{text}'></time>"
        f"<article><p>{text}</p>{text}<h2>{text}</h2><ul><li><a href='{text}'>{text}</a></li></ul>"
        f"<table><tr><td>{text}</td></tr></table></article></body></html>"
    )


def _cut(text: str) -> list[str]:
    return [text[at : at + _LINE] for at in range(0, len(text), _LINE)]


def _links(texts: list[str], classes: str) -> str:
    """A list in the article, each text a link."""
    prose = "<p>" + "The mayor opened the bridge that the town had waited for since the flood. " * 4 + "</p>"
    links = [
        f"<p><a href='/2025/03/ferry-makes-its-last-crossing-{n % 30}'>{text}</a></p>" for n, text in enumerate(texts)
    ]
    return f"<article><h1>A headline</h1>{prose}<div class='{classes}'>{''.join(links)}</div>{prose}</article>"


WHOLE: dict[str, Callable[[str], object]] = {
    "text": lambda text: answer(raw(f"A headline\n\n{text}", content_type=TEXT)),
    "text in one line": lambda text: answer(raw(text.replace("\n", " "), content_type=TEXT)),
    "html": lambda text: answer(raw(f"<title>A headline</title>{text}", content_type=HTML)),
    "html, everywhere": lambda text: answer(raw(_page(text[: len(text) // 10]), content_type=HTML)),
    "text in lines": lambda text: answer(raw("A headline\n\n" + "\n".join(_cut(text)), content_type=TEXT)),
    "html in paragraphs": lambda text: answer(
        raw(f"<title>A headline</title><p>{'</p><p>'.join(_cut(text))}", content_type=HTML)
    ),
    "html in links": lambda text: answer(raw(_links(_cut(text), "more"), content_type=HTML)),
    "html in the class around links": lambda text: answer(
        raw(_links(["Ferry makes its last crossing"] * (len(text) // 100), text), content_type=HTML)
    ),
    "xhtml": lambda text: answer(raw(f"<title>A headline</title><div>{text}</div>", content_type=XHTML)),
}


@pytest.fixture(scope="module", autouse=True)
def _everything_is_loaded() -> None:
    """What the parser loads on first use is no part of any time."""
    importlib.import_module("services.parser.warm_up")


def of_size(part: str, size: int) -> str:
    return part * (size // len(part.encode()))


def growth(read: Callable[[str], object], part: str) -> float:
    """How many times as long twice as much takes; 0 for what takes no time worth measuring.

    It is asked of up to `SIZE` bytes, of fewer where those already take `LONG`.
    """
    size, times = SIZE // 16, [_seconds(read, of_size(part, SIZE // 16))]
    while size < SIZE and times[-1] < LONG:
        size *= 2
        times.append(_seconds(read, of_size(part, size)))
    if times[-1] < NOISE or len(times) == 1:
        return 0.0 if times[-1] < NOISE else float("inf")
    once, twice = times[-2:]
    for _ in range(TRIES):
        if twice / once < MOST:
            break
        once = min(once, _seconds(read, of_size(part, size // 2)))
        twice = min(twice, _seconds(read, of_size(part, size)))
    return twice / once


def _seconds(read: Callable[[str], object], text: str) -> float:
    gc.collect(0)
    gc.disable()
    start = time.process_time()
    read(text)
    spent = time.process_time() - start
    gc.enable()
    return spent


def _slow(read: Callable[[str], object], turn: int) -> dict[str, float]:
    """The first parts of which twice as much takes too long. Parts are taken by turns, so that all takes less than a
    minute; with TEST_EXAMPLES all of them."""
    first, every = (0, 1) if "TEST_EXAMPLES" in os.environ else (turn % TURNS, TURNS)
    grown = ((part, growth(read, part)) for part in NASTY[first::every])
    return dict(islice(((part, round(times, 1)) for part, times in grown if times >= MOST), 3))


@pytest.mark.parametrize("turn", range(len(READERS)), ids=lambda turn: f"{READERS[turn][0].__name__}-{turn}")
def test_a_function(turn: int) -> None:
    function, arguments = READERS[turn]
    assert _slow(lambda text: function(*arguments(text)), turn) == {}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_document(kind: str) -> None:
    assert _slow(WHOLE[kind], list(WHOLE).index(kind)) == {}


def _with_patterns() -> Iterator[str]:
    for found in pkgutil.iter_modules(services.parser.__path__, "services.parser."):
        if "_to_" not in found.name:
            values = list(vars(importlib.import_module(found.name)).values())
            flat = [inner for value in values for inner in (value if isinstance(value, tuple) else (value,))]
            inner = [one for value in flat for one in (value if isinstance(value, tuple) else (value,))]
            if any(isinstance(value, re.Pattern) for value in inner):
                yield found.name


def test_every_module_with_a_pattern_is_here() -> None:
    here = {function.__module__ for function, _ in READERS} | {page_authors.__name__}
    assert set(_with_patterns()) - here == set()
