"""How a reader names what is traced: an article's id, or where a receipt says that the document stands."""

import re
from typing import NamedTuple

from schemas.topics import ARTICLES_RAW

_PLACE = re.compile(r"(?:([A-Za-z0-9._-]{1,249})[:/])?([0-9]{1,9})[:/-]([0-9]{1,18})", re.ASCII)


class Place(NamedTuple):
    """A record on the log; `topic` as the broker names it."""

    topic: str
    partition: int
    offset: int


def place_in(text: str, raw_topic: str) -> Place | None:
    """The place that a text names: `topic:partition:offset` or `partition-offset`; None when it names an article.

    The topic of a receipt is `raw_topic`, with or without this system's prefix; other topics hold no documents.
    """
    match = _PLACE.fullmatch(text)
    if match is None or match[1] not in (None, raw_topic, ARTICLES_RAW.name):
        return None
    return Place(raw_topic, int(match[2]), int(match[3]))
