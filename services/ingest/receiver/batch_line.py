"""One line of a batch: a document, or the retraction of an article. Pure."""

import binascii
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.ingest.raw_message import RawMessage, retraction_message
from services.ingest.receiver.document_fields import checked
from services.ingest.request_checks import Refusal, checked_article_id, checked_body, too_large

CONTENT = ("content", "content_base64", "retract")
TEXT_LIMIT = 8192
MESSAGE_LIMIT = 200

Text = str | None


class BatchLine(BaseModel):
    """What a line may say; exactly one of `content`, `content_base64` and `retract`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: Text = Field(default=None, description="the document as text; stored as UTF-8")
    content_base64: Text = Field(default=None, description="the document's bytes, base64 (RFC 4648, section 4)")
    retract: Text = Field(
        default=None,
        description="the id of an article to retract, as its receipt gave it",
        examples=["5f4dcc3b5aa765d61d8327deb882cf99"],
    )
    content_type: Text = Field(default=None, max_length=TEXT_LIMIT, examples=["text/html"])
    url: Text = Field(default=None, description="as in POST /v1/documents", examples=["https://gazette.example/ferry"])
    published: Text = Field(default=None, examples=["2031-02-03"])
    publisher: Text = Field(default=None, examples=["Harbour Gazette"])
    ce_id: Text = None
    ce_time: Text = Field(default=None, examples=["2031-02-03T04:10:00Z"])
    ce_source: Text = None


def message_of(text: bytes, *, document_limit: int) -> RawMessage:
    """The record that a line becomes; raises `Refusal` that says what is wrong with the line."""
    line = _parsed(text)
    given = [name for name in CONTENT if getattr(line, name) is not None]
    if len(given) != 1:
        raise Refusal(422, "bad-line", f"a line has exactly one of {', '.join(CONTENT)}; this one has {len(given)}")
    if line.retract is not None:
        return _retraction(line, line.retract)
    body = _body(line)
    if len(body) > document_limit:
        raise too_large(document_limit)
    texts = _texts(line, ("url", "published", "publisher", "ce_id", "ce_time", "ce_source"))
    if content_type := _content_type(line):
        texts["content_type"] = content_type
    return checked(texts).message(checked_body(body))


def line_limit(document_limit: int) -> int:
    """Bytes of a line: room for a document of which every character is escaped (`\\u00e9` for two bytes)."""
    return 3 * document_limit + 65_536


def _parsed(text: bytes) -> BatchLine:
    try:
        return BatchLine.model_validate_json(text)
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise Refusal(400, "bad-json", f"the line is no JSON object: {first['msg']}"[:MESSAGE_LIMIT]) from error
        place = ".".join(map(str, first["loc"]))[:100]
        raise Refusal(422, "bad-line", f"{place or 'the line'}: {first['msg']}"[:MESSAGE_LIMIT]) from error


def _body(line: BatchLine) -> bytes:
    if line.content is not None:
        return line.content.encode("utf-8")
    try:
        return binascii.a2b_base64(line.content_base64 or "", strict_mode=True)
    except ValueError as error:
        raise Refusal(
            422, "bad-base64", "content_base64 is not base64 with its padding: encode the bytes anew (RFC 4648)"
        ) from error


def _content_type(line: BatchLine) -> str | None:
    """Text is stored as UTF-8, so its media type says so; that of bytes stays as it is."""
    if line.content_type is None or line.content is None:
        return line.content_type
    media_type, *parameters = (part.strip() for part in line.content_type.split(";"))
    charsets = [p.partition("=")[2].strip(' "').lower() for p in parameters if p.lower().startswith("charset")]
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Refusal(
            422,
            "bad-charset",
            "content is text and is stored as UTF-8, content_type says another charset: leave the charset out, or"
            " send the bytes as content_base64",
        )
    return line.content_type if charsets or not media_type else f"{line.content_type}; charset=utf-8"


def _retraction(line: BatchLine, article: str) -> RawMessage:
    said = checked(_texts(line, ("ce_id", "ce_time", "ce_source")))
    return retraction_message(
        checked_article_id(article), observed_at=said.observed_at, source=said.source, ce_id=said.ce_id
    )


def _texts(line: BatchLine, names: tuple[str, ...]) -> dict[str, str]:
    return {name: text for name in names if (text := getattr(line, name))}
