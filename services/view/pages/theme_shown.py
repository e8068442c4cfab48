"""What pages and feeds show of a theme."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.view.moments import Moment, from_microseconds, of_instant
from services.view.pages.bars import Picture, picture
from services.view.themes.theme import Theme
from services.view.themes.timeline import timeline


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A theme; `link` is the path of its page. Times are in UTC: a theme has no zone of its own."""

    link: str
    headline: str
    language: str | None
    size: int
    publishers: Sequence[str]
    first: Moment
    last: Moment


def theme_shown(theme: Theme) -> ThemeShown:
    """The theme under its representative's headline."""
    return ThemeShown(
        link=f"/themes/{theme.id}",
        headline=theme.headline.strip() or "(no headline)",
        language=theme.representative.language,
        size=theme.size,
        publishers=theme.publishers,
        first=of_instant(from_microseconds(theme.first_us)),
        last=of_instant(from_microseconds(theme.last_us)),
    )


def theme_picture(theme: Theme) -> Picture:
    """When its articles appeared."""
    counted = timeline(theme)
    return picture(counted.counts, counted.unit, from_microseconds(counted.start_us))
