"""A web page: every field by evidence, from structured data, meta tags (OpenGraph) and the page's elements."""

from collections.abc import Iterator
from datetime import datetime

from schemas.parsed_article import Published
from services.parser import meta_tags
from services.parser.article_body import read_body
from services.parser.article_container import find_container
from services.parser.fields import ArticleFields, first_found
from services.parser.json_ld import texts
from services.parser.language import language_tag
from services.parser.page import Page, read_page
from services.parser.page_authors import authors
from services.parser.page_dates import dates, modified, no_such_time, published, visible
from services.parser.page_headline import headlines, publishers
from services.parser.related_block import read_related
from services.parser.visible_dek import BELOW_HEADLINE, shown, visible_dek
from services.relatedness.headline_key import headline_key

_SHORTEST_DEK = 20


def read_html(text: str, url: str | None) -> ArticleFields:
    """The fields of one page; `url` is its address where it is known, for relative links."""
    page = read_page(text, url)
    if page is None:
        return ArticleFields()
    canonical = meta_tags.canonical_url(page.tree, page.meta, url)
    publisher = first_found(publishers(page))
    house = publisher.value if publisher else None
    headline = first_found(headlines(page, house))
    top = headline.value if headline else None
    dek = first_found(_deks(page, top or ""))
    written = published(page)
    time, changed = first_found(dates(written)), first_found(dates(modified(page)))
    if not time:
        time, shown_change = visible(page)
        changed = changed or shown_change
    persons = first_found(authors(page, house))
    language = first_found(_languages(page))
    topics = first_found(_topics(page))
    container = find_container(page.tree)
    listed = read_related(container, url or (canonical[1] if canonical else None))
    apart = dek.value if dek and dek.source == BELOW_HEADLINE else None  # a description may be the first paragraph
    elsewhere = (top, apart, *page.tops, *(item.headline for item in listed))
    told = "\n".join(texts(page.json_ld.get("articleBody")) or texts(page.microdata.get("articleBody")))
    body = read_body(container, told, dek.value if dek else None, elsewhere)
    found = {"headline": headline, "dek": dek, "published": time, "modified": changed, "authors": persons}
    found |= {"publisher": publisher, "language": language, "topics": topics, "body": body if body.value else None}
    provenance = {name: value.source for name, value in found.items() if value}
    if not time and (dropped := no_such_time(written)):
        provenance["published"] = dropped
    provenance |= {"canonical_url": canonical[0]} if canonical else {}
    provenance |= {"listed": "related block"} if listed else {}
    return ArticleFields(
        headline=top,
        dek=dek.value if dek else None,
        body=tuple(body.value),
        authors=tuple(persons.value) if persons else (),
        published=time.value if time else None,
        modified=_instant(changed.value) if changed else None,
        canonical_url=canonical[1] if canonical else None,
        publisher=house,
        language=language.value if language else None,
        topics=tuple(topics.value) if topics else (),
        listed=listed,
        provenance=provenance,
    )


def _deks(page: Page, headline: str) -> Iterator[tuple[str, str | None]]:
    """What readers see first: descriptions are written for search engines, or cut."""
    headlines = [headline, *page.tops[:1], *(text for _, text in page.said("headline", ["og:title", "twitter:title"]))]
    yield BELOW_HEADLINE, visible_dek(page.tree, headlines)
    known = headline_key(headline)
    told = page.said("description", meta_tags.DEK) + page.said("alternativeHeadline")
    long = [(source, dek) for source, dek in told if len(dek) >= _SHORTEST_DEK and headline_key(dek) != known]
    if found := shown(long, page.tree):
        yield found


def _languages(page: Page) -> Iterator[tuple[str, str | None]]:
    yield "html lang", language_tag(meta_tags.html_language(page.tree))
    for source, tag in page.said("inLanguage", ["og:locale"]):
        yield source, language_tag(tag)


def _instant(modified: Published) -> datetime | None:
    return modified.at if modified.precision == "instant" else None


def _topics(page: Page) -> Iterator[tuple[str, list[str]]]:
    for source, keywords in page.by_source("keywords", meta_tags.TOPICS).items():
        parts = [part.strip() for text in keywords for part in text.replace(";", ",").split(",")]
        yield source, list(dict.fromkeys(filter(None, parts)))
