"""A web page: every field from JSON-LD first, then from meta tags (OpenGraph), then from the page's elements."""

import re
from datetime import datetime

from lxml.html import HtmlElement

from schemas.parsed_article import Published
from services.parser import meta_tags
from services.parser.article_body import read_body
from services.parser.byline import byline
from services.parser.dates import read_date, says_no_such_time
from services.parser.fields import NO_SUCH_TIME, ArticleFields, first_found
from services.parser.footers import copyright_owner
from services.parser.html_text import plain
from services.parser.html_tree import read_tree, short_text, text_of
from services.parser.json_ld import Node, read_article_node, texts
from services.parser.language import language_tag
from services.parser.names import author_names
from services.parser.page_furniture import drop_furniture
from services.parser.related_block import take_related_blocks
from services.relatedness.headline_key import headline_key

_SUFFIXES = (" | ", " - ", " – ", " — ", " · ", " :: ")
_SHORTEST_DEK = 20
_BYLINE = re.compile(r"byline|author", re.I)


def read_html(text: str, url: str | None) -> ArticleFields:
    """The fields of one page; `url` is its address where it is known, for relative links."""
    tree = read_tree(text)
    if tree is None:
        return ArticleFields()
    node, meta = read_article_node(tree), meta_tags.read_meta(tree)
    canonical = meta_tags.canonical_url(tree, meta, url)
    publisher = first_found(_publishers(tree, node, meta))
    headline = first_found(_headlines(tree, node, meta, publisher.value if publisher else None))
    dek = first_found(_deks(node, meta, headline.value if headline else ""))
    written = _written_dates(node, "datePublished", meta, meta_tags.PUBLISHED, _time_elements(tree))
    published = first_found(_dates(written))
    modified = first_found(_dates(_written_dates(node, "dateModified", meta, meta_tags.MODIFIED, [])))
    authors = first_found(_authors(tree, node, meta, publisher.value if publisher else None))
    language = first_found(
        [
            ("html lang", language_tag(meta_tags.html_language(tree))),
            ("json-ld", language_tag(_first(node.get("inLanguage")))),
            ("meta og:locale", language_tag(next(iter(meta.get("og:locale", [])), None))),
        ]
    )
    topics = first_found(_topics(node, meta))
    listed = take_related_blocks(tree, url or (canonical[1] if canonical else None))
    drop_furniture(tree)
    article_body = "\n".join(texts(node.get("articleBody")))
    body = read_body(tree, article_body, headline.value if headline else None, dek.value if dek else None)
    found = {"headline": headline, "dek": dek, "published": published, "modified": modified, "authors": authors}
    found |= {"publisher": publisher, "language": language, "topics": topics, "body": body if body.value else None}
    provenance = {name: value.source for name, value in found.items() if value}
    if not published and (dropped := next((source for source, text in written if says_no_such_time(text)), None)):
        provenance["published"] = f"{dropped}, {NO_SUCH_TIME}"
    provenance |= {"canonical_url": canonical[0]} if canonical else {}
    provenance |= {"listed": "related block"} if listed else {}
    return ArticleFields(
        headline=headline.value if headline else None,
        dek=dek.value if dek else None,
        body=tuple(body.value),
        authors=tuple(authors.value) if authors else (),
        published=published.value if published else None,
        modified=_instant(modified.value) if modified else None,
        canonical_url=canonical[1] if canonical else None,
        publisher=publisher.value if publisher else None,
        language=language.value if language else None,
        topics=tuple(topics.value) if topics else (),
        listed=listed,
        provenance=provenance,
    )


def _first(value: object) -> str | None:
    found = texts(value)
    return plain(found[0]) if found else None


def _meta(meta: dict[str, list[str]], names: list[str]) -> list[tuple[str, str | None]]:
    return [(source, plain(value)) for source, value in meta_tags.candidates(meta, names)]


def _publishers(tree: HtmlElement, node: Node, meta: dict[str, list[str]]) -> list[tuple[str, str | None]]:
    """Last of all what stands behind the page's top heading in its title, or behind © in its footer."""
    tops = [plain(text_of(h1)) for h1 in tree.iter("h1")]
    title = plain(meta_tags.title(tree) or "")
    suffix = next((tail for head, tail in _cut_titles(title) if head in tops), None)
    notices = (owner for p in tree.iterfind(".//footer//p") if (owner := copyright_owner(short_text(p, 200))))
    return [
        ("json-ld", _first(node.get("publisher"))),
        *_meta(meta, meta_tags.PUBLISHER),
        ("title", suffix),
        ("copyright line", next(notices, None)),
    ]


