"""The element that holds an article: where most of the page's running text stands, near its top heading.

Text counts for the block it stands in and, less, for the three elements around that (after the idea of Readability);
links count against it, and so do the parts that `page_zones` names.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.parser.html_tree import Element
from services.parser.page_zones import ZONES, Zone, zone_of
from services.parser.plain_text import weight

INLINE = frozenset(
    [
        *("a", "span", "b", "i", "em", "strong", "u", "font", "small", "mark", "sub", "sup", "time", "abbr"),
        *("cite", "q", "code", "s", "del", "ins", "bdi", "bdo", "wbr", "big", "tt", "kbd", "dfn", "var", "acronym"),
        *("nobr", "label", "strike", "ruby", "rb", "rt", "rp", "rtc"),
    ]
)
_LEAVES = frozenset(["p", "li", "blockquote", "h1", "h2", "h3", "h4", "pre", "td", "dd"])
_WHOLES = frozenset(["html", "body", "main", "article", "p"])
_SHORTEST = 40
"""Weight of a text that counts: shorter ones are labels, menus and headings."""
_FEWEST_CHARACTERS = _SHORTEST // 2
_AROUND = (1.0, 0.6, 0.35, 0.2)
_ZONE, _APART, _LIST, _ARTICLE = 0.1, 0.25, 0.4, 1.25
"""Factors of text in a zone of HTML, in a part set apart by its names, in a list's item, in an article element."""
_NEAR_THE_TOP = 0.35
"""Share of the best score at which an element that shares a parent with the top heading is preferred."""
_MUCH_MORE = 1.3
_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Container:
    """The element, and for every element with running text below it how much that is (see `weight`)."""

    element: Element
    text: dict[Element, float]


def find_container(tree: Element) -> Container | None:
    """Where the article stands; None for a page without running text."""
    scores: dict[Element, float] = {}
    inside: dict[Element, float] = {}
    text: dict[Element, float] = {}
    factors: dict[Element, float] = {}
    for block, found in _blocks(tree).items():
        if found <= 0:
            continue
        ancestors = list(block.iterancestors())
        for element in (block, *ancestors):
            text[element] = text.get(element, 0.0) + found
        counted = found * _factor(block, factors) * (_LIST if block.tag == "li" else 1.0)
        holders = ancestors if block.tag in _LEAVES else [block, *ancestors]
        for element, share in zip(holders, _AROUND, strict=False):
            scores[element] = scores.get(element, 0.0) + counted * share
        for element in holders:
            inside[element] = inside.get(element, 0.0) + counted
    if not scores:
        return None
    best = _near_the_top(tree, scores)
    if best is None:
        best = max(scores, key=scores.__getitem__)
    return Container(_widened(best, inside), text)


def _blocks(tree: Element) -> dict[Element, float]:
    """Block -> its own running text, links taken off."""
    blocks: dict[Element, float] = {}
    for holder in tree.iter():
        if holder.text and len(holder.text) >= _FEWEST_CHARACTERS:
            _count(blocks, holder, holder.text)
        around = holder.getparent() if holder.tail and len(holder.tail) >= _FEWEST_CHARACTERS else None
        if around is not None:
            _count(blocks, around, holder.tail or "")
    return blocks


def _count(blocks: dict[Element, float], element: Element | None, text: str) -> None:
    size = weight(" ".join(text.split()))
    if size < _SHORTEST:
        return
    while element is not None and element.tag in INLINE:
        size = -abs(size) if element.tag == "a" else size
        element = element.getparent()
    if element is not None and element.tag not in ("head", "title"):
        blocks[element] = blocks.get(element, 0.0) + size


def _factor(element: Element, known: dict[Element, float]) -> float:
    """How much text counts there, by all elements around it."""
    path = []
    at: Element | None = element
    while at is not None and at not in known:
        path.append(at)
        at = at.getparent()
    factor = known[at] if at is not None else 1.0
    for at in reversed(path):
        factor = known[at] = min(_ARTICLE, factor * _own_factor(at))
    return factor


def _own_factor(element: Element) -> float:
    if element.tag in ZONES:
        return _ZONE
    if element.tag == "article":
        return _ARTICLE
    return _APART if element.tag not in _WHOLES and zone_of(element) is Zone.APART else 1.0


def _near_the_top(tree: Element, scores: dict[Element, float]) -> Element | None:
    """The best element, good enough, that shares the closest parent with a top heading."""
    enough = _NEAR_THE_TOP * max(scores.values())
    below: dict[Element, Element] = {}
    for element, score in scores.items():
        if score >= enough:
            for at in (element, *element.iterancestors()):
                if at not in below or scores[below[at]] < score:
                    below[at] = element
    for _, heading in zip(range(_HEADINGS), tree.iter("h1"), strict=False):
        for at in heading.iterancestors("article", "main", "section", "div"):
            if at in below:
                return below[at]
    return None


def _widened(element: Element, inside: dict[Element, float]) -> Element:
    """The element around it that holds much more of the text: articles are cut into sections, or broken by adverts."""
    for around in _up_to_the_body(element):
        if inside.get(around, 0.0) >= _MUCH_MORE * inside.get(element, 1.0) and zone_of(around) is not Zone.APART:
            element = around
        if around.tag in ("article", "main"):
            break
    return element


def _up_to_the_body(element: Element) -> Iterator[Element]:
    for around in element.iterancestors():
        if around.tag in ("body", "html"):
            return
        yield around
