"""A document as a line of JSON or a row of CSV: its fields, and the message that they make."""

import base64
import binascii
import re
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.ingest import request_checks as checks
from services.ingest.raw_message import RawMessage, document_message, retraction_message

_CHARSET = re.compile(r';\s*charset\s*=\s*(?:"[^"]*"|[^\s;"]*)', re.I)


class BadLine(Exception):  # noqa: N818 - names what the line is
    """A line that is no document; the message says why and what to do."""


class DocumentLine(BaseModel):
    """One document, or with `retract` the retraction of one. A field that is not known is an error, not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    content: str | None = Field(default=None, description="the document as text")
    content_base64: str | None = Field(default=None, description="or its bytes in Base64 (RFC 4648, section 4)")
    content_type: str | None = Field(default=None, description="media type with charset; sniffed when it is not given")
    url: str | None = Field(default=None, description="the document's address; names the article, so give it")
    published: str | None = Field(default=None, description="hint: time (RFC 3339) or day of publication")
    publisher: str | None = Field(default=None, description="hint: the publisher's name")
    ce_id: str | None = Field(default=None, description="names this observation; computed when it is not given")
    ce_time: str | None = Field(default=None, description="when it was observed, RFC 3339")
    ce_source: str | None = Field(default=None, description="who sends it, a URI reference")
    retract: str | None = Field(default=None, description="instead of a content: the id of the article to retract")

    def message(self, *, observed_at: datetime, source: str, limit: int, media_type: str | None = None) -> RawMessage:
        """The record for articles.raw; time, source and media type count where the line gives none.

        Raises `BadLine` for a content of more than `limit` bytes, and for a field that is not what it should be.
        """
        try:
            observed_at = checks.checked_time(self.ce_time) or observed_at
            source = checks.checked_name("ce_source", self.ce_source) or source
            ce_id = checks.checked_name("ce_id", self.ce_id)
            if self.retract is not None:
                return self._retraction(observed_at, source, ce_id)
            return document_message(
                self._body(limit),
                observed_at=observed_at,
                source=source,
                url=checks.checked_url(self.url),
                ce_id=ce_id,
                content_type=self._media_type(media_type),
                published=checks.checked_published(self.published),
                publisher=checks.checked_name("publisher", self.publisher),
            )
        except checks.Refusal as refusal:
            raise BadLine(refusal.detail) from refusal

    def _retraction(self, observed_at: datetime, source: str, ce_id: str | None) -> RawMessage:
        if self.content is not None or self.content_base64 is not None:
            raise BadLine("it has both a content and retract: send one of them")
        article = checks.checked_article_id(self.retract or "")
        return retraction_message(article, observed_at=observed_at, source=source, ce_id=ce_id)

    def _body(self, limit: int) -> bytes:
        if self.content is not None and self.content_base64 is not None:
            raise BadLine("it has both content and content_base64: send one of them")
        if self.content_base64 is not None:
            try:
                body = base64.b64decode(self.content_base64, validate=True)
            except (binascii.Error, ValueError) as error:
                raise BadLine(f"content_base64 is not Base64 ({error})") from error
        else:
            body = (self.content or "").encode("utf-8", "replace")
        if not body:
            raise BadLine("it has no content: give content or content_base64, or retract with an article id")
        if len(body) > limit:
            raise BadLine(f"its content has more than {limit} bytes: send the page's text without its media")
        return body

    def _media_type(self, otherwise: str | None) -> str | None:
        """A text is sent as UTF-8, whatever charset its page was once in."""
        content_type = checks.checked_name("content_type", self.content_type) or otherwise
        if content_type is None or self.content is None:
            return content_type
        return _CHARSET.sub("", content_type) + "; charset=utf-8"


def document_line(line: bytes) -> DocumentLine:
    """Reads one line of JSON; raises `BadLine` that names every wrong field."""
    try:
        return DocumentLine.model_validate_json(line)
    except ValidationError as error:
        raise BadLine("; ".join(_said(dict(problem)) for problem in error.errors(include_input=False))) from error


def _said(problem: dict[str, object]) -> str:
    place = ".".join(map(str, problem["loc"])) if isinstance(problem["loc"], tuple) else ""
    if problem["type"] == "extra_forbidden":
        return f"{place[:100]!r} is no field: the fields are {', '.join(DocumentLine.model_fields)}"
    if problem["type"] == "json_invalid":
        return f"it is not one JSON object on one line ({problem['msg']})"
    return f"{place}: {problem['msg']}" if place else str(problem["msg"])
