"""Counts over time as the bars of a small picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

WIDTH, HEIGHT = 600.0, 80.0
"""Of the picture, in its own units."""
_GAP = 0.2
"""Part of a bar's place that stays empty."""
_WIDEST = WIDTH / 12
"""Of a bar's place: few bars stand side by side, not one across the picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the picture's units, from its upper left corner; `label` says in words what it shows."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`summary` says in a sentence what the bars show."""

    bars: Sequence[Bar]
    summary: str


def picture(counts: Sequence[int], unit: Literal["hour", "day"], start: datetime) -> Picture:
    """One bar for each count that is not 0. `counts`: by hour or day from `start` (UTC) on, at least one, not all 0."""
    most = max(counts)
    step = min(WIDTH / len(counts), _WIDEST)
    one = timedelta(hours=1) if unit == "hour" else timedelta(days=1)
    bars = [
        _bar(place * step, step, count / most, f"{_named(start + place * one, unit)}: {count}")
        for place, count in enumerate(counts)
        if count
    ]
    articles = "1 article" if sum(counts) == 1 else f"{sum(counts)} articles"
    return Picture(bars, f"{articles} by {unit}, at most {most} in one {unit}.")


def _bar(x: float, step: float, part: float, label: str) -> Bar:
    """`step`: the room for it; `part`: of the picture's height."""
    return Bar(
        x=round(x + step * _GAP / 2, 2),
        y=round(HEIGHT * (1 - part), 2),
        width=round(step * (1 - _GAP), 2),
        height=round(HEIGHT * part, 2),
        label=label,
    )


def _named(start: datetime, unit: Literal["hour", "day"]) -> str:
    return f"{start:%Y-%m-%d %H}:00 UTC" if unit == "hour" else f"{start:%Y-%m-%d}"
