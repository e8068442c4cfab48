"""Dates as feeds write them: RFC 3339, W3CDTF, RFC 822 with two- or four-digit years."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from services.ingest.feeds.feed import FeedDate

_LONGEST = 100
_ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?\s?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)


def feed_date(text: str | None) -> FeedDate | None:
    """The date; one without an offset, of the year 1 or outside the calendar gives no instant. None for blanks."""
    written = " ".join((text or "").split())[:_LONGEST]
    return FeedDate(written, _instant(written)) if written else None


def _instant(text: str) -> datetime | None:
    try:
        if _ISO.fullmatch(text):
            at = datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
        else:
            at = parsedate_to_datetime(text)
        if at.tzinfo is None:
            return None
        at.astimezone(UTC)  # the first and last day of the calendar have no UTC time
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return at if at.year > 1 else None
