"""What the pages show of a record: every decision is made here, so the templates only place it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.related_headlines import Card, Copy, RelatedHeadline, RelatedHeadlines
from services.view.links import outside, page, publisher_label
from services.view.moments import Moment, moment
from services.view.reasons import in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One headline; `id` is None when no known article bears it.

    `link` is where the headline leads: a page here when the article is known, else the original.
    """

    id: str | None
    headline: str
    link: str | None
    leaves: bool
    original: str | None
    publisher: str | None
    moment: Moment | None
    language: str | None
    why: Sequence[str] = ()
    copies: Sequence["Line"] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article and more on its theme."""

    article: Line
    related: Sequence[Line] = field(default_factory=tuple)


def line(card: Card | RelatedHeadline, copies: Sequence[Copy] = ()) -> Line:
    """A headline as it is shown."""
    here, original = page(card.id), outside(card.url)
    return Line(
        id=card.id,
        headline=card.headline.strip() or "(no headline)",
        link=here or original,
        leaves=here is None and original is not None,
        original=original,
        publisher=publisher_label(card.publisher, card.url),
        moment=moment(card.published, card.effective_at),
        language=card.language,
        why=in_words(card.reasons, card.score) if isinstance(card, Copy | RelatedHeadline) else (),
        copies=[line(copy) for copy in copies],
    )


def article_page(record: RelatedHeadlines) -> ArticlePage:
    """The page of one article."""
    return ArticlePage(
        article=line(record.article, record.article.copies),
        related=[line(entry, entry.copies) for entry in record.related],
    )
