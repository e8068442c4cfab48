"""A page dumped as plain text: headline, time, dek, body and the page's own related list.

Only the order and shape of lines is used, and phrases that any page may have; nothing that names a publisher.
"""

from dataclasses import dataclass, field
from datetime import datetime

from schemas.parsed_article import ListedHeadline, Published
from services.parser.byline import byline, labelled_date
from services.parser.dates import says_no_such_time
from services.parser.dump_blocks import Blocks, split_blocks
from services.parser.dump_lines import Line, read_lines
from services.parser.fields import NO_SUCH_TIME, ArticleFields
from services.parser.footers import copyright_owner, is_footer
from services.parser.list_headings import inline_related
from services.parser.listed import read_listed, unique
from services.relatedness.headline_key import headline_key

_SHORTEST_DEK, _DEK_LIMIT = 40, 400
_BEFORE_DATE = 4


@dataclass(slots=True)
class _Read:
    """What the article's lines have given so far."""

    published: Published | None = None
    no_such_time: bool = False
    modified: datetime | None = None
    authors: list[str] = field(default_factory=list)
    inline: list[ListedHeadline] = field(default_factory=list)
    repeated: bool = False
    above_date: int = 0
    deks: list[Line] = field(default_factory=list)
    paragraphs: list[Line] = field(default_factory=list)


def read_text_dump(text: str) -> ArticleFields:
    """The fields of one dump. A document without any line of words gives no headline."""
    blocks = split_blocks(read_lines(text))
    if blocks.headline is None:
        return ArticleFields()
    read = _read_article(blocks.headline.text, blocks)
    dek, body = _dek_and_body(read)
    listed = unique((*read_listed(blocks.listed), *read.inline))
    publisher = next((owner for line in blocks.footer if (owner := copyright_owner(line.text))), None)
    return ArticleFields(
        headline=blocks.headline.text,
        dek=dek,
        body=tuple(body),
        authors=tuple(dict.fromkeys(read.authors)),
        published=read.published,
        modified=read.modified,
        publisher=publisher,
        listed=listed,
        provenance=_provenance(blocks, read, dek, publisher, listed),
    )


def _read_article(headline: str, blocks: Blocks) -> _Read:
    key = headline_key(headline)
    read = _Read(repeated=any(headline_key(line.text) == key for line in (*blocks.above, *blocks.head)))
    for line in blocks.above:
        _read_date(line, read)
    for line in blocks.head:
        if not _read_head(line, read) and headline_key(line.text) != key:
            read.deks.append(line)
    for line in blocks.article:
        if headline_key(line.text) == key:
            read.repeated = read.repeated or not read.paragraphs
        elif len(read.paragraphs) <= _BEFORE_DATE and _read_head(line, read):
            read.above_date = read.above_date or len(read.paragraphs)
        elif _read_date(line, read):
            continue
        elif named := inline_related(line.text):
            read.inline.append(ListedHeadline(headline=named, url=line.url))
        elif not is_footer(line.text):
            read.paragraphs.append(line)
    return read


def _read_head(line: Line, read: _Read) -> bool:
    """Takes what stands around a headline: a date, a byline."""
    if _read_date(line, read):
        return True
    if names := byline(line.text):
        read.authors += names
        return True
    if says_no_such_time(line.text):
        read.no_such_time = True
        return True
    return False


def _read_date(line: Line, read: _Read) -> bool:
    """Takes a line that is only a date; the first one is the article's, one labelled as a change is the change."""
    labelled = labelled_date(line.text) if line.date is None else (line.date, False)
    if labelled is None:
        return False
    date, changed = labelled
    if changed:
        read.modified = read.modified or (date.at if date.precision == "instant" else None)
    else:
        read.published = read.published or date
    return True


def _dek_and_body(read: _Read) -> tuple[str | None, list[str]]:
    """The dek stands between headline and text, or before the time, or first after a repeated headline, or apart by a
    wider gap."""
    lines = read.paragraphs
    texts = [line.text for line in lines]
    dek = next((line.text for line in read.deks if _could_be_a_dek(line)), None)
    if dek:
        return dek, texts
    if 0 < read.above_date <= 2 and sum(map(len, texts[: read.above_date])) <= _DEK_LIMIT:
        return " ".join(texts[: read.above_date]), texts[read.above_date :]
    if len(lines) >= 3 and len(texts[0]) <= _DEK_LIMIT:
        apart = lines[1].gap > max(line.gap for line in lines[2:])
        if read.repeated or apart or lines[0].heading:
            return texts[0], texts[1:]
    return None, texts


def _could_be_a_dek(line: Line) -> bool:
    return _SHORTEST_DEK <= len(line.text) <= _DEK_LIMIT and not line.bulleted and not is_footer(line.text)


def _provenance(
    blocks: Blocks, read: _Read, dek: str | None, publisher: str | None, listed: tuple[ListedHeadline, ...]
) -> dict[str, str]:
    found = {
        "headline": "repeated line" if read.repeated else "line above the text",
        "dek": "line after the headline" if dek else "",
        "body": "lines",
        "published": "date line" if read.published else f"date line, {NO_SUCH_TIME}" if read.no_such_time else "",
        "modified": "date line" if read.modified else "",
        "authors": "byline" if read.authors else "",
        "publisher": "copyright line" if publisher else "",
        "listed": blocks.listed_from if listed else "",
    }
    return {name: source for name, source in found.items() if source}
