"""A document as a line of JSON or a row of CSV: its fields, and the message that they make. Pure."""

import binascii
import re
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.ingest import request_checks as checks
from services.ingest.raw_message import RawMessage, document_message, retraction_message
from services.ingest.request_checks import Refusal

CONTENT = ("content", "content_base64", "retract")
_TEXT_LIMIT = 8192
_MESSAGE_LIMIT = 300
_CHARSET = re.compile(r';\s*charset\s*=\s*(?:"[^"]*"|[^\s;"]*)', re.I)

Text = str | None


class DocumentLine(BaseModel):
    """One document, or the retraction of one: exactly one of `content`, `content_base64` and `retract`. A field that is
    not known is an error, not passed over."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: Text = Field(default=None, description="the document as text; stored as UTF-8")
    content_base64: Text = Field(default=None, description="the document's bytes, base64 (RFC 4648, section 4)")
    retract: Text = Field(
        default=None,
        description="the id of an article to retract, as its receipt gave it",
        examples=["5f4dcc3b5aa765d61d8327deb882cf99"],
    )
    content_type: Text = Field(
        default=None,
        max_length=_TEXT_LIMIT,
        description="media type; with charset for bytes, a text is UTF-8 whatever its page once was",
        examples=["text/html"],
    )
    url: Text = Field(default=None, description="as in POST /v1/documents", examples=["https://gazette.example/ferry"])
    published: Text = Field(default=None, examples=["2031-02-03"])
    publisher: Text = Field(default=None, examples=["Harbour Gazette"])
    ce_id: Text = None
    ce_time: Text = Field(default=None, examples=["2031-02-03T04:10:00Z"])
    ce_source: Text = None

    def message(self, *, observed_at: datetime, source: str, limit: int, media_type: str | None = None) -> RawMessage:
        """The record for articles.raw; time, source and media type count where the line gives none.

        Raises `Refusal` for a content of more than `limit` bytes, and for a field that is not what it should be.
        """
        given = [name for name in CONTENT if getattr(self, name) is not None]
        if len(given) != 1:
            raise Refusal(422, "bad-line", f"a document has exactly one of {', '.join(CONTENT)}; this has {len(given)}")
        observed_at = checks.checked_time(self.ce_time) or observed_at
        source = checks.checked_name("ce_source", self.ce_source) or source
        ce_id = checks.checked_name("ce_id", self.ce_id)
        if self.retract is not None:
            article = checks.checked_article_id(self.retract)
            return retraction_message(article, observed_at=observed_at, source=source, ce_id=ce_id)
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

    def _body(self, limit: int) -> bytes:
        if self.content is not None:
            body = self.content.encode()
        else:
            try:
                body = binascii.a2b_base64(self.content_base64 or "", strict_mode=True)
            except ValueError as error:
                raise Refusal(
                    422, "bad-base64", "content_base64 is not base64 with its padding: encode the bytes anew (RFC 4648)"
                ) from error
        if len(body) > limit:
            raise checks.too_large(limit)
        if not body:
            raise Refusal(422, "empty-document", "its content is empty: leave it out, or retract its article")
        return body

    def _media_type(self, otherwise: str | None) -> str | None:
        content_type = (self.content_type or "").strip() or otherwise
        if content_type is None or self.content is None:
            return content_type
        return _CHARSET.sub("", content_type) + "; charset=utf-8"


def document_line(line: bytes) -> DocumentLine:
    """Reads one line of JSON; raises `Refusal` that names the first wrong field."""
    try:
        return DocumentLine.model_validate_json(line)
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise Refusal(400, "bad-json", f"the line is no JSON object: {first['msg']}"[:_MESSAGE_LIMIT]) from error
        place = ".".join(map(str, first["loc"]))[:100]
        if first["type"] == "extra_forbidden":
            said = f"{place!r} is no field: the fields are {', '.join(DocumentLine.model_fields)}"
        else:
            said = f"{place or 'the line'}: {first['msg']}"
        raise Refusal(422, "bad-line", said[:_MESSAGE_LIMIT]) from error


def line_limit(document_limit: int) -> int:
    """Bytes of a line: room for a document of which every character is escaped (`\\u00e9` for two bytes)."""
    return 3 * document_limit + 65_536
