"""What the JSON answers about themes hold."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from pydantic import BaseModel, Field

from schemas.record import Instant
from services.view.articles.found import Listed
from services.view.articles.models import Article, article_json
from services.view.moments import from_microseconds
from services.view.themes.theme import Theme
from services.view.themes.timeline import Unit, timeline


class TimelineCounts(BaseModel):
    """How many articles appeared in each unit from `start` on, the last one that of the newest article."""

    unit: Unit = Field(description="hours where the theme spans two days at most; days are those of UTC")
    start: Instant
    counts: list[int]


class ThemeSummary(BaseModel):
    """A group of mutually related articles."""

    id: str = Field(description="of its representative; any article of the theme leads to it as well")
    headline: str = Field(description="the representative's: the article that the others are most related to")
    size: int = Field(description="how many articles; copies of one another count once")
    publishers: list[str] = Field(description="of all articles, copies too; who published most comes first")
    first: Instant = Field(description="effective time of the earliest article")
    last: Instant = Field(description="the same of the newest")
    timeline: TimelineCounts


class ThemeList(BaseModel):
    """The largest themes first."""

    themes: list[ThemeSummary]
    next_cursor: str | None = Field(
        description="give it as `cursor` for the next page; null on the last. Themes grow: one that does between two"
        " pages may come on both"
    )


class ThemeArticles(ThemeSummary):
    """A theme with its articles, newest first; copies stand under the earliest of them."""

    articles: list[Article]


def theme_list_json(themes: Iterable[Theme], next_cursor: str | None) -> bytes:
    """A `ThemeList`."""
    return orjson.dumps({"themes": [_summary(theme) for theme in themes], "next_cursor": next_cursor})


def theme_json(theme: Theme, articles: Sequence[Listed]) -> bytes:
    """A `ThemeArticles`."""
    return orjson.dumps(_summary(theme))[:-1] + b',"articles":[' + b",".join(map(article_json, articles)) + b"]}"


def _summary(theme: Theme) -> dict[str, Any]:
    times = timeline(theme)
    return {
        "id": theme.id,
        "headline": theme.headline,
        "size": theme.size,
        "publishers": theme.publishers,
        "first": from_microseconds(theme.first_us),
        "last": from_microseconds(theme.last_us),
        "timeline": {"unit": times.unit, "start": from_microseconds(times.start_us), "counts": times.counts},
    }