def _cut_titles(title: str) -> list[tuple[str, str]]:
    cuts = [title.rpartition(separator) for separator in _SUFFIXES]
    return [(head.strip(), tail.strip()) for head, found, tail in cuts if found]


def _headlines(
    tree: HtmlElement, node: Node, meta: dict[str, list[str]], publisher: str | None
) -> list[tuple[str, str | None]]:
    tops = [text for h1 in tree.iter("h1") if (text := plain(text_of(h1)))]
    title = meta_tags.title(tree)
    return [
        ("json-ld", _without_suffix(_first(node.get("headline")), publisher, tops)),
        *((source, _without_suffix(value, publisher, tops)) for source, value in _meta(meta, meta_tags.HEADLINE)),
        ("h1", tops[0] if tops else None),
        ("title", _without_suffix(plain(title) if title else None, publisher, tops)),
    ]


def _without_suffix(text: str | None, publisher: str | None, tops: list[str]) -> str | None:
    """A title without `` | Publisher``: where the page's top heading or its publisher shows what the suffix is."""
    for head, tail in _cut_titles(text or ""):
        if head in tops or (publisher and headline_key(tail) == headline_key(publisher)):
            return head
    return text or None


def _deks(node: Node, meta: dict[str, list[str]], headline: str) -> list[tuple[str, str | None]]:
    pairs = [("json-ld", _first(node.get("description"))), *_meta(meta, meta_tags.DEK)]
    known = headline_key(headline)
    return [(source, dek) for source, dek in pairs if dek and len(dek) >= _SHORTEST_DEK and headline_key(dek) != known]


def _written_dates(
    node: Node, name: str, meta: dict[str, list[str]], names: list[str], more: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    written = [("json-ld", text) for text in texts(node.get(name))] + meta_tags.candidates(meta, names) + more
    return [(source, plain(text)) for source, text in written]


def _dates(written: list[tuple[str, str]]) -> list[tuple[str, Published | None]]:
    """The candidates that are dates, those with a time and a zone first."""
    dates = [(source, date) for source, text in written if (date := read_date(text))]
    exact = [(source, date) for source, date in dates if date.precision == "instant"]
    return [*exact, *dates]


def _time_elements(tree: HtmlElement) -> list[tuple[str, str]]:
    """The first time element, and those that say they are the publication's."""
    times = [time for time in tree.iter("time") if time.get("datetime")]
    said = [
        t for t in times if "publish" in f"{t.get('itemprop')} {t.get('class')}".lower() or t.get("pubdate") is not None
    ]
    return [("time element", time.get("datetime") or "") for time in [*said, *times][:1]]


def _instant(modified: Published) -> datetime | None:
    return modified.at if modified.precision == "instant" else None


def _authors(
    tree: HtmlElement, node: Node, meta: dict[str, list[str]], publisher: str | None
) -> list[tuple[str, list[str]]]:
    candidates = [("json-ld", texts(node.get("author")))]
    candidates += [(f"meta {name}", meta[name]) for name in meta_tags.AUTHORS if name in meta]
    candidates.append(
        ("rel author", [text_of(a) for a in tree.iter("a") if "author" in (a.get("rel") or "").lower().split()])
    )
    found = [(source, author_names([plain(value) for value in values], publisher)) for source, values in candidates]
    return [*found, ("byline", _bylines(tree))]


def _bylines(tree: HtmlElement) -> list[str]:
    """Names after "By" in the elements that a page's author marked as byline."""
    marked = (e for e in tree.iter("p", "div", "span", "address") if _BYLINE.search(e.get("class") or ""))
    names = (byline(short_text(element, 160)) for element in marked)
    return list(next((found for found in names if found), ()))


def _topics(node: Node, meta: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    candidates = [("json-ld", texts(node.get("keywords")))]
    candidates += [(f"meta {name}", meta[name]) for name in meta_tags.TOPICS if name in meta]
    return [(source, _split_topics(values)) for source, values in candidates]


def _split_topics(values: list[str]) -> list[str]:
    parts = [part for value in values for part in plain(value).replace(";", ",").split(",")]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
