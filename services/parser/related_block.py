"""The page's own related list in HTML: cards and lists of links, within the article's container or after it.

A group of links is told by what stands above it ("More on this theme", "Most read"), else by the words of its classes;
without either, a small group between the paragraphs is the article's, and one behind them is not.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from schemas.parsed_article import ListedHeadline, Published
from services.parser.article_container import Container
from services.parser.article_url import is_article_url
from services.parser.dates import read_date
from services.parser.html_tree import Element, names_of, short_text, text_of
from services.parser.list_classes import names_another_list, names_related_list
from services.parser.list_headings import ends_list, is_list_heading
from services.parser.listed import unique
from services.parser.plain_text import one_line
from services.parser.related_links import HEADINGS, NOWHERE, Link, holds_prose, links_of

_NEAR = 8
"""Elements around a link in which its list's name is looked for."""
_LONGEST_CLASSES = 500
_LARGEST_LIST = 40
_LARGEST_UNNAMED = 6
_LABELS = (*HEADINGS, "header", "legend", "summary", "strong", "b", "p", "div", "span", "dt")
_LARGEST_CARD = 60


def read_related(container: Container | None, page: str | None) -> tuple[ListedHeadline, ...]:
    """The headlines that the page at the address `page` lists as related to its article."""
    if container is None:
        return ()
    links = links_of(container, page)
    lists = _Lists(links, page)
    return unique(_listed(link, lists) for link in links if lists.related(link))


def _listed(link: Link, lists: "_Lists") -> ListedHeadline:
    shown = (date for card in lists.cards(link) if (date := _time(card)))
    published = next(shown, None) or link.published
    url = None if link.url.startswith(NOWHERE) else link.url
    return ListedHeadline(headline=link.headline, published=published.at if published else None, url=url)


def _time(card: Element) -> Published | None:
    """The time of a link's card: a time element, else a date in a text of its own."""
    for time in card.iter("time"):
        if date := read_date(time.get("datetime") or "") or read_date(text_of(time)):
            return date
    texts = [one_line(str(text)) for text in card.itertext() if text.strip()]
    return next((date for text in texts if (date := read_date(text.strip("()|·•–—- ")))), None)


class _Lists:
    """What the elements around links say of them."""

    def __init__(self, links: Sequence[Link], page: str | None) -> None:
        self._page = page
        self._links = {link.element for link in links}
        self._urls: dict[Element, set[str]] = {}
        self._names: dict[Element, tuple[str, ...]] = {}
        self._classes: dict[Element, str] = {}
        self._prose: dict[Element, bool] = {}
        for link in links:
            for element in link.around:
                self._urls.setdefault(element, set()).add(link.url)

    def related(self, link: Link) -> bool:
        """Whether the link stands in a list of what is related to the article."""
        near = list(takewhile(lambda element: len(self._urls[element]) <= _LARGEST_LIST, link.around[:_NEAR]))
        for element in near:
            for name in self._names_of(element):
                if is_list_heading(name):
                    return True
                if ends_list(name):
                    return False
        classes = " ".join(map(self._classes_of, near))
        offered = names_related_list(classes) or (link.between and self._unnamed_size(link) <= _LARGEST_UNNAMED)
        return offered and not names_another_list(classes) and is_article_url(link.url, self._page)

    def cards(self, link: Link) -> Iterator[Element]:
        """The elements around a link, from the inside, that hold no other one, as far as they are small."""
        for element in takewhile(lambda element: len(self._urls[element]) == 1, link.around[:_NEAR]):
            if sum(1 for _ in islice(element.iter(), _LARGEST_CARD + 1)) > _LARGEST_CARD:
                return
            yield element

    def _names_of(self, element: Element) -> tuple[str, ...]:
        """The first short text in an element above its links, and the one right before it."""
        if element not in self._names:
            before = element.getprevious()
            texts = (self._first_label(element), short_text(before) if before is not None else "")
            self._names[element] = tuple(text for text in texts if text)
        return self._names[element]

    def _classes_of(self, element: Element) -> str:
        if element not in self._classes:
            self._classes[element] = names_of(element, _LONGEST_CLASSES).lower()
        return self._classes[element]

    def _first_label(self, element: Element) -> str:
        for inner in islice(element.iterdescendants(), _LARGEST_CARD):
            if inner in self._links:
                return ""
            if inner.tag in _LABELS and len(inner) <= 2 and (text := short_text(inner)):
                return text
        return ""

    def _unnamed_size(self, link: Link) -> int:
        """Links in the largest element around it that holds no paragraph of the article."""
        size = 1
        for element in link.around:
            if self._holds_prose(element):
                break
            size = max(size, len(self._urls[element]))
        return size

    def _holds_prose(self, element: Element) -> bool:
        if element not in self._prose:
            self._prose[element] = holds_prose(element)
        return self._prose[element]
