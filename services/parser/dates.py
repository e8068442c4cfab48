"""Written dates: RFC 3339, RFC 1123 (`Thu, 20 Mar 2025 22:50:24 GMT`), JavaScript's `Date` (`Fri Mar 21 2025
06:36:13 GMT+0200 (…)`), and days and times with a month's name.

A zone that is not written is never invented: a time without one counts as its day, at noon UTC.
Numeric dates whose day and month could be swapped are not read.
"""

import re
from datetime import UTC, datetime, time, tzinfo

from schemas.parsed_article import Published
from services.parser.month_names import MONTHS
from services.parser.zones import ZONE, read_zone

LONGEST = 120
"""Characters; no date is written longer."""

_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_TIME = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
_ZONE = rf"(?:\s?\(?(?P<zone>{ZONE})\)?)?(?:\s?\([^()]{{1,60}}\))?"
_BETWEEN = r"(?:\s?[,|·•–—-]\s?|\s)(?:(?:at|um|à|alle|ore|a las|às|klo|kl\.?|om|o|в)\s)?"
_UHR = r"(?:\s?(?:Uhr|hrs?|h)\b)?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?"
_YEAR = r"(?P<year>\d{4})"
_CLOCK = rf"(?:{_BETWEEN}{_TIME}{_UHR}{_ZONE})?"
_ISO = r"(?P<year>\d{4})-(?P<m>\d{2})-(?P<day>\d{2})"

_GRAMMARS = tuple(
    re.compile(grammar, re.I)
    for grammar in (
        rf"{_ISO}(?:(?:T|\s){_TIME}{_ZONE})?",
        rf"{_WEEKDAY}{_DAY}\s(?:de\s)?{_MONTH},?\s(?:de\s)?{_YEAR}{_CLOCK}",
        rf"{_WEEKDAY}{_MONTH}\s{_DAY},?\s{_YEAR}{_CLOCK}",
        rf"(?:{_TIME}{_UHR}{_ZONE}{_BETWEEN}){_WEEKDAY}{_DAY}\s{_MONTH},?\s{_YEAR}",
        rf"(?:{_TIME}{_UHR}{_ZONE}{_BETWEEN}){_WEEKDAY}{_MONTH}\s{_DAY},?\s{_YEAR}",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}{_CLOCK}",
        rf"(?P<year>\d{{4}})(?P<m>\d{{2}})(?P<day>\d{{2}})T(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}}){_ZONE}",
        rf"(?P<year>\d{{4}})[/年]\s?(?P<m>\d{{1,2}})[/月]\s?(?P<day>\d{{1,2}})日?(?:\s{_TIME}{_ZONE})?",
        rf"{_WEEKDAY}{_MONTH}\s{{1,2}}{_DAY}\s{_TIME}{_ZONE}\s{_YEAR}",
    )
)
_HAS_YEAR = re.compile(r"\d{4}")
"""Every grammar has one; most texts have none, and cost nothing then."""
_SEPARATED = r"\s*(?:[-–—|:•·]\s*|\s)"


def read_date(text: str) -> Published | None:
    """The date a text is, all of it; None when it is not one. Keeps the offset and the text as written."""
    text = " ".join(text.split())
    if not 8 <= len(text) <= LONGEST or not _HAS_YEAR.search(text):
        return None
    for grammar in _GRAMMARS:
        if (match := grammar.fullmatch(text)) and (found := _published(match, text)):
            return found
    return None


def says_no_such_time(text: str) -> bool:
    """Whether a text is written like a date and names none, such as 31 February or 25:70."""
    text = " ".join(text.split())
    if not 8 <= len(text) <= LONGEST or not _HAS_YEAR.search(text):
        return False
    return any(_names_a_month(grammar.fullmatch(text)) for grammar in _GRAMMARS) and read_date(text) is None


def _names_a_month(match: re.Match[str] | None) -> bool:
    """A word of any other kind between two numbers does not make a text a date."""
    return match is not None and (not (month := match.groupdict().get("month")) or month.casefold() in MONTHS)


def split_date(text: str) -> tuple[Published | None, str]:
    """A date at a line's start, or at its end behind a separator, and the rest of the line."""
    text = " ".join(text.split())
    if not _HAS_YEAR.search(text):
        return None, text
    for grammar in _GRAMMARS:
        if match := grammar.match(text[:LONGEST]):
            rest = re.match(_SEPARATED, text[match.end() :])
            if rest and (found := _published(match, match[0])):
                return found, text[match.end() + rest.end() :]
    head, _, tail = _last_separator(text)
    if tail and (found := read_date(tail)):
        return found, head
    return None, text


def _last_separator(text: str) -> tuple[str, str, str]:
    if text.endswith(")") and (at := text.rfind("(")) > 0:
        return text[:at].rstrip(), "(", text[at + 1 : -1]
    for separator in (" | ", " — ", " – ", " · ", " • ", " - "):
        head, found, tail = text.rpartition(separator)
        if found:
            return head.rstrip(), found, tail
    return text, "", ""


def _published(match: re.Match[str], written: str) -> Published | None:
    part = match.groupdict()
    month = MONTHS.get(part["month"].casefold(), 0) if part.get("month") else int(part.get("m") or 0)
    hour, zone = part.get("hour"), read_zone(part.get("zone") or "")
    try:
        if hour is None or zone is None:
            noon = datetime(int(part["year"]), month, int(part["day"]), 12, tzinfo=UTC)
            return Published(at=noon, precision="day", as_written=written)
        return Published(at=_instant(part, month, zone), as_written=written)
    except (ValueError, OverflowError):
        return None


def _instant(part: dict[str, str | None], month: int, zone: tzinfo) -> datetime:
    hour = int(part["hour"] or 0)
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    clock = time(hour, int(part["minute"] or 0), int(part.get("second") or 0))
    year, day = int(part["year"] or 0), int(part["day"] or 0)
    instant = datetime(year, month, day, clock.hour, clock.minute, clock.second, tzinfo=zone)
    instant.astimezone(UTC)  # raises OverflowError at the calendar's edges
    return instant
