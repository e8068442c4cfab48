"""A raw document in; the article, the retraction or the reason for its refusal out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import HTML, TEXT, XHTML
from schemas.rejected import Rejection
from schemas.topics import DOCUMENT_LIMIT
from services.parser.charset import decode
from services.parser.document import RawDocument
from services.parser.fields import ArticleFields
from services.parser.html_page import read_html
from services.parser.html_tree import declares_entities
from services.parser.identify import Identity, identify
from services.parser.language import language_of_text
from services.parser.media_type import COMPRESSED, media_type
from services.parser.record import assemble
from services.parser.text_dump import read_text_dump

PARSER_VERSION = "1"

_READERS: dict[str, Callable[[str, str | None], ArticleFields]] = {
    TEXT: lambda text, _url: read_text_dump(text),
    HTML: read_html,
    XHTML: read_html,
}


@dataclass(frozen=True, slots=True)
class Retraction:
    """A null value: the article is gone since `observed_at`."""

    id: str
    observed_at: datetime


def parse(document: RawDocument) -> list[ParsedArticle | Retraction | Rejection]:
    """Everything one raw document holds, in its order; what is wrong with it is a `Rejection`, never an exception."""
    try:
        return [_parse(document)]
    except MemoryError:
        raise  # the worker tells it apart
    except Exception as error:  # noqa: BLE001 - a document costs one rejected record, whatever is wrong with it
        return [Rejection("parse", "the parser failed on this document; please report it", type(error).__name__)]


def _parse(document: RawDocument) -> ParsedArticle | Retraction | Rejection:
    identity = identify(document)
    if document.value is None:
        return _retraction(identity)
    if not document.value.strip():
        return Rejection("sniff", "the document is empty; a retraction is a null value")
    if len(document.value) > DOCUMENT_LIMIT:
        return Rejection("limit", f"the document has {len(document.value)} bytes; at most {DOCUMENT_LIMIT} are read")
    kind = media_type(identity.content_type, document.value)
    if kind.name in COMPRESSED:
        return Rejection("sniff", f"the bytes are compressed ({kind.name}); send the document itself")
    reader = _READERS.get(kind.name)
    if reader is None:
        return Rejection("sniff", f"media type {kind.name} is not read; send {', '.join(_READERS)}")
    decoded = decode(document.value, kind.charset, markup=kind.name != TEXT)
    if decoded is None:
        return Rejection("decode", "the bytes are not text in any charset that was declared or guessed")
    if kind.name != TEXT and declares_entities(decoded.text):
        return Rejection("parse", "the document declares entities of its own, which are not expanded; send it without")
    provenance = {"media_type": f"{kind.name} ({kind.source})", "charset": f"{decoded.charset} ({decoded.source})"}
    fields = _with_language(reader(decoded.text, identity.url))
    fields = replace(fields, provenance={**fields.provenance, **provenance})
    return assemble(fields, identity, document, PARSER_VERSION)


def _retraction(identity: Identity) -> Retraction | Rejection:
    if identity.id is None:
        return Rejection("identify", "a null value retracts, but names no article: set ce_subject, the key or ce_id")
    return Retraction(identity.id, identity.observed_at)


def _with_language(fields: ArticleFields) -> ArticleFields:
    if fields.language:
        return fields
    language = language_of_text("\n".join([fields.headline or "", fields.dek or "", *fields.body]))
    return replace(
        fields, language=language, provenance={**fields.provenance, **({"language": "text"} if language else {})}
    )
