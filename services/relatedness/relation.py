"""Whether two articles are related, how strongly and why: a pure function of the pair, whichever comes first."""

from dataclasses import dataclass

from schemas.related_headlines import Reason
from services.relatedness.article import Article, Slot
from services.relatedness.pair_score import FLOOR, decayed, dot

LISTED_WINDOW_SECONDS = 36 * 3600
"""A listed time and an article's own time that are further apart name two different articles."""
SHOWN_TERMS = 3


@dataclass(frozen=True, slots=True)
class Relation:
    """`reasons` as the first article's view tells them, `reversed_reasons` as the second's does."""

    score: int
    reasons: tuple[Reason, ...]
    reversed_reasons: tuple[Reason, ...]


def relate(a: Article, b: Article) -> Relation | None:
    """The relation of a pair; None when they are not related. An article is not related to itself."""
    if a.id == b.id:
        return None
    a_names_b, b_names_a = _named(a, b), _named(b, a)
    score = decayed(dot(a.signature, b.signature), a.effective - b.effective)
    lexical = [Reason(kind="lexical", terms=_shared_terms(a, b))] if score >= FLOOR else []
    if not (a_names_b or b_names_a or lexical):
        return None
    return Relation(score, _reasons(a_names_b, b_names_a, lexical), _reasons(b_names_a, a_names_b, lexical))


def slot_names(slot: Slot, article: Article) -> bool:
    """Whether a listed line means this article: the same normalised headline, and times, where known, 36 hours apart
    at most."""
    if slot.key != article.key:
        return False
    return slot.time is None or article.published is None or abs(slot.time - article.published) <= LISTED_WINDOW_SECONDS


def _named(a: Article, b: Article) -> list[int]:
    return [slot.position for slot in a.slots if slot_names(slot, b)]


def _reasons(names: list[int], named_by: list[int], lexical: list[Reason]) -> tuple[Reason, ...]:
    listed = [Reason(kind="listed", position=position) for position in names]
    return (*listed, *([Reason(kind="listed_by")] if named_by else []), *lexical)


def _shared_terms(a: Article, b: Article) -> list[str]:
    shared = ((-weight * b.signature[term], term) for term, weight in a.signature.items() if term in b.signature)
    return [term for _, term in sorted(shared)[:SHOWN_TERMS]]
