"""What HTTP answers say of when and how to ask again (RFC 9110, RFC 9111). Header names are in lower case."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,10}", re.ASCII)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s{0,9}=\s{0,9}\"?(\d{1,10})", re.I | re.ASCII)
_NO_CACHE = re.compile(r"(?:^|[,\s])no-(?:cache|store)(?=$|[\s,;])", re.I)
_VALIDATOR = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?")
_NONE = timedelta()


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """An ETag or Last-Modified that may be sent back as it is; None for one that is not printable ASCII."""
    value = headers.get(name, "").strip()
    return value if _VALIDATOR.fullmatch(value) else None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Seconds or an HTTP date (RFC 9110, section 10.2.3); nothing for other texts and for the past."""
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=int(value))
    at = _http_date(value)
    return max(_NONE, at - now) if at else _NONE


def fresh_for(headers: Mapping[str, str]) -> timedelta:
    """How long the answer stays fresh (RFC 9111, section 4.2), by the server's own clock."""
    control = headers.get("cache-control", "")
    if _NO_CACHE.search(control):
        return _NONE
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        return max(_NONE, timedelta(seconds=int(found[1]) - (int(age) if _SECONDS.fullmatch(age) else 0)))
    expires, date = _http_date(headers.get("expires", "")), _http_date(headers.get("date", ""))
    return max(_NONE, expires - date) if expires and date else _NONE


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
