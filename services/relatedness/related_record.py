"""Writes a view as its record: copies grouped, the page's own list in its order, the rest by rank.

Computed from the stored entries only: the same entries give the same bytes. Views are written many times as often as
articles arrive, so the record is put together from JSON that each card keeps ready, not from models.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from schemas.related_headlines import Cut, CutKey, Reason, RelatedHeadline, RelatedHeadlines
from services.relatedness.article import Article, Slot
from services.relatedness.copies import copy_groups
from services.relatedness.packed_card import Shown
from services.relatedness.pair_score import SCORER
from services.relatedness.ranking import Entry, Rank
from services.relatedness.view import View

Json = dict[str, Any]
_Group = list[Shown]


def related_record(article: Article, view: View, cards: Mapping[str, Shown], updated: datetime) -> RelatedHeadlines:
    """The record of one view; `cards` holds the card of every entry."""
    fields = {**related_json(article, view, cards), "updated": updated.isoformat()}
    return RelatedHeadlines.from_bytes(orjson.dumps(fields))


def related_json(article: Article, view: View, cards: Mapping[str, Shown]) -> Json:
    """The record as `orjson` writes it, in the order of the contract, but for its last field, `updated`."""
    entries = view.entries
    own, groups = _own_and_other(article.packed, [cards[entry_id] for entry_id in entries])
    groups.sort(key=lambda group: max(entries[card.id] for card in group), reverse=True)
    placed = [(_place(group, entries), _headline(group, entries)) for group in groups]
    if article.slots:
        filled = {reason.position for entry in entries.values() if entry.listed for reason in entry.reasons}
        placed += [((0, slot.position), _empty_slot(slot)) for slot in article.slots if slot.position not in filled]
    return {
        "article": {**article.packed.json_types, "copies": [_copy(card, entries[card.id]) for card in own]},
        "related": [headline for _, headline in sorted(placed, key=lambda pair: pair[0])],
        "cut": cut_of(view).to_json(),
        "scorer": SCORER,
    }


def cut_of(view: View) -> Cut:
    """What a view leaves out, as records tell it."""
    return Cut(listed=_cut_key(view.listed.cut), scored=_cut_key(view.scored.cut))


def _cut_key(rank: Rank | None) -> CutKey | None:
    if rank is None:
        return None
    return CutKey(rank=rank.rank, effective_at=datetime.fromtimestamp(rank.effective, UTC), id=rank.id)


def _own_and_other(subject: Shown, cards: list[Shown]) -> tuple[_Group, list[_Group]]:
    """The subject's own copies, and the groups of all others."""
    own: _Group = []
    others = []
    for group in copy_groups([subject, *cards]):
        if any(card.id == subject.id for card in group):
            own = [card for card in group if card.id != subject.id]
        else:
            others.append(group)
    return own, others


def _place(group: _Group, entries: Mapping[str, Entry]) -> tuple[int, int]:
    """By place in the page's own list, then those whose pages name this one, then the others."""
    listed = [entry for card in group if (entry := entries[card.id]).listed]
    reasons = [reason for entry in listed for reason in entry.reasons]
    if positions := [reason.position for reason in reasons if reason.position is not None]:
        return 0, min(positions)
    return (1 if any(reason.kind == "listed_by" for reason in reasons) else 2), 0


def _headline(group: _Group, entries: Mapping[str, Entry]) -> Json:
    representative, *copies = group
    return {
        **_copy(representative, entries[representative.id]),
        "copies": [_copy(card, entries[card.id]) for card in copies],
    }


def _copy(card: Shown, entry: Entry) -> Json:
    return {**card.json_types, "score": entry.score, "reasons": orjson.Fragment(entry.reasons_json)}


def _empty_slot(slot: Slot) -> Json:
    return RelatedHeadline(
        headline=slot.listed.headline,
        url=slot.listed.url,
        published=slot.listed.published,
        reasons=[Reason(kind="listed", position=slot.position)],
    ).to_json()
