"""The load's documents come out of the parser as the history has them."""

import hashlib
from typing import Any

from schemas.rejected import Rejection
from services.parser.document import RawDocument
from services.parser.parse import Retraction, parse
from services.relatedness.article import Article
from services.relatedness.recompute import recompute
from tests.faults.history import Poison, Sent
from tests.faults.invented_articles import IN_A_THEME, THEMES_AT_ONCE, content_of
from tests.faults.load import Document, Documents


def parsed(document: Document) -> Any:
    """What the parser makes of a document of the load."""
    sent = document.sent
    raw = RawDocument(
        value=document.body,
        key=sent.article_id.encode() if isinstance(sent, Sent) else None,
        headers=(
            ("ce_time", document.observed_at.isoformat().encode()),
            ("ce_subject", (document.url or "").encode()),
            ("content-type", (document.media_type or "").encode()),
        ),
        topic="articles.raw",
        partition=0,
        offset=0,
        timestamp_ms=0,
    )
    (result,) = parse(raw)
    return result


def test_the_load_is_what_it_says() -> None:
    """Also in its shares."""
    documents = Documents()
    kinds = {"article": 0, "correction": 0, "retraction": 0, "poison": 0}
    seen: set[str] = set()
    for _ in range(300):
        document = documents.next()
        result, sent = parsed(document), document.sent
        if isinstance(sent, Poison):
            assert isinstance(result, Rejection), document
            assert sent.digest == hashlib.sha256(document.body or b"").hexdigest()
            kinds["poison"] += 1
        elif sent.content is None:
            assert result == Retraction(sent.article_id, sent.observed_at)
            kinds["retraction"] += 1
        else:
            assert (result.id, result.version.observed_at) == (sent.article_id, sent.observed_at)
            assert content_of(result.headline, result.body) == sent.content
            kinds["correction" if sent.article_id in seen else "article"] += 1
            seen.add(sent.article_id)
    assert kinds == {"article": 279, "correction": 15, "retraction": 3, "poison": 3}


def test_a_list_of_related_headlines_is_neither_empty_nor_huge() -> None:
    documents = Documents()
    sent = [documents.next(new=True) for _ in range(THEMES_AT_ONCE * IN_A_THEME)]
    lengths = [len(view.related) for view in recompute(Article.of(parsed(document)) for document in sent)]
    assert min(lengths) >= IN_A_THEME - 1
    assert max(lengths) <= 2 * IN_A_THEME
