"""Who wrote a page's article: structured data, meta tags, links to authors, bylines."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from services.parser import meta_tags
from services.parser.byline import byline, is_name
from services.parser.footers import is_footer
from services.parser.html_tree import elements, short_text, text_of
from services.parser.names import all_names, author_names, houses, outside_names
from services.parser.page import Page
from services.parser.page_top import short_texts

_MOST_AUTHORS = 8
"""More links to authors, or authors in microdata, are those of other articles."""
_MARKED = re.compile(r"byline|author|autor|auteur|writer|verfasser", re.I)
_CLASSED = etree.XPath(
    "//p[@class]|//div[@class]|//span[@class]|//address[@class]|//h5[@class]|//a[@class]|//li[@class]"
)
_OWN_TAG = re.compile(r"(?:^|:)authors?$")
_LINKS = etree.XPath("//a[contains(@rel, 'author')]")
_HREFS = etree.XPath("//a[contains(@href, '/aut')]")
_PROFILE = re.compile(r"/(?:authors?|autor(?:es|en|in)?|auteurs?|autore)/[^?#]{3,}", re.I)
_MOST_BYLINES = 100
_WRITTEN_BY = re.compile(
    r"(?:written|posted) by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|skrevet a[fv]"
    r"|skriven av|kirjoittanut|napisane przez|autor|yazan|автор",
    re.I,
)


def authors(page: Page, publisher: str | None) -> Iterator[tuple[str, list[str]]]:
    """Persons, by metadata or byline; an agency or a house that is named as the author where there is no person."""
    house = houses(publisher, page.url)
    said = page.by_source("author", meta_tags.AUTHORS)
    for source, names in said.items():
        if source != "microdata" or len(names) <= _MOST_AUTHORS:
            yield source, author_names(names, house)
    for source, names in said.items():
        if source != "microdata":
            yield f"{source}, no person", outside_names(names, house)
    yield "meta of authors", author_names(_tagged(page), house)
    yield "twitter label", author_names(_labelled(page), house)
    profiles = [a for a in elements(page.tree, _HREFS) if _PROFILE.search(a.get("href") or "") and is_name(text_of(a))]
    for source, links in (("rel author", elements(page.tree, _LINKS)), ("link to an author", profiles)):
        linked = list(dict.fromkeys(map(text_of, links)))
        yield source, author_names(linked, house) if len(linked) <= _MOST_AUTHORS else []
    signed = _byline(page)
    yield "byline", author_names(signed, house)
    for source, names in said.items():
        yield f"{source}, the house", all_names(names)
    yield "byline, the house", all_names(signed)


def _tagged(page: Page) -> list[str]:
    """Meta tags of a name of the house's own that ends in ``author``."""
    return [text for name, texts in page.meta.items() if _OWN_TAG.search(name) for text in texts]


def _labelled(page: Page) -> list[str]:
    """``twitter:label1`` says "Written by", in the site's language, and ``twitter:data1`` the name."""
    labels = ((page.meta.get(f"twitter:label{n}"), page.meta.get(f"twitter:data{n}")) for n in (1, 2))
    return [data[0] for label, data in labels if label and data and _WRITTEN_BY.fullmatch(label[0])]


def _byline(page: Page) -> list[str]:
    """Names after "By" in the elements that a page's author marked as byline, or below the headline; else a bare name
    in the former."""
    marked = islice((e for e in elements(page.tree, _CLASSED) if _MARKED.search(e.get("class") or "")), _MOST_BYLINES)
    texts = [short_text(element, 160, between=" ") for element in marked]
    found = next((names for text in (*texts, *short_texts(page)) if (names := byline(text))), None)
    return list(found or [text for text in texts if is_name(text) and not any(map(is_footer, text.split()))][:1])
