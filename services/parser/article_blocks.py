"""The blocks of an article within its container: paragraphs, headings, list items, table rows, in reading order."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from services.parser.article_container import INLINE, Container
from services.parser.html_tree import Element, linked, string_of, text_of
from services.parser.page_zones import MEDIA, ZONES, Zone, zone_of
from services.parser.plain_text import weight

_PROSE = frozenset(["p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"])
_FEWEST = 250
"""Weight of text that must stay when the parts set apart are left out; below it, they hold the article."""
_LEAST = 0.15
_MOST_LESS = 0.5
_SHORTEST = 25
_SHORT_LINKS, _LONG_LINKS = 120, 400
"""Characters up to which a paragraph, and any other block, that is mostly links is a teaser or a menu."""
_MOSTLY_LINKS = 0.5
_LONG_ITEM = 90
_MOST_CELLS = 2000


@dataclass(frozen=True, slots=True)
class Block:
    """One block's text on one line; `tag` is ``p``, ``h2`` to ``h6``, ``blockquote``, ``pre``, ``li``, ``tr`` or, for
    text that stands in a container itself, ``div``."""

    tag: str
    text: str


def read_blocks(container: Container) -> list[Block]:
    """Every block, without the parts that `page_zones` sets apart where enough is left without them."""
    reader = _Reader(container)
    reader.read(container.element)
    return reader.blocks


class _Reader:
    def __init__(self, container: Container) -> None:
        self.blocks: list[Block] = []
        self._weights = container.text
        whole = container.text.get(container.element, 0.0)
        apart = self._below(container.element, lambda e: zone_of(e) is Zone.APART)
        self._leaves_out = {Zone.APART} if whole - apart >= max(_FEWEST, _LEAST * whole) else set()
        rest = whole - (apart if self._leaves_out else 0.0)
        less = self._below(container.element, lambda e: zone_of(e) in {*self._leaves_out, Zone.LESS}) - (whole - rest)
        if less < _MOST_LESS * rest:
            self._leaves_out.add(Zone.LESS)
        self._most_of_all = 0.4 * whole

    def _below(self, element: Element, says: Callable[[Element], bool]) -> float:
        """Weight of the text in the topmost parts below an element of which that is said."""
        found = 0.0
        for child in element:
            if inside := self._weights.get(child):
                found += inside if child.tag not in _PROSE and says(child) else self._below(child, says)
        return found

    def read(self, element: Element) -> None:
        """Takes the blocks below an element."""
        own, in_links = [element.text or ""], 0
        for child in element:
            if child.tag in INLINE and child.find(".//p") is None and child.find(".//div") is None:
                if child.tag == "a" or zone_of(child) is not Zone.APART:
                    own.append(string_of(child))
                    in_links += len(own[-1]) if child.tag == "a" else linked(child)
            else:
                self._flush(own, in_links)
                own, in_links = [], 0
                self._read_child(child)
            own.append(child.tail or "")
        self._flush(own, in_links)

    def _flush(self, own: list[str], in_links: int) -> None:
        text = " ".join("".join(own).split())
        if weight(text) >= _SHORTEST and not (len(text) < _LONG_LINKS and in_links > _MOSTLY_LINKS * len(text)):
            self.blocks.append(Block("div", text))

    def _read_child(self, child: Element) -> None:
        tag = child.tag
        if tag in ("br", "h1") or tag in MEDIA or (tag in ZONES and self._weights.get(child, 0.0) <= self._most_of_all):
            return
        if tag in _PROSE:
            if zone_of(child) is not Zone.APART:
                self._take(tag, child)
        elif tag in ("ul", "ol"):
            if zone_of(child) is not Zone.APART:
                self._take_list(child)
        elif tag == "table":
            self._take_table(child)
        elif zone_of(child) not in self._leaves_out:
            self.read(child)

    def _take(self, tag: str, element: Element) -> None:
        text = text_of(element)
        limit = _SHORT_LINKS if tag == "p" else _LONG_LINKS
        if text and not (len(text) < limit and linked(element) > _MOSTLY_LINKS * len(text)):
            self.blocks.append(Block(tag, text))

    def _take_list(self, element: Element) -> None:
        items = [(item, text) for item in element.iter("li") if (text := text_of(item))]
        size = sum(len(text) for _, text in items)
        if not items or size / len(items) < 20:
            return
        share = sum(linked(item) for item, _ in items) / size
        if share < 0.4 or (share < 0.7 and size / len(items) >= _LONG_ITEM):
            self.blocks += [Block("li", text) for _, text in items]

    def _take_table(self, element: Element) -> None:
        """Rows of data; a table that holds paragraphs only lays out the page."""
        if element.find(".//p") is not None:
            self.read(element)
            return
        rows = [" ".join(map(text_of, islice(row.iter("td", "th"), _MOST_CELLS))) for row in element.iter("tr")]
        size = sum(map(len, rows))
        if len(rows) >= 2 and linked(element) <= _MOSTLY_LINKS * size:
            self.blocks += [Block("tr", row) for row in rows if row.strip()]
