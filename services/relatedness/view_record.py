"""Reads a view back from its record.

A view shows twenty articles, and each article stands in several views: what its card tells is checked once, and only
compared after that. Everything is checked as the contract says, whoever wrote it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_args

import orjson

from schemas.related_headlines import Reason, RelatedHeadline, RelatedHeadlines
from services.relatedness.packed_card import PackedCard, read_card
from services.relatedness.ranking import REASONS, Entry, Rooms, entry_told
from services.relatedness.view import View

Json = dict[str, Any]
_KINDS = get_args(Reason.model_fields["kind"].annotation)
_FIELDS = len(Reason.model_fields)
_ID = re.compile(rb'\{"id":("[^"\\]*(?:\\.[^"\\]*)*")')


class ViewRecord(NamedTuple):
    """What the record of one view says; `cards` are those of its entries."""

    article_id: str
    scorer: str
    view: View
    cards: list[PackedCard]


def view_record(value: bytes, rooms: Rooms, known: Callable[[str], PackedCard | None]) -> ViewRecord:
    """Reads a `RelatedHeadlines` record; a card `known` by id is used again where it is the same.

    Raises ``ValueError`` (``pydantic.ValidationError`` is one), ``LookupError``, ``TypeError`` or ``AttributeError``
    for bytes that are none.
    """
    record = orjson.loads(value)
    article, related = record["article"], record["related"]
    # Entries are many, and read one by one below.
    frame = RelatedHeadlines.model_validate({**record, "article": {**article, "copies": []}, "related": []})
    view = View(*rooms)
    cards = []
    for shown in _shown(article["copies"], related):
        if shown["id"] is None:
            RelatedHeadline.model_validate(shown)
            continue
        card = known(shown["id"])
        if card is None or not card.is_told_by(shown):
            card = read_card(shown)
        cards.append(card)
        view.put(_entry(card, shown))
    if len(view.listed.entries) + len(view.scored.entries) != len(cards):
        raise ValueError("not a view: it shows an article twice, or more than there is room for")
    if frame.cut:
        view.leave_out(frame.cut)
    return ViewRecord(frame.article.id, frame.scorer, view, cards)


def ids_told(value: bytes) -> list[str]:
    """The id of the article, then those of all entries, of a record just as `related_record` writes it: without reading
    it, in a tenth of the time.

    Quotes within a text are escaped, so nothing but an object with an id begins like one.
    """
    ids: list[str] = orjson.loads(b"[" + b",".join(_ID.findall(value)) + b"]")
    return ids


def _shown(copies: list[Json], related: list[Json]) -> Iterator[Json]:
    yield from copies
    for headline in related:
        yield headline
        yield from headline["copies"]


def _entry(card: PackedCard, shown: Json) -> Entry:
    score, reasons = shown["score"], shown["reasons"]
    if type(score) is not int or type(reasons) is not list:
        raise ValueError("not an entry: its score is a whole number, its reasons are a list")
    if not all(map(_as_written, reasons)):
        reasons = [reason.to_json() for reason in REASONS.validate_python(reasons)]
    return entry_told(card, score, reasons)


def _as_written(reason: Json) -> bool:
    """Whether a reason is just what an indexer of this version writes."""
    kind, terms, position = reason["kind"], reason["terms"], reason["position"]
    return (
        len(reason) == _FIELDS
        and kind in _KINDS
        and type(terms) is list
        and all(type(term) is str for term in terms)
        and (position is None or type(position) is int)
    )
