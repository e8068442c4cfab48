"""A raw document in; its article or, of a feed, its articles, the retraction or the reason for a refusal out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import ATOM, FEED_ITEM, HTML, RSS, TEXT, XHTML
from schemas.rejected import Rejection
from schemas.topics import DOCUMENT_LIMIT
from services.parser.charset import decode
from services.parser.document import RawDocument
from services.parser.feed_articles import feed_articles
from services.parser.feed_item import Feed
from services.parser.fields import ArticleFields
from services.parser.html_page import read_html
from services.parser.html_tree import declares_entities
from services.parser.identify import Identity, identify
from services.parser.json_feed import read_json_feed
from services.parser.language import language_of_text
from services.parser.media_type import COMPRESSED, media_type
from services.parser.mojibake import repaired
from services.parser.record import assemble
from services.parser.text_dump import read_text_dump
from services.parser.xml_feed import read_xml_feed

PARSER_VERSION = "2"

_PAGES: dict[str, Callable[[str, str | None], ArticleFields]] = {
    TEXT: lambda text, _url: read_text_dump(text),
    HTML: read_html,
    XHTML: read_html,
}
_FEEDS: dict[str, Callable[[str, str | None], Feed | Rejection]] = {
    FEED_ITEM: lambda text, _url: read_json_feed(text),
    RSS: read_xml_feed,
    ATOM: read_xml_feed,
}


@dataclass(frozen=True, slots=True)
class Retraction:
    """A null value: the article is gone since `observed_at`."""

    id: str
    observed_at: datetime


def parse(document: RawDocument) -> list[ParsedArticle | Retraction | Rejection]:
    """Everything one raw document holds, in its order; what is wrong with it is a `Rejection`, never an exception."""
    try:
        return _parse(document)
    except MemoryError:
        raise  # the worker tells it apart
    except Exception as error:  # noqa: BLE001 - a document costs one rejected record, whatever is wrong with it
        return [Rejection("parse", "the parser failed on this document; please report it", type(error).__name__)]


def _parse(document: RawDocument) -> list[ParsedArticle | Retraction | Rejection]:
    identity = identify(document)
    if document.value is None:
        return [_retraction(identity)]
    read = _read(document.value, identity)
    if isinstance(read, Rejection):
        return [read]
    kind, text, provenance = read

    def finish(fields: ArticleFields, named: Identity) -> ParsedArticle | Rejection:
        fields = _with_language(fields)
        fields = replace(fields, provenance={**fields.provenance, **provenance})
        return assemble(fields, named, document, PARSER_VERSION)

    if kind in _PAGES:
        return [finish(_PAGES[kind](text, identity.url), identity)]
    feed = _FEEDS[kind](text, identity.url)
    return [feed] if isinstance(feed, Rejection) else [*feed_articles(feed, identity, finish)]


def _read(value: bytes, identity: Identity) -> tuple[str, str, dict[str, str]] | Rejection:
    """The document's media type, its text, and how both were found."""
    if not value.strip():
        return Rejection("sniff", "the document is empty; a retraction is a null value")
    if len(value) > DOCUMENT_LIMIT:
        return Rejection("limit", f"the document has {len(value)} bytes; at most {DOCUMENT_LIMIT} are read")
    kind = media_type(identity.content_type, value)
    if kind.name in COMPRESSED:
        return Rejection("sniff", f"the bytes are compressed ({kind.name}); send the document itself")
    if kind.name not in _PAGES and kind.name not in _FEEDS:
        return Rejection("sniff", f"media type {kind.name} is not read; send {', '.join([*_PAGES, *_FEEDS])}")
    decoded = decode(value, kind.charset, markup=kind.name != TEXT)
    if decoded is None:
        return Rejection("decode", "the bytes are not text in any charset that was declared or guessed")
    if kind.name != TEXT and declares_entities(decoded.text):
        return Rejection("parse", "the document declares entities of its own, which are not expanded; send it without")
    text = repaired(decoded.text)
    mended = "" if text is decoded.text else ", read twice and repaired"
    charset = f"{decoded.charset} ({decoded.source}{mended})"
    return kind.name, text, {"media_type": f"{kind.name} ({kind.source})", "charset": charset}


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
