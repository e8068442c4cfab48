"""When the articles of a theme appeared: counts by hour or by day."""

from dataclasses import dataclass
from typing import Literal

from services.view.themes.theme import Theme

_HOUR_US = 3600 * 1_000_000
_DAY_US = 24 * _HOUR_US
_HOURS_AT_MOST = 48

Unit = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts from the unit that starts at `start_us` (microseconds from 1970 UTC) on, none left out; the last one is
    that of the newest article. Days are those of UTC."""

    unit: Unit
    start_us: int
    counts: tuple[int, ...]


def timeline(theme: Theme) -> Timeline:
    """By hour where the theme spans two days at most, else by day. Copies count once, so the sum is the size."""
    times = [article.effective_us for article in theme.originals]
    hours = theme.last_us // _HOUR_US - theme.first_us // _HOUR_US + 1
    unit: Unit = "hour" if hours <= _HOURS_AT_MOST else "day"
    length = _HOUR_US if unit == "hour" else _DAY_US
    start = theme.first_us // length
    counts = [0] * (theme.last_us // length - start + 1)
    for time in times:
        counts[time // length - start] += 1
    return Timeline(unit, start * length, tuple(counts))
