"""When a page was published and changed: structured data, meta tags, time elements."""

from collections.abc import Iterator

from schemas.parsed_article import Published
from services.parser import meta_tags
from services.parser.byline import labelled_date
from services.parser.dates import read_date, says_no_such_time
from services.parser.fields import NO_SUCH_TIME, Found
from services.parser.page import Page
from services.parser.page_top import short_texts

Written = list[tuple[str, str]]
"""(source, text) of every candidate."""


def published(page: Page) -> Written:
    """What may be the time of publication, in the order in which it is believed."""
    return [*page.said("datePublished", meta_tags.PUBLISHED), *_time_elements(page)]


def modified(page: Page) -> Written:
    """What may be the time of the last change."""
    return page.said("dateModified", meta_tags.MODIFIED)


def visible(page: Page) -> tuple[Found[Published] | None, Found[Published] | None]:
    """The times of publication and of the last change that stand below the headline."""
    found: dict[bool, Found[Published]] = {}
    for text in short_texts(page):
        date = read_date(text)
        labelled = (date, False) if date else labelled_date(text)
        if labelled:
            found.setdefault(labelled[1], Found(labelled[0], "below the headline"))
    return found.get(False), found.get(True)


def dates(written: Written) -> list[tuple[str, Published]]:
    """The candidates that are dates, those with a time and a zone first."""
    found = [(source, date) for source, text in written if (date := read_date(text))]
    return [*((source, date) for source, date in found if date.precision == "instant"), *found]


def no_such_time(written: Written) -> str | None:
    """What provenance says where a candidate is written like a date and names none."""
    return next((f"{source}, {NO_SUCH_TIME}" for source, text in written if says_no_such_time(text)), None)


def _time_elements(page: Page) -> Iterator[tuple[str, str]]:
    """The first time element, and those that say they are the publication's."""
    times = [time for time in page.tree.iter("time") if time.get("datetime")]
    said = [
        t for t in times if "publish" in f"{t.get('itemprop')} {t.get('class')}".lower() or t.get("pubdate") is not None
    ]
    for time in [*said, *times][:1]:
        yield "time element", time.get("datetime") or ""
