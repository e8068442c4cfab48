"""Which observation of an article counts: the newest by (observed time, content hash), in any order of arrival."""

from datetime import datetime
from enum import Enum, auto

from schemas.parsed_article import Version
from services.relatedness.article import Article

RETRACTED = "retracted"
"""Content hash of a retraction; sorts above every hex digest, so a retraction wins over content of the same instant."""


class Held:
    """What a shard holds of one of its articles; `article` is None when it is retracted."""

    __slots__ = ("_content_hash", "_observed_at", "article", "last_seen")

    def __init__(self, version: Version, last_seen: datetime, article: Article | None) -> None:
        self._observed_at = version.observed_at
        self._content_hash = article.packed.content_hash if article else version.content_hash
        self.last_seen = self._observed_at if last_seen == version.observed_at else last_seen
        self.article = article

    @property
    def version(self) -> Version:
        """Made anew."""
        return Version(observed_at=self._observed_at, content_hash=self._content_hash)


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
