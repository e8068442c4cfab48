"""The record that a document becomes on articles.raw: its bytes untouched, what is known about it in headers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from schemas import raw_document as raw
from schemas.article_id import article_id

SOURCE_HTTP = "/themewire/ingest"
"""`ce_source` of documents that came by HTTP and do not say who sent them."""


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One record for articles.raw, keyed by `article_id`; `value` None retracts the article."""

    article_id: str
    ce_id: str
    value: bytes | None
    headers: raw.Headers

    @property
    def key(self) -> bytes:
        return self.article_id.encode("ascii")

    @property
    def size(self) -> int:
        """Bytes of the value."""
        return len(self.value or b"")


def document_message(
    body: bytes,
    *,
    observed_at: datetime,
    source: str,
    url: str | None = None,
    ce_id: str | None = None,
    content_type: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    article: str | None = None,
) -> RawMessage:
    """A document as observed at `observed_at` (with offset).

    Without `ce_id` it is computed from content and URL, so that the same document sent twice has the same one.
    Without `url` the id `article`, if there is one, names the article by the record's key, else the ce_id does: a
    corrected text is then another article. Raises ValueError when `url` names another article than `article`.
    """
    ce_id = ce_id or stable_ce_id(body, url or article)
    named = article_id(subject=url, key=article, ce_id=ce_id)
    if named is None:
        raise ValueError("a document needs a ce_id that is not empty")
    if article not in (None, named):
        raise ValueError(f"the URL names article {named}, not {article}")
    headers = _headers(
        (raw.CE_SPECVERSION, "1.0"),
        (raw.CE_ID, ce_id),
        (raw.CE_SOURCE, source),
        (raw.CE_TYPE, raw.OBSERVED),
        (raw.CE_TIME, observed_at.isoformat()),
        (raw.CE_SUBJECT, url),
        (raw.CONTENT_TYPE, content_type),
        (raw.HINT_PUBLISHED, published),
        (raw.HINT_PUBLISHER, publisher),
    )
    return RawMessage(named, ce_id, body, headers)


def retraction_message(article: str, *, observed_at: datetime, source: str, ce_id: str | None = None) -> RawMessage:
    """The retraction of the article with this id, as of `observed_at` (with offset)."""
    ce_id = ce_id or hashlib.sha256(f"{raw.RETRACTED}\n{article}\n{observed_at.isoformat()}".encode()).hexdigest()
    headers = _headers(
        (raw.CE_SPECVERSION, "1.0"),
        (raw.CE_ID, ce_id),
        (raw.CE_SOURCE, source),
        (raw.CE_TYPE, raw.RETRACTED),
        (raw.CE_TIME, observed_at.isoformat()),
    )
    return RawMessage(article, ce_id, None, headers)


def stable_ce_id(body: bytes, url: str | None) -> str:
    """SHA-256 over URL and content, hex. Two fields of known bounds: the URL ends at its first line feed."""
    digest = hashlib.sha256((url or "").encode("utf-8", "replace"))
    digest.update(b"\n")
    digest.update(body)
    return digest.hexdigest()


def _headers(*fields: tuple[str, str | None]) -> raw.Headers:
    return [(name, text.encode("utf-8", "replace")) for name, text in fields if text]
