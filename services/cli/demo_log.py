"""What the log already has of the demo's documents, and what the indexer made of them."""

from dataclasses import dataclass, field

from schemas.raw_document import CE_ID
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import ARTICLES_RAW, HEADLINES_RELATED
from services.runtime.settings import Settings
from services.runtime.whole_topic import newest_values, read_whole


@dataclass(slots=True)
class OnTheLog:
    """The ce_ids on `articles.raw`, and the article ids whose newest record there is a retraction."""

    ce_ids: set[str] = field(default_factory=set)
    retracted: set[str] = field(default_factory=set)

    def take(self, key: bytes | None, value: bytes | None, headers: dict[str, bytes]) -> None:
        """Takes one record, each partition's in order."""
        if ce_id := headers.get(CE_ID):
            self.ce_ids.add(ce_id.decode("utf-8", "replace"))
        article = (key or b"").decode("utf-8", "replace")
        if value is None:
            self.retracted.add(article)
        else:
            self.retracted.discard(article)


async def read_log(settings: Settings) -> OnTheLog:
    """Reads all of `articles.raw`; it keeps 7 days."""
    found = OnTheLog()
    async for record in read_whole(settings, ARTICLES_RAW):
        found.take(record.key, record.value, dict(record.headers))
    return found


async def read_views(settings: Settings) -> dict[str, RelatedHeadlines]:
    """Every view on `headlines.related`, keyed by article id."""
    values = await newest_values(settings, HEADLINES_RELATED)
    return {key.decode(): RelatedHeadlines.from_bytes(value) for key, value in values.items()}
