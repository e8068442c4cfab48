"""Records that come to a view one after another, so that its live changes have somewhere to go on from."""

from collections.abc import Sequence

from schemas.related_headlines import RelatedHeadlines
from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.view.resume import Mark
from services.view.rows import change
from services.view.store import Store
from tests.unit.view.example_records import Produced


def read(store: Store, *records: RelatedHeadlines, retracted: Sequence[str] = ()) -> None:
    """Takes records, then null values for `retracted` ids; without any, the view has read the whole log, which is
    empty."""
    produced = [Produced(record.article.id.encode(), record.to_bytes()) for record in records]
    produced += [Produced(article_id.encode(), None) for article_id in retracted]
    changes = [change(record) for record in produced]
    next_offset = max((record.offset for record in produced), default=-1) + 1
    store.save(changes, {(topic.name, 0): Mark(next_offset) for topic in (HEADLINES_RELATED, ARTICLES_CURRENT)})
