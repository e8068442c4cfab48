"""Time zones as dates are written with them: numeric offsets, UTC's names, and the zones of RFC 5322 (obs-zone)."""

import re
from datetime import UTC, timedelta, timezone, tzinfo

_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_EUROPEAN = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WEST": 1, "MEZ": 1, "MESZ": 2}
_UTC = {"Z", "UT", "UTC", "GMT", "WET"}
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\-−])(\d{1,2}):?(\d{2})?", re.I)
ZONE = (
    r"(?:Z\b|(?:UTC|GMT)?\s?[+\-−]\d{2}:?\d{2}\b|(?:UTC|GMT)[+\-−]\d{1,2}\b"
    r"|(?:UTC?|GMT|WEST?|CES?T|EES?T|MES?Z|[ECMP][SD]T)\b)"
)
"""Regular expression of every zone that `read_zone` knows."""


def read_zone(text: str) -> tzinfo | None:
    """The zone a text names; None for an unknown or impossible one, which is never guessed."""
    text = text.strip()
    if text.upper() in _UTC:
        return UTC
    hours = _HOURS.get(text.upper(), _EUROPEAN.get(text.upper()))
    if hours is not None:
        return timezone(timedelta(hours=hours))
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    sign = 1 if match[1] == "+" else -1
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset > timedelta(hours=15) or int(match[3] or 0) > 59:
        return None
    return timezone(sign * offset) if offset else UTC
