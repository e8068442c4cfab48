"""A page's head: meta tags (OpenGraph, Dublin Core and the like), title and links."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from services.parser.html_tree import Element, text_of
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
AUTHORS = ["author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "cxenseparse:author", "byl"]
PUBLISHER = ["og:site_name", "application-name", "dc.publisher", "twitter:app:name:iphone"]
TOPICS = ["news_keywords", "keywords", "article:tag", "parsely-tags"]
"""Names in the order in which they are believed."""
_SEPARATORS = str.maketrans("_.-", ":::")
"""``article:published_time`` is also written ``article:published:time`` and ``article.published_time``."""

LONGEST_URL = 2000
_MOST = 100
"""Contents kept of one name."""


def read_meta(tree: Element) -> dict[str, list[str]]:
    """Name, property or itemprop (see `candidates`) -> its contents in document order, each one line."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = one_line(tag.get("content") or "")
        if content:
            for attribute in ("property", "name", "itemprop"):
                name = _spelled(tag.get(attribute) or "")
                known = found.setdefault(name, []) if name else []
                if name and len(known) < _MOST and content not in known:
                    known.append(content)
    return found


def candidates(meta: dict[str, list[str]], names: Iterable[str]) -> list[tuple[str, str]]:
    """(name, content) for every tag that the page has, in the order of `names`."""
    return [(f"meta {name}", content) for name in names for content in meta.get(_spelled(name), ())]


def _spelled(name: str) -> str:
    return name.strip().lower().translate(_SEPARATORS)


def title(tree: Element) -> str | None:
    """The text of the first title element outside SVG."""
    found = tree.find(".//head/title")
    return (text_of(found) or None) if found is not None else None


def html_language(tree: Element) -> str | None:
    """The root's language tag."""
    language: str | None = tree.get("lang") or tree.get("xml:lang")
    return language


def canonical_url(tree: Element, meta: dict[str, list[str]], base: str | None) -> tuple[str, str] | None:
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
    href = "".join(href.split())
    try:
        if href[:1] == "/" and href[:2] != "//" and "/." not in href:
            url = _origin(base or "") + href  # what urljoin gives, much sooner
            return url if url != href and len(url) <= LONGEST_URL else None
        url = href if href.startswith(("http://", "https://")) else urljoin(base or "", href)
        return url if _origin(url) and len(url) <= LONGEST_URL else None
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _origin(url: str) -> str:
    """Scheme and authority of an http(s) URL; empty for another. Raises ValueError."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.hostname else ""
