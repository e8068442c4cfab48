"""A page's head: meta tags (OpenGraph, Dublin Core and the like), title and links."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from services.parser.plain_text import one_line

PUBLISHED = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "og:pubdate",
]
MODIFIED = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "last-modified",
]
HEADLINE = ["og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "headline"]
DEK = ["og:description", "description", "twitter:description", "dc.description"]
AUTHORS = ["author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl"]
PUBLISHER = ["og:site_name", "application-name", "dc.publisher", "twitter:app:name:iphone"]
TOPICS = ["news_keywords", "keywords", "article:tag", "parsely-tags"]
"""Names in the order in which they are believed."""

_MOST = 100
"""Contents kept of one name."""


def read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Lower-case name, property or itemprop -> its contents in document order, each one line."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = one_line(tag.get("content") or "")
        if content:
            for attribute in ("property", "name", "itemprop"):
                name = (tag.get(attribute) or "").strip().lower()
                known = found.setdefault(name, []) if name else []
                if name and len(known) < _MOST and content not in known:
                    known.append(content)
    return found


def candidates(meta: dict[str, list[str]], names: Iterable[str]) -> list[tuple[str, str]]:
    """(name, first content) for every name that the page has, in the order of `names`."""
    return [(f"meta {name}", meta[name][0]) for name in names if meta.get(name)]


def title(tree: HtmlElement) -> str | None:
    """The text of the first title element outside SVG."""
    found = tree.find(".//head/title")
    return one_line(found.text_content()) or None if found is not None else None


def html_language(tree: HtmlElement) -> str | None:
    """The root's language tag."""
    language: str | None = tree.get("lang") or tree.get("xml:lang")
    return language


def canonical_url(tree: HtmlElement, meta: dict[str, list[str]], base: str | None) -> tuple[str, str] | None:
    """(source, absolute URL) of ``link rel=canonical``, else og:url."""
    links = [
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for source, href in [*(("link canonical", href) for href in links), *candidates(meta, ["og:url"])]:
        if url := absolute(href, base):
            return source, url
    return None


def absolute(href: str, base: str | None) -> str | None:
    """The absolute http(s) URL of a reference; None for another scheme, a broken or a baseless relative one."""
    try:
        url = urljoin(base or "", "".join(href.split()))
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname and len(url) <= 2000 else None
    except ValueError:
        return None
