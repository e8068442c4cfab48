"""Which observation of an article counts: the newest by (observed time, content hash), in any order of arrival."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from schemas.parsed_article import Version
from services.relatedness.article import Article

RETRACTED = "retracted"
"""Content hash of a retraction; sorts above every hex digest, so a retraction wins over content of the same instant."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a shard holds of one of its articles; `article` is None when it is retracted."""

    version: Version
    last_seen: datetime
    article: Article | None


class Verdict(Enum):
    STALE = auto()
    SEEN_AGAIN = auto()
    NEW = auto()


def judge(held: Held | None, version: Version) -> Verdict:
    """What an arriving version is to what is held.

    The same content seen again later changes nothing that readers see, but is remembered: an older version that
    arrives after it is stale.
    """
    if held is None:
        return Verdict.NEW
    if (version.observed_at, version.content_hash) <= (held.last_seen, held.version.content_hash):
        return Verdict.STALE
    return Verdict.SEEN_AGAIN if version.content_hash == held.version.content_hash else Verdict.NEW
