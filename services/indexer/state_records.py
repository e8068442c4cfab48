"""What a shard writes to remember, and reads back: one record an article on indexer.signatures."""

from schemas.indexer_signatures import ArticleSignature
from services.indexer.newest import Held
from services.relatedness.pair_score import SCORER
from services.runtime.halt import MustHaltError
from services.runtime.shard_records import InputRecord


class UnreadableStateError(MustHaltError):
    """A state record is not what this version writes; the message names it and the remedy.

    To go on without it would be inexact, and a restart reads the same record again.
    """

    def __init__(self, record: InputRecord, why: str) -> None:
        super().__init__(
            f"state cannot be read back: {record.topic.name} partition {record.partition} offset {record.offset} {why}"
        )


def signature_of(article_id: str, held: Held) -> ArticleSignature:
    """The record of what is held of an article."""
    return ArticleSignature(
        id=article_id,
        version=held.version,
        last_seen=held.last_seen,
        features=held.article.features if held.article else None,
        scorer=SCORER,
    )


def check_state(record: InputRecord, scorer: str, article_id: str, home: int) -> None:
    """Refuses state of another scorer, since a mixture would be inexact, and what no shard writes in this place;
    `home` is the partition of the record's article."""
    if scorer != SCORER:
        raise UnreadableStateError(
            record,
            f"was made by scorer {scorer[:20]!r}, this is scorer {SCORER!r}: run the version that made it, "
            "or rebuild under a new THEMEWIRE_TOPIC_PREFIX",
        )
    if (record.key, record.partition) != (article_id.encode(), home):
        raise not_ours(record)


def not_ours(record: InputRecord) -> UnreadableStateError:
    """The error of a record that the indexer did not write."""
    return UnreadableStateError(
        record,
        "is not a record of the indexer: something else wrote to the topic; take its right to write away and rebuild "
        "under a new THEMEWIRE_TOPIC_PREFIX, or produce a null value with the same key to the same partition, when no "
        "article has that key",
    )
