"""An article as grouping reads it."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from services.view.themes.star_clusters import FLOOR

_NUMBER = "i"
"""Of an `array`: 32 bits."""


class Numbers(dict[str, int]):
    """Small numbers for ids, so that links take eight bytes and are followed without a look-up for each."""

    def __missing__(self, article_id: str) -> int:
        number = self[article_id] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """`effective_us`: microseconds from 1970 UTC. `publisher` is what filters know it by, `publisher_name` what readers
    are shown. `copies`: ids of its copies. `number` and `links` (see `packed_links`) by the same `Numbers`."""

    id: str
    number: int
    effective_us: int
    headline: str
    publisher: str | None
    publisher_name: str | None
    language: str | None
    copies: tuple[str, ...]
    links: bytes


def packed_links(links: Iterable[tuple[str, int]], numbers: Numbers) -> bytes:
    """Of (id, score in thousandths) those that reach `FLOOR`: number and score, 32 bits each."""
    strong = ((numbers[article_id], score) for article_id, score in links if score >= FLOOR)
    return array(_NUMBER, chain.from_iterable(strong)).tobytes()
