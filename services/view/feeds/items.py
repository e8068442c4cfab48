"""From what the store holds to the items of a feed."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from schemas.related_headlines import Card, RelatedHeadline, RelatedHeadlines
from services.view import links, reasons
from services.view.feeds import stable_ids
from services.view.feeds.feed import NEVER, Item

_URI = "%/:?#[]@!$&'()*+,;=~"
"""What stays as it is in a URI (RFC 3986): the rest is percent-encoded, since feeds are read by strict readers."""


def of_articles(articles: Iterable[tuple[Card, str | None]], base: str) -> list[Item]:
    """One item for each article and its dek, in the order given.

    `base`: the view's public address without a slash at its end.
    """
    return [
        _item(card, stable_ids.article(card.id), card.version.observed_at, base, dek or "") for card, dek in articles
    ]


def of_related(record: RelatedHeadlines, base: str) -> list[Item]:
    """The headlines related to an article, newest first, those without a time last; the reasons are the text.

    Copies are folded as on the page. A listed headline that is not known here yet has no version: it counts as changed
    when it was published, else when the article was seen.
    """
    items = []
    for entry in record.related:
        id_ = stable_ids.article(entry.id) if entry.id else stable_ids.listed(record.article.id, entry.headline)
        seen = entry.version.observed_at if entry.version else entry.published or record.article.version.observed_at
        items.append(_item(entry, id_, seen, base, " ".join(reasons.in_words(entry.reasons, entry.score))))
    return sorted(items, key=lambda item: item.published or NEVER, reverse=True)


def _item(card: Card | RelatedHeadline, id_: str, updated: datetime, base: str, text: str = "") -> Item:
    page, original = links.page(card.id), links.outside(card.url)
    headline = card.headline.strip() or "(no headline)"
    return Item(
        id=id_,
        headline=headline,
        text=text or headline,
        page=base + page if page else None,
        original=quote(original, safe=_URI) if original else None,
        publisher=links.publisher_label(card.publisher, card.url),
        published=card.published or card.effective_at,
        updated=updated,
        language=card.language,
    )
