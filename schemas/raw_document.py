"""`articles.raw`: any bytes that may be an article. The value is untouched; what is known about it sits in headers.

Headers follow the CloudEvents 1.0 Kafka binding, binary content mode; every one is optional.
"""

from typing import Literal

from pydantic import Field

from schemas.record import Instant, Record

CE_SPECVERSION = "ce_specversion"
CE_ID = "ce_id"
CE_SOURCE = "ce_source"
CE_TYPE = "ce_type"
CE_TIME = "ce_time"
CE_SUBJECT = "ce_subject"
CONTENT_TYPE = "content-type"
HINT_PUBLISHED = "themewire-published"
HINT_PUBLISHER = "themewire-publisher"

OBSERVED = "themewire.article.observed"
RETRACTED = "themewire.article.retracted"

TEXT = "text/plain"
HTML = "text/html"
XHTML = "application/xhtml+xml"
FEED_ITEM = "application/feed+json"
RSS = "application/rss+xml"
ATOM = "application/atom+xml"
MEDIA_TYPES = (TEXT, HTML, XHTML, FEED_ITEM, RSS, ATOM)

Headers = list[tuple[str, bytes]]


class RawDocumentHeaders(Record):
    """The headers' texts (UTF-8) as a contract for producers."""

    specversion: Literal["1.0"] | None = Field(default=None, alias=CE_SPECVERSION)
    id: str | None = Field(default=None, alias=CE_ID, min_length=1, description="the same for the same observation")
    source: str | None = Field(default=None, alias=CE_SOURCE, min_length=1, description="who sent it, a URI reference")
    type: Literal["themewire.article.observed", "themewire.article.retracted"] | None = Field(
        default=None, alias=CE_TYPE, description="retracted comes with a null value"
    )
    time: Instant | None = Field(default=None, alias=CE_TIME, description="when these bytes were observed, RFC 3339")
    subject: str | None = Field(
        default=None, alias=CE_SUBJECT, min_length=1, description="the document's URL; names the article"
    )
    content_type: str | None = Field(
        default=None, alias=CONTENT_TYPE, description="media type with charset; sniffed when it is not given"
    )
    published: str | None = Field(default=None, alias=HINT_PUBLISHED, description="hint: the time of publication")
    publisher: str | None = Field(default=None, alias=HINT_PUBLISHER, description="hint: the publisher's name")
