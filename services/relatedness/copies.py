"""Near-duplicates (syndicated copies): grouped under one representative, never deleted."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from services.relatedness.fingerprint import near_duplicates
from services.relatedness.headline_key import headline_key
from services.relatedness.packed_card import Shown

_DAY = 24 * 3600
AnyCard = TypeVar("AnyCard", bound=Shown)


def is_copy(a: Shown, b: Shown) -> bool:
    """Whether two articles are copies: the same canonical URL, nearly the same body, or the same normalised headline
    within a day. A property of the pair."""
    return any(_copies([a, b]))


def copy_groups(cards: Sequence[AnyCard]) -> list[list[AnyCard]]:
    """The connected components of `is_copy`, each with its earliest article (effective time, id) first."""
    group = list(range(len(cards)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i, j in _copies(cards):
        group[root(i)] = root(j)
    members: dict[int, list[AnyCard]] = {}
    for i, card in enumerate(cards):
        members.setdefault(root(i), []).append(card)
    return [sorted(copies, key=_earliest) if len(copies) > 1 else copies for copies in members.values()]


def _earliest(card: Shown) -> tuple[int, str]:
    return card.effective, card.id


def _copies(cards: Sequence[Shown]) -> Iterator[tuple[int, int]]:
    """The pairs of places that are copies, some more than once."""
    yield from near_duplicates([card.fingerprint for card in cards])
    yield from _same([card.canonical_url for card in cards])
    for i, j in _same([headline_key(card.headline) for card in cards]):
        if abs(cards[i].effective - cards[j].effective) <= _DAY:
            yield i, j


def _same(values: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """The pairs of places with the same value; None and an empty one are like no other."""
    said = [value for value in values if value]
    if len(set(said)) == len(said):
        return
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        if value:
            places[value].append(place)
    for alike in places.values():
        yield from combinations(alike, 2)
