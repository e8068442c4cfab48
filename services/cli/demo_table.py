"""The table at the end of the demo: for each theme one article and what is related to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.related_headlines import Reason, RelatedHeadline, RelatedHeadlines
from services.cli.demo_documents import DemoDocument

SHOWN = 3
"""Related headlines of an article in the table."""
TERMS = 3


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """One related headline; `score` is 0 to 1, empty for a headline that only a page's list names."""

    headline: str
    score: str
    why: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One article with its best related headlines; none for an article about nothing else."""

    theme: str
    headline: str
    related: tuple[RelatedLine, ...]


def table_rows(documents: Mapping[str, DemoDocument], views: Mapping[str, RelatedHeadlines]) -> list[TableRow]:
    """One row a theme, in order of first appearance: the article whose shown headlines are all known here rather than
    only named by its page's list, then the one with the most known, then the first.

    `documents` and `views` are keyed by article id; every document has a view.
    """
    chosen: dict[str, RelatedHeadlines] = {}
    for article, document in documents.items():
        view = views[article]
        if document.theme not in chosen or _telling(view) > _telling(chosen[document.theme]):
            chosen[document.theme] = view
    return [
        TableRow(theme, view.article.headline, tuple(_line(entry) for entry in view.related[:SHOWN]))
        for theme, view in chosen.items()
    ]


def summary(views: Mapping[str, RelatedHeadlines]) -> str:
    """What there is in all, in one line."""
    entries = [entry for view in views.values() for entry in view.related]
    unknown = sum(entry.id is None for entry in entries)
    folded = sum(bool(view.article.copies) for view in views.values())
    return (
        f"{len(views)} articles, {len(entries)} related headlines"
        f" ({unknown} of them known from a page's list only); {folded} articles have syndicated copies"
    )


def _telling(view: RelatedHeadlines) -> tuple[int, int]:
    known = [entry.id is not None for entry in view.related]
    return sum(known[:SHOWN]), sum(known)


def _line(entry: RelatedHeadline) -> RelatedLine:
    why = "; ".join(_why(reason) for reason in entry.reasons)
    if entry.id is None:
        why += ", not here yet"
    if entry.copies:
        why += f"; {len(entry.copies)} more with the same text"
    return RelatedLine(entry.headline, f"{entry.score / 1000:.3f}" if entry.score else "", why)


def _why(reason: Reason) -> str:
    match reason.kind:
        case "listed":
            return "on its list"
        case "listed_by":
            return "lists it"
        case "same_text":
            return "same text"
        case "lexical":
            return "words: " + ", ".join(reason.terms[:TERMS])
        case "semantic":
            return "alike in meaning"
