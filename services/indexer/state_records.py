"""What a shard writes to remember, and reads back: one record an article on indexer.signatures."""

from schemas.indexer_signatures import ArticleSignature
from schemas.related_headlines import RelatedHeadlines
from services.indexer.newest import Held
from services.relatedness.article import Article
from services.relatedness.pair_score import SCORER


class UnreadableStateError(Exception):
    """A state record is not what this version writes; the message names it and the remedy."""


def signature_of(article_id: str, held: Held) -> ArticleSignature:
    """The record of what is held of an article."""
    return ArticleSignature(
        id=article_id,
        version=held.version,
        last_seen=held.last_seen,
        features=held.article.features if held.article else None,
        scorer=SCORER,
    )


def held_of(record: ArticleSignature) -> Held:
    """What the record says is held of its article."""
    article = Article.from_features(record.features) if record.features else None
    return Held(record.version, record.last_seen, article)


def check_scorer(record: ArticleSignature | RelatedHeadlines) -> None:
    """Refuses state of another scorer: a mixture would be inexact."""
    if record.scorer != SCORER:
        raise UnreadableStateError(
            f"the index was made by scorer {record.scorer!r}, this is scorer {SCORER!r}: run the version that made it, "
            "or rebuild under a new THEMEWIRE_TOPIC_PREFIX"
        )
