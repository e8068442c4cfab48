"""Fields and identity together: the record, with its id, version and effective time (DESIGN 2)."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import orjson

from schemas.article_id import article_id_from_content
from schemas.parsed_article import LISTED_LIMIT, ParsedArticle, Published, Publisher, Source, Version
from schemas.rejected import Rejection
from schemas.topics import ARTICLES_PARSED, MIB
from services.parser.dates import read_date
from services.parser.document import RawDocument
from services.parser.fields import ArticleFields, Found, first_found
from services.parser.identify import Identity
from services.parser.plain_text import cut
from services.relatedness.fingerprint import fingerprint
from services.relatedness.headline_key import headline_key

HEADLINE_LIMIT = 400
DEK_LIMIT = 2000
NAME_LIMIT = 200
NAMES_LIMIT = 50
URL_LIMIT = 2000
"""Characters, or entries of a list: what any page needs, so that no record outgrows its topic."""

_CONTENT = [
    "headline",
    "dek",
    "body",
    "authors",
    "published",
    "modified",
    "url",
    "canonical_url",
    "publisher",
    "language",
    "topics",
    "listed",
]
_BODY_LIMIT = ARTICLES_PARSED.message_limit - MIB


def assemble(
    fields: ArticleFields, identity: Identity, document: RawDocument, parser_version: str
) -> ParsedArticle | Rejection:
    """The record; a rejection when no headline was found or the record is too large for its topic."""
    if not fields.headline or not headline_key(fields.headline):
        return Rejection("parse", "no headline was found in the document")
    if _size(fields.body) > _BODY_LIMIT:
        return Rejection("limit", f"the article's text is over {_BODY_LIMIT} bytes as JSON")
    headline = cut(fields.headline, HEADLINE_LIMIT)
    published = _published(fields, identity)
    when = published.value if published else None
    publisher = first_found([(fields.provenance.get("publisher", ""), fields.publisher), _hint(identity)])
    url = identity.url if identity.url and len(identity.url) <= URL_LIMIT else None
    canonical = fields.canonical_url if fields.canonical_url and len(fields.canonical_url) <= URL_LIMIT else None
    mark = fingerprint(list(fields.body))
    content = {
        "headline": headline,
        "dek": cut(fields.dek, DEK_LIMIT) if fields.dek else None,
        "body": list(fields.body),
        "authors": _names(fields.authors),
        "published": when,
        "modified": fields.modified,
        "url": url or canonical,
        "canonical_url": canonical,
        "publisher": Publisher(
            name=cut(publisher.value, NAME_LIMIT) if publisher else None, domain=_domain(url or canonical)
        ),
        "language": fields.language,
        "topics": _names(fields.topics),
        "listed": list(fields.listed[:LISTED_LIMIT]),
    }
    record = ParsedArticle.model_validate(
        {
            **content,
            "id": identity.id or _content_id(headline, when),
            "version": Version(observed_at=identity.observed_at, content_hash=""),
            "effective_at": effective_at(when, identity.observed_at),
            "fingerprint": mark,
            "provenance": _provenance(fields, identity, published, publisher, url or canonical),
            "source": Source(
                topic=document.topic, partition=document.partition, offset=document.offset, ce_id=identity.ce_id
            ),
            "parser_version": parser_version,
        }
    )
    version = Version(observed_at=identity.observed_at, content_hash=content_hash(record))
    return record.model_copy(update={"version": version})


def _size(body: tuple[str, ...]) -> int:
    """Bytes as JSON; counted only where it may be too much, as no character takes more than six."""
    most = 6 * sum(map(len, body))
    return sum(len(orjson.dumps(paragraph)) for paragraph in body) if most > _BODY_LIMIT else most


def content_hash(record: ParsedArticle) -> str:
    """32 hex digits of SHA-256 over what the article says: not over when, how or from where it was read."""
    content = record.model_dump(mode="json", include=set(_CONTENT))
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def effective_at(published: Published | None, observed_at: datetime) -> datetime:
    """The earlier of published and observed; observed when nothing is known."""
    return min(published.at, observed_at) if published else observed_at


def _published(fields: ArticleFields, identity: Identity) -> Found[Published] | None:
    """The page's own time; the producer's hint where the page gives none, or only the day of it."""
    own = fields.published
    hint = read_date(identity.published_hint) if identity.published_hint else None
    if hint and (not own or (own.precision == "day" and hint.precision == "instant" and _near(own, hint))):
        return Found(hint, "themewire-published")
    return Found(own, fields.provenance.get("published", "")) if own else None


def _near(day: Published, instant: Published) -> bool:
    return abs((day.at - instant.at).total_seconds()) <= 36 * 3600


def _hint(identity: Identity) -> tuple[str, str | None]:
    return "themewire-publisher", identity.publisher_hint


def _names(values: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(cut(value, NAME_LIMIT) for value in values))[:NAMES_LIMIT]


def _content_id(headline: str, published: Published | None) -> str:
    return article_id_from_content(
        headline_key(headline), published.at.astimezone(UTC).isoformat() if published else None
    )


def _domain(url: str | None) -> str | None:
    """The host without `www.`; None for no URL or a broken one."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _provenance(
    fields: ArticleFields,
    identity: Identity,
    published: Found[Published] | None,
    publisher: Found[str] | None,
    url: str | None,
) -> dict[str, str]:
    provenance = {**fields.provenance, "observed_at": identity.observed_from}
    provenance["id"] = identity.id_from if identity.id else "headline and published time"
    if published:
        provenance["published"] = published.source
    if publisher:
        provenance["publisher"] = publisher.source
    if url:
        provenance["url"] = identity.url_from if url == identity.url else "canonical_url"
    return {name: source for name, source in sorted(provenance.items()) if source}
