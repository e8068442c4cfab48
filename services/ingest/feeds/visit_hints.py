"""How often an RSS feed wants to be asked: `ttl`, `skipHours`, `skipDays` (RSS 2.0) and the syndication module
(http://web.resource.org/rss/1.0/modules/syndication/). They stand above the items; feedparser keeps only the last of
several hours and days.
"""

import re
from datetime import timedelta

from services.ingest.feeds.feed import VisitHints

_FIRST_ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s>])", re.I)
_LONGEST_HEAD = 100_000
"""Characters above the items that are looked through."""
_VALUE = r"(?:\s[^<>]{0,200})?>\s{0,100}(?:<!\[CDATA\[)?\s{0,100}([\w.]{1,20})"
_TTL = re.compile(r"<ttl" + _VALUE, re.I)
_HOUR = re.compile(r"<hour" + _VALUE, re.I)
_DAY = re.compile(r"<day" + _VALUE, re.I)
_PERIOD = re.compile(r"<(?:\w{1,40}:)?updatePeriod" + _VALUE, re.I)
_FREQUENCY = re.compile(r"<(?:\w{1,40}:)?updateFrequency" + _VALUE, re.I)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_TTL = 525_600
"""Minutes of a year."""


def rss_hints(text: str) -> VisitHints:
    """What the feed says above its first item; what is out of range or no number counts as not said."""
    first = _FIRST_ITEM.search(text)
    head = text[: min(first.start() if first else _LONGEST_HEAD, _LONGEST_HEAD)]
    ttl = _number(_first(_TTL, head))
    period = _PERIODS.get(_first(_PERIOD, head).lower())
    frequency = _number(_first(_FREQUENCY, head)) or 1
    hours = {_number(hour) for hour in _HOUR.findall(head)}
    days = {day.lower() for day in _DAY.findall(head)}
    return VisitHints(
        ttl=timedelta(minutes=min(ttl, _LONGEST_TTL)) if ttl else None,
        period=period / frequency if period else None,
        skip_hours=frozenset(hour % 24 for hour in hours if hour is not None and hour <= 24),
        skip_days=frozenset(number for number, day in enumerate(_DAYS) if day in days),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
