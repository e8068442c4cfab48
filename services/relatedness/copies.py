"""Near-duplicates (syndicated copies): grouped under one representative, never deleted."""

from collections.abc import Sequence

from schemas.related_headlines import Card
from services.relatedness.article import epoch
from services.relatedness.fingerprint import is_near_duplicate
from services.relatedness.headline_key import headline_key

_DAY = 24 * 3600


def is_copy(a: Card, b: Card) -> bool:
    """Whether two articles are copies: the same canonical URL, nearly the same body, or the same normalised headline
    within a day. A property of the pair."""
    if a.canonical_url and a.canonical_url == b.canonical_url:
        return True
    if is_near_duplicate(a.fingerprint, b.fingerprint):
        return True
    if abs(epoch(a.effective_at) - epoch(b.effective_at)) > _DAY:
        return False
    key = headline_key(a.headline)
    return bool(key) and key == headline_key(b.headline)


def copy_groups(cards: Sequence[Card]) -> list[list[Card]]:
    """The connected components of `is_copy`, each with its earliest article (effective time, id) first."""
    group = list(range(len(cards)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i, card in enumerate(cards):
        for j in range(i):
            if root(i) != root(j) and is_copy(card, cards[j]):
                group[root(i)] = root(j)
    members: dict[int, list[Card]] = {}
    for i, card in enumerate(cards):
        members.setdefault(root(i), []).append(card)
    return [sorted(group, key=lambda card: (epoch(card.effective_at), card.id)) for group in members.values()]
