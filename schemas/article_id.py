"""The article id rule, the same in ingest and parser: the document's URL, else the producer's key, else ce_id,
else what the article says of itself."""

import hashlib
import re
from urllib.parse import unquote_plus, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"^(utm_.+|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|cmpid|ocid|s_cid|ref_src)$",
    re.I,
)
_DEFAULT_PORT = {"http": 80, "https": 443}
_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")


def article_id_of(text: str) -> str:
    """First 32 hex digits of SHA-256 over UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_article_id(text: str) -> bool:
    return _ARTICLE_ID.fullmatch(text) is not None


def normalised_url(url: str) -> str:
    """Lower-case scheme and host, no default port, no fragment, no tracking parameters (RFC 3986, section 6.2).

    Everything else stays as it is written: with and without tracking parameters a URL gives the same text.
    A text that is not an absolute URL is returned stripped: it still names its document.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if not parts.scheme or not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port != _DEFAULT_PORT.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    kept = [piece for piece in parts.query.split("&") if piece.strip() and not _is_tracking(piece)]
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", "&".join(kept), "")).strip()


def _is_tracking(piece: str) -> bool:
    return _TRACKING.match(unquote_plus(piece.partition("=")[0])) is not None


def article_id(*, subject: str | None, key: str | None, ce_id: str | None) -> str | None:
    """The id that a raw record's metadata gives; None when only the article itself can tell.

    A key that already is an article id (32 hex digits, as ingest writes it) is taken as it is.
    """
    if subject:
        return article_id_of(normalised_url(subject))
    if key:
        return key if is_article_id(key) else article_id_of(key)
    return article_id_of(ce_id) if ce_id else None


def article_id_from_content(normalised_headline: str, published: str | None) -> str:
    """The last resort: what the article says of itself."""
    return article_id_of(f"{normalised_headline}\n{published or ''}")
