"""A page's headline and the house that publishes it: each tells which part of a title is the other."""

import re
from collections.abc import Iterator

from services.parser import meta_tags
from services.parser.footers import copyright_owner
from services.parser.html_tree import short_text
from services.parser.page import Page
from services.relatedness.headline_key import headline_key

_SUFFIXES = (" | ", " - ", " – ", " — ", " · ", " :: ")
_KICKER = re.compile(r"[:–—-]\s*$")


def publishers(page: Page) -> Iterator[tuple[str, str | None]]:
    """Last of all what stands behind the page's top heading in its title, or behind © in its footer."""
    yield from page.said("publisher", meta_tags.PUBLISHER)
    yield "title", next((tail for head, tail in _cuts(page.title) if head in page.tops), None)
    notices = (owner for p in page.tree.iterfind(".//footer//p") if (owner := copyright_owner(short_text(p, 200))))
    yield "copyright line", next(notices, None)


def headlines(page: Page, publisher: str | None) -> list[tuple[str, str]]:
    """Candidates in the order in which they are believed, without the name of the house."""
    told = [(source, _without_suffix(text, publisher, page.tops)) for source, text in _told(page, publisher)]
    structured = next((text for source, text in told if source == "json-ld"), "")
    shared = next((candidate for candidate in told if candidate[0] == "meta og:title"), None)
    if structured and shared and _is_better(shared[1], structured, page):
        return [shared, *told]
    return [_whole(candidate, told) for candidate in told]


def _told(page: Page, publisher: str | None) -> list[tuple[str, str]]:
    house = headline_key(publisher or "")
    visible = [("h1", top) for top in page.tops if headline_key(top) != house]
    return [*page.said("headline", meta_tags.HEADLINE), *visible, ("title", page.title)]


def _whole(candidate: tuple[str, str], told: list[tuple[str, str]]) -> tuple[str, str]:
    """A headline that was cut, by the one that goes on."""
    start = candidate[1].rstrip("…. ")
    if not candidate[1].endswith(("…", "...")) or not start:
        return candidate
    return next(
        (other for other in told if other[1].startswith(start) and len(other[1]) > len(candidate[1])), candidate
    )


def _is_better(shared: str, structured: str, page: Page) -> bool:
    """JSON-LD may put a kicker before the headline, or say what is written for search engines, as the title does."""
    if structured.endswith(shared) and structured != shared:
        return _KICKER.search(structured[: -len(shared)]) is not None
    searched = headline_key(page.title).startswith(headline_key(structured))
    return shared in page.tops and structured not in page.tops and searched


def _without_suffix(text: str, publisher: str | None, tops: tuple[str, ...]) -> str:
    """A title without `` | Publisher``: where the page's top heading or its publisher shows what the suffix is."""
    for top in tops:
        if text.startswith(top) and text[len(top) :].startswith(_SUFFIXES):
            return top
    for head, tail in _cuts(text):
        if publisher and headline_key(tail) == headline_key(publisher):
            return head
    return text


def _cuts(title: str) -> list[tuple[str, str]]:
    cuts = [title.rpartition(separator) for separator in _SUFFIXES]
    return [(head.strip(), tail.strip()) for head, found, tail in cuts if found]
