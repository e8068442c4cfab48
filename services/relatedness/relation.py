"""Whether two articles are related, how strongly and why: a pure function of the pair, whichever comes first."""

from dataclasses import dataclass
from functools import lru_cache

from schemas.related_headlines import Reason
from services.relatedness.article import Article, Slot
from services.relatedness.fingerprint import same_body
from services.relatedness.meaning import LENGTH, likeness
from services.relatedness.pair_score import FLOOR, decayed, mixed
from services.relatedness.signature import Weights

LISTED_WINDOW_SECONDS = 36 * 3600
"""A listed time and an article's own time that are further apart name two different articles."""
SHOWN_TERMS = 3
ALIKE = LENGTH * LENGTH // 2
"""Likeness of headlines that is told as a reason: half of all headlines of one story reach it, one in 500 of others."""
_SAME_TEXT, _SEMANTIC = Reason(kind="same_text"), Reason(kind="semantic")


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
    products = _products(a, b)
    product, gap, same_publisher = sum(products.values()), a.effective - b.effective, _one_publisher(a, b)
    shares_words = decayed(product, gap, same_publisher=same_publisher) >= FLOOR
    if not (a_names_b or b_names_a or shares_words):
        return None
    alike = likeness(a.meaning, b.meaning) if a.meaning and b.meaning else None
    evidence = product if alike is None else mixed(product, alike, both_have_text=a.has_text and b.has_text)
    score = decayed(evidence, gap, same_publisher=same_publisher)
    both_ways = _both_ways(a, b, alike)
    shared = _heaviest(products) if shares_words else []
    return Relation(
        score,
        (*_listed(a_names_b, b_names_a), *both_ways, *_lexical(shared, b)),
        (*_listed(b_names_a, a_names_b), *both_ways, *_lexical(shared, a)),
    )


def _one_publisher(a: Article, b: Article) -> bool:
    """Whether both come from the same, known publisher."""
    return a.publisher is not None and a.publisher == b.publisher


def slot_names(slot: Slot, article: Article) -> bool:
    """Whether a listed line means this article: the same normalised headline, and times, where known, 36 hours apart
    at most."""
    if slot.key != article.key:
        return False
    return slot.time is None or article.published is None or abs(slot.time - article.published) <= LISTED_WINDOW_SECONDS


def either_names(a: Article, b: Article) -> bool:
    """Whether one's page lists the other's headline."""
    return bool(_named(a, b) or _named(b, a))


def _named(a: Article, b: Article) -> list[int]:
    return [slot.position for slot in a.slots if slot_names(slot, b)]


def _listed(names: list[int], named_by: list[int]) -> list[Reason]:
    listed = [Reason(kind="listed", position=position) for position in names]
    return [*listed, Reason(kind="listed_by")] if named_by else listed


def _both_ways(a: Article, b: Article, alike: int | None) -> list[Reason]:
    same_text = [_SAME_TEXT] if same_body(a.packed.fingerprint, b.packed.fingerprint) else []
    return [*same_text, _SEMANTIC] if alike is not None and alike >= ALIKE else same_text


def _lexical(shared: list[str], shown: Article) -> list[Reason]:
    """The shared terms as the article that is shown writes them."""
    return [Reason(kind="lexical", terms=shown.as_written(shared))] if shared else []


def _products(a: Article, b: Article) -> dict[str, int]:
    """What each shared term adds to the dot product of the signatures."""
    weights = _opened(a)
    return {term: weights[term] * weight for term, weight in zip(b.terms, b.weights, strict=True) if term in weights}


@lru_cache(maxsize=1)
def _opened(article: Article) -> Weights:
    """The signature of the article that many others are compared with, one after the other."""
    return article.signature


def _heaviest(products: dict[str, int]) -> list[str]:
    """The terms that tell most of a pair, heaviest first."""
    return [term for _, term in sorted((-product, term) for term, product in products.items())[:SHOWN_TERMS]]
