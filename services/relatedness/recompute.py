"""What every view must be, computed anew from the newest version of every article: the judge of the indexer."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from schemas.related_headlines import RelatedHeadlines
from services.relatedness.article import Article
from services.relatedness.packed_card import PackedCard
from services.relatedness.postings import Postings
from services.relatedness.ranking import ROOMS, Rooms, entry_of
from services.relatedness.related_record import related_record
from services.relatedness.view import View

_NEVER = datetime.fromtimestamp(0, UTC)


def recompute(articles: Iterable[Article], rooms: Rooms = ROOMS) -> Iterator[RelatedHeadlines]:
    """The record of every article's view; `updated` is 1970, `cut` the best entry that is left out."""
    known = {article.id: article for article in articles}
    postings = Postings()
    for article in known.values():
        postings.add(article)
    for article in known.values():
        yield related_record(article, *view_among(postings, article, rooms), _NEVER)


def view_among(postings: Postings, article: Article, rooms: Rooms = ROOMS) -> tuple[View, Mapping[str, PackedCard]]:
    """The view of an article, which may or may not be in `postings`, and the cards of all that it holds."""
    view, cards = View(*rooms), {}
    for other, relation in postings.closest(article, postings.hits(article), view.scored.room):
        view.put(entry_of(other.packed, relation.score, relation.reasons))
        cards[other.id] = other.packed
    return view, cards


def differences(written: RelatedHeadlines | None, expected: RelatedHeadlines | None, rooms: Rooms = ROOMS) -> list[str]:
    """What is wrong with a written view, a line each; `updated` aside, and a cut may stand above what is left out
    now, since what was left out first may be gone."""
    if written is None or expected is None:
        return [] if written is expected else ["missing" if written is None else "its article is gone"]
    found = []
    ours, theirs = written.to_json(), expected.to_json()
    for field in ("article", "scorer"):
        if ours[field] != theirs[field]:
            found.append(f"{field} is {ours[field]}, should be {theirs[field]}")
    if ours["related"] != theirs["related"]:
        ids, right = ([(e["id"], e["score"]) for e in side["related"]] for side in (ours, theirs))
        found.append(
            f"related is {ids}, should be {right}" if ids != right else "an entry of related differs in its fields"
        )
    if not _cut_covers(written, expected, rooms):
        found.append(f"cut is {ours['cut']}, below what is left out: {theirs['cut']}")
    return found


def _cut_covers(written: RelatedHeadlines, expected: RelatedHeadlines, rooms: Rooms) -> bool:
    ours, theirs = View(*rooms), View(*rooms)
    for record, view in ((written, ours), (expected, theirs)):
        if record.cut:
            view.leave_out(record.cut)
    pairs = ((ours.listed.cut, theirs.listed.cut), (ours.scored.cut, theirs.scored.cut))
    return all(needed is None or (kept is not None and kept >= needed) for kept, needed in pairs)
