"""What a request may say of its document. Everything else is refused with a word on what to do."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from schemas.article_id import is_article_id

URL_LIMIT = 8192
NAME_LIMIT = 512
"""Longest ce_id, ce_source and publisher, in characters."""

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PLAIN_URL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(/[!-~]*)?", re.ASCII)
"""Most URLs; all others are looked at more closely, which takes ten times as long."""
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Refusal(Exception):  # noqa: N818 - an answer, not an accident
    """A request that is not taken: HTTP status, a short kind, what was wrong and what to do; headers of the answer."""

    def __init__(self, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})


def checked_url(text: str | None) -> str | None:
    """The document's URL: absolute, http or https (422 otherwise). None and "" are no URL."""
    if not text or not (url := text.strip()):
        return None
    if len(url) <= URL_LIMIT and _PLAIN_URL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(url) > URL_LIMIT or _NOT_PRINTED.search(url) or " " in url:
        raise Refusal(
            422,
            "bad-url",
            f"url is not an absolute http or https URL of at most {URL_LIMIT} characters:"
            " give the page's full address, percent-encoded, or leave url out",
        )
    return url


def checked_time(text: str | None) -> datetime | None:
    """`ce-time` as a time with an offset (RFC 3339, section 5.6; 400 otherwise). None and "" are no time."""
    if not text:
        return None
    try:
        if not _RFC_3339.fullmatch(text):
            raise ValueError
        at = datetime.fromisoformat(text.upper())
        at.astimezone(UTC)  # the first and last day of the calendar have no UTC time
    except (ValueError, OverflowError) as error:
        raise Refusal(
            400,
            "bad-time",
            "ce-time is not an RFC 3339 time with an offset: write it like 2031-02-03T04:05:06+00:00,"
            " or leave it out and the time of arrival counts",
        ) from error
    return at


def checked_published(text: str | None) -> str | None:
    """The hint when the document was published: an RFC 3339 time or a day (422 otherwise), as it was written."""
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            date.fromisoformat(text)
        else:
            checked_time(text)
    except (Refusal, ValueError) as error:
        raise Refusal(
            422,
            "bad-published",
            "published is neither an RFC 3339 time nor a day: write it like 2031-02-03T04:05:06+02:00 or 2031-02-03"
            " (a + in a query string is written %2B)",
        ) from error
    return text


def checked_name(field: str, text: str | None) -> str | None:
    """A short printable text such as ce-id or publisher (422 otherwise). None and blanks are no text."""
    if not text or not (name := text.strip()):
        return None
    if len(name) > NAME_LIMIT or _NOT_PRINTED.search(name):
        raise Refusal(
            422, f"bad-{field}", f"{field} is longer than {NAME_LIMIT} characters or holds control characters"
        )
    return name


def checked_article_id(text: str) -> str:
    """An article id as receipts give it (422 otherwise)."""
    if not is_article_id(text):
        raise Refusal(
            422,
            "bad-article-id",
            "the article id is not 32 lower-case hex digits: take it from the receipt of the POST",
        )
    return text


def checked_body(body: bytes) -> bytes:
    """A body that is not empty (422 otherwise)."""
    if not body:
        raise Refusal(
            422,
            "empty-document",
            "the request has no body: send the document's bytes, or DELETE its article to retract it",
        )
    return body


def too_large(limit: int) -> Refusal:
    """The answer to a body above `limit` bytes."""
    return Refusal(
        413, "document-too-large", f"the document has more than {limit} bytes: send the page's text without its media"
    )
