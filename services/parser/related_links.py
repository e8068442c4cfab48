"""The links of a page that may be headlines of other articles: in the article's container, and behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from schemas.parsed_article import Published
from services.parser.article_container import Container
from services.parser.dates import split_date
from services.parser.html_tree import Element, linked, text_of
from services.parser.listed import LONGEST
from services.parser.meta_tags import absolute
from services.parser.plain_text import one_line, weight

NOWHERE = "https://page.invalid/"
"""Stands for the address of a page whose own is not known (RFC 2606, section 2): what is relative to it has none."""
_MOST_LINKS = 1000
_MOST_BLOCKS = 200
"""Bounds on work: no page has as many."""
_SHORTEST = 20
"""Weight of a headline in a list; a shorter link is a label, a name or a section."""
_FEWEST_WORDS = 3
_PROSE = 100
_LONGEST_ITEM = 2000
"""Characters from which a paragraph is no item of a list, whatever its links."""
_MOSTLY, _HARDLY = 0.6, 0.3
_OF_THE_PAGE = frozenset(["nav", "form", "dialog"])
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Link:
    """`around` are the elements around the link, from the inside, up to the container; `between`: some of the article's
    running text follows it."""

    element: Element
    url: str
    headline: str
    published: Published | None
    around: Sequence[Element]
    between: bool


def links_of(container: Container, page: str | None) -> list[Link]:
    """Every link that is as long as a headline and no part of a sentence, in document order."""
    return list(islice(_links(container, page), _MOST_LINKS))


def holds_prose(element: Element) -> bool:
    """Whether a paragraph of running text stands within."""
    return any(map(_is_prose, element.iter("p")))


def _links(container: Container, page: str | None) -> Iterator[Link]:
    paragraphs = [p for p in container.element.iter("p") if _is_prose(p)]
    prose: dict[Element, bool] = {}
    for block, inside in islice(_blocks(container.element), _MOST_BLOCKS):
        before_the_last = inside and bool(paragraphs)
        for element in block.iter("a", "p"):
            if element.tag == "p":
                before_the_last = before_the_last and element is not paragraphs[-1]
                continue
            text = _text(element)
            if text and not _is_headline(text):
                continue
            url = absolute(element.get("href") or "", page or NOWHERE)
            around = _around(element, block, inside) if url else []
            if not url or any(e.tag == "nav" for e in around) or _in_sentence(around, prose):
                continue
            date, headline = split_date(one_line(text or _text_of_card(around)))
            if _is_headline(headline):
                yield Link(element, url, headline, date, around, before_the_last)


def _around(a: Element, block: Element, inside: bool) -> list[Element]:
    """The elements around a link up to the block, from the inside; the block too unless it is the container."""
    around = list(takewhile(lambda element: element is not block, a.iterancestors()))
    return around if inside else [*around, block]


def _blocks(container: Element) -> Iterator[tuple[Element, bool]]:
    """The container, then all that follows it up to the page's end."""
    yield container, True
    for element in (container, *container.iterancestors()):
        if element.tag in ("body", "html"):
            return
        for after in element.itersiblings():
            if after.tag not in _OF_THE_PAGE:
                yield after, False


def _text(element: Element) -> str:
    """The heading within a link, else its text."""
    heading = next(element.iter(*HEADINGS), None)
    return text_of(heading if heading is not None else element)


def _text_of_card(around: Sequence[Element]) -> str:
    """The heading of the card whose picture a link is."""
    card = next((e for e in around[:4] if e.tag in ("article", "li")), None)
    heading = next(card.iter(*HEADINGS), None) if card is not None else None
    return text_of(heading) if heading is not None else ""


def _is_headline(text: str) -> bool:
    several = len(text.split()) >= _FEWEST_WORDS or text[:1] > "\u2e80"
    return several and weight(text) >= _SHORTEST and len(text) <= LONGEST


def _in_sentence(around: Sequence[Element], known: dict[Element, bool]) -> bool:
    """Whether the paragraph around a link is not mostly links; `known` keeps what was found of each."""
    paragraph = next((e for e in around if e.tag in ("p", "blockquote", "figcaption", "h1")), None)
    if paragraph is None:
        return False
    if paragraph not in known:
        size = len(text_of(paragraph))
        known[paragraph] = size > _LONGEST_ITEM or linked(paragraph, _MOST_LINKS) < _MOSTLY * size
    return known[paragraph]


def _is_prose(p: Element) -> bool:
    text = text_of(p)
    if weight(text) < _PROSE or next(p.iterancestors("a"), None) is not None:
        return False
    return len(text) > _LONGEST_ITEM or linked(p, _MOST_LINKS) < _HARDLY * len(text)
