"""A page's evidence: its tree without scripts, and what its structured data, meta tags and top headings say."""

from dataclasses import dataclass
from itertools import islice

from services.parser import meta_tags
from services.parser.html_text import plain
from services.parser.html_tree import Element, drop_what_is_no_text, read_tree, text_of
from services.parser.json_ld import Node, read_article_node, texts
from services.parser.microdata import read_microdata

_TOPS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """`json_ld` and `microdata` are nodes of schema.org's properties; `tops` are the texts of the top headings."""

    tree: Element
    url: str | None
    json_ld: Node
    microdata: Node
    meta: dict[str, list[str]]
    title: str
    tops: tuple[str, ...]

    def said(self, name: str, meta_names: list[str] | None = None) -> list[tuple[str, str]]:
        """(source, text) for every value of a property: in JSON-LD, in meta tags of these names, in microdata.

        Microdata are last: the same attributes are on teasers of other articles, and on old pages.
        """
        return [
            *(("json-ld", plain(text)) for text in texts(self.json_ld.get(name))),
            *((source, plain(text)) for source, text in meta_tags.candidates(self.meta, meta_names or [])),
            *(("microdata", plain(text)) for text in texts(self.microdata.get(name))),
        ]

    def by_source(self, name: str, meta_names: list[str]) -> dict[str, list[str]]:
        """The same, the texts of each source together."""
        found: dict[str, list[str]] = {}
        for source, text in self.said(name, meta_names):
            found.setdefault(source, []).append(text)
        return found


def read_page(text: str, url: str | None) -> Page | None:
    """The page at the address `url`, where it is known; None when there is no element at all."""
    tree = read_tree(text)
    if tree is None:
        return None
    node, title = read_article_node(tree), meta_tags.title(tree)
    drop_what_is_no_text(tree)
    tops = tuple(top for h1 in islice(tree.iter("h1"), _TOPS) if (top := plain(text_of(h1))))
    items = read_microdata(tree) if "itemprop" in text else {}
    return Page(tree, url, node, items, meta_tags.read_meta(tree), plain(title or ""), tops)
