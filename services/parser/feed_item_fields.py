"""One item of a feed -> the fields of an article."""

import re
from collections.abc import Iterator
from datetime import datetime

from schemas.parsed_article import Published
from services.parser.dates import read_date, says_no_such_time
from services.parser.feed_footers import is_feed_footer, without_ellipsis, without_last_link
from services.parser.feed_item import FeedHead, FeedItem
from services.parser.fields import NO_SUCH_TIME, ArticleFields, first_found
from services.parser.html_fragment import Fragment, read_fragment, read_lines
from services.parser.html_text import plain
from services.parser.language import language_tag
from services.parser.names import all_names, author_names, houses
from services.parser.plain_text import cut, one_line
from services.relatedness.headline_key import headline_key

_LONGEST_SENTENCE = 120
"""Characters of a headline that is made of the text."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s|(?<=[。！？])")
_BLANK_LINE = re.compile(r"\n\s*\n")
_SHORT_YEAR = re.compile(r"((?:[a-z]{3},?\s+)?\d{1,2}\s+[a-z]{3}\s+)(\d\d)(\s+\d{1,2}:\d\d.*)", re.I)
"""A date of RFC 822, section 5, with two digits for its year."""


def item_fields(item: FeedItem, head: FeedHead, url: str | None) -> ArticleFields:
    """The fields of an item whose address is `url`; what it does not say itself, its feed says for it."""
    title = plain(item.title or "")
    content = _content(item, url, title)
    dek = _dek(item, content.body)
    text_headline = _first_sentence([*content.body, dek])
    headline = first_found([("item title", title), ("item text, first sentence", text_headline)])
    publisher = first_found(
        [("item publisher", one_line(item.publisher or "")), ("feed title", plain(head.title or ""))]
    )
    house = publisher.value if publisher else None
    authors = first_found(_authors(item, head, houses(house, url)))
    language = first_found(
        [("item language", language_tag(item.language)), ("feed language", language_tag(head.language))]
    )
    dates = [("item date_published", item.date_published or ""), ("item date_modified", item.date_modified or "")]
    published = first_found([(source, read_feed_date(text)) for source, text in dates])
    modified = read_feed_date(item.date_modified or "")
    topics = tuple(topic for tag in item.tags or () if (topic := plain(tag)))
    found = {"headline": headline, "authors": authors, "published": published, "publisher": publisher}
    provenance = {name: value.source for name, value in (found | {"language": language}).items() if value}
    if not published and (dropped := next((name for name, text in dates if says_no_such_time(text)), None)):
        provenance["published"] = f"{dropped}, {NO_SUCH_TIME}"
    taken = {"dek": dek, "modified": _instant(modified), "topics": topics, "listed": content.listed}
    sources = {
        "dek": "item summary",
        "modified": "item date_modified",
        "topics": "item tags",
        "listed": "related block",
    }
    provenance |= {name: sources[name] for name, value in taken.items() if value}
    provenance |= {"body": "item content_html" if item.content_html else "item content_text"} if content.body else {}
    provenance |= {"canonical_url": "item url" if item.url else "item external_url"} if url else {}
    return ArticleFields(
        headline=headline.value if headline else None,
        dek=dek or None,
        body=content.body,
        authors=tuple(authors.value) if authors else (),
        published=published.value if published else None,
        modified=_instant(modified),
        canonical_url=url,
        publisher=house,
        language=language.value if language else None,
        topics=topics,
        listed=content.listed,
        provenance=provenance,
    )


def _authors(item: FeedItem, head: FeedHead, house: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    """Persons; a house that is named as the author, as in a blog that bears its writer's name, where there is none."""
    said = [("item authors", item.author_names), ("feed authors", head.author_names)]
    for source, names in said:
        yield source, author_names([plain(name) for name in names], house)
    for source, names in said:
        yield f"{source}, no person", all_names([plain(name) for name in names])


def read_feed_date(text: str) -> Published | None:
    """A date as feeds write it: RFC 3339, W3CDTF, RFC 822; None for the year 1, which programs write for no date."""
    short = _SHORT_YEAR.fullmatch(" ".join(text.split()))
    century = "20" if short and int(short[2]) < 50 else "19"  # RFC 5322, section 4.3
    found = read_date(f"{short[1]}{century}{short[2]}{short[3]}" if short else text)
    return found.model_copy(update={"as_written": text}) if found and found.at.year > 1 else None


def _content(item: FeedItem, url: str | None, title: str) -> Fragment:
    if item.content_html:
        return read_fragment(item.content_html, url, title)
    text = (item.content_text or "").strip()
    paragraphs = _BLANK_LINE.split(text)
    return Fragment(tuple(read_lines("\n".join(map(one_line, paragraphs)) if len(paragraphs) > 1 else text)))


def _dek(item: FeedItem, body: tuple[str, ...]) -> str:
    """The summary on one line, where it says something else than the whole text."""
    lines = [one_line(line) for line in plain(without_last_link(item.summary or ""), keep_breaks=True).splitlines()]
    dek = without_ellipsis(" ".join(line for line in lines if line and not is_feed_footer(line)))
    return "" if headline_key(dek) == headline_key(" ".join(body)) else dek


def _first_sentence(paragraphs: list[str]) -> str:
    """What stands for a headline where there is none, as in notes."""
    text = next((paragraph for paragraph in paragraphs if headline_key(paragraph)), "")
    return cut(_SENTENCE_END.split(text, maxsplit=1)[0], _LONGEST_SENTENCE)


def _instant(modified: Published | None) -> datetime | None:
    return modified.at if modified and modified.precision == "instant" else None
