"""Near-duplicates (syndicated copies): grouped under one representative, never deleted."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from schemas.related_headlines import Card
from services.relatedness.article import epoch
from services.relatedness.fingerprint import near_duplicates
from services.relatedness.headline_key import headline_key

_DAY = 24 * 3600


def is_copy(a: Card, b: Card) -> bool:
    """Whether two articles are copies: the same canonical URL, nearly the same body, or the same normalised headline
    within a day. A property of the pair."""
    return any(_copies([a, b]))


def copy_groups(cards: Sequence[Card]) -> list[list[Card]]:
    """The connected components of `is_copy`, each with its earliest article (effective time, id) first."""
    group = list(range(len(cards)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i, j in _copies(cards):
        group[root(i)] = root(j)
    members: dict[int, list[Card]] = {}
    for i, card in enumerate(cards):
        members.setdefault(root(i), []).append(card)
    return [sorted(copies, key=lambda card: (epoch(card.effective_at), card.id)) for copies in members.values()]


def _copies(cards: Sequence[Card]) -> Iterator[tuple[int, int]]:
    """The pairs of places that are copies, some more than once."""
    yield from near_duplicates([card.fingerprint for card in cards])
    by_url: defaultdict[str, list[int]] = defaultdict(list)
    by_headline: defaultdict[str, list[int]] = defaultdict(list)
    for place, card in enumerate(cards):
        by_url[card.canonical_url or ""].append(place)
        by_headline[headline_key(card.headline)].append(place)
    for url, places in by_url.items():
        yield from combinations(places, 2) if url else ()
    for key, places in by_headline.items():
        for i, j in combinations(places, 2) if key else ():
            if abs(epoch(cards[i].effective_at) - epoch(cards[j].effective_at)) <= _DAY:
                yield i, j
