"""Articles as grouping reads them, made from what a test cares about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from services.view.moments import microseconds
from services.view.themes.linked_article import LinkedArticle, Numbers, packed_links

START_US = microseconds(datetime(2031, 5, 1, 12, tzinfo=UTC))
HOUR_US = 3600 * 1_000_000


def linked(
    name: str,
    links: Mapping[str, int],
    numbers: Numbers,
    *,
    hours: float = 0,
    publisher: str | None = None,
    language: str | None = "en",
    copies: Sequence[str] = (),
) -> LinkedArticle:
    """An article `hours` after START; `links`: name -> score."""
    return LinkedArticle(
        id=name,
        number=numbers[name],
        effective_us=START_US + round(hours * HOUR_US),
        headline=f"Headline of {name}",
        publisher=publisher and publisher.lower(),
        publisher_name=publisher,
        language=language,
        copies=tuple(copies),
        links=packed_links(links.items(), numbers),
    )
