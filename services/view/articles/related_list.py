"""The list of related headlines out of a stored record, as a reader wants it.

Works on the JSON of the record, which was checked when it came: models of a hundred entries would take longer than all
the rest of the answer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

Json = dict[str, Any]
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Copies(StrEnum):
    """How near-duplicates come: under the one that stands for them, or each on its own."""

    grouped = "grouped"
    all = "all"


class RelatedOrder(StrEnum):
    """The page's own list in its order and then best first, or newest first."""

    score = "score"
    recent = "recent"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries, in which order. `reasons`: only entries that have one of them; None for all."""

    limit: int
    copies: Copies = Copies.grouped
    reasons: frozenset[str] | None = None
    order: RelatedOrder = RelatedOrder.score


def related_json(value: bytes, wanted: Wanted) -> bytes:
    """The answer, a `Related`, from the bytes of a `RelatedHeadlines`."""
    record = orjson.loads(value)
    entries: list[Json] = record["related"]
    if wanted.copies is Copies.all:
        entries = [single for entry in entries for single in _each(entry)]
    if wanted.reasons is not None:
        entries = [entry for entry in entries if any(reason["kind"] in wanted.reasons for reason in entry["reasons"])]
    if wanted.order is RelatedOrder.recent:
        entries = sorted(entries, key=_effective, reverse=True)
    return orjson.dumps(
        {
            "article_id": record["article"]["id"],
            "related": entries[: wanted.limit],
            "related_count": len(entries),
            "updated": record["updated"],
        }
    )


def _each(entry: Json) -> list[Json]:
    return [{**entry, "copies": []}, *({**copy, "copies": []} for copy in entry["copies"])]


def _effective(entry: Json) -> datetime:
    """Headlines that no known article matches come last."""
    at = entry["effective_at"]
    return datetime.fromisoformat(at) if at else _BEFORE_ALL
