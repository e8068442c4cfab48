"""Themes: who is in which, what is told of each, and that the order of arrival does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.view.themes.linked_article import LinkedArticle, Numbers
from services.view.themes.star_clusters import FLOOR
from services.view.themes.theme import Theme, themes_of
from services.view.themes.themes import Themes, Wanted, place_of
from services.view.themes.timeline import timeline
from tests.unit.view.themes.linked_articles import HOUR_US, START_US, linked

STRONG = FLOOR + 100
NAMES = st.sampled_from("abcdefgh")


@st.composite
def articles(draw: st.DrawFn) -> list[LinkedArticle]:
    """Links and copies to articles that are here, and to others."""
    numbers = Numbers()
    links = st.dictionaries(NAMES, st.integers(FLOOR - 2, FLOOR + 3), max_size=6)
    return [
        linked(
            name,
            draw(links),
            numbers,
            hours=draw(st.integers(0, 60)),
            publisher=draw(st.sampled_from(["Gazette", "Wire", None])),
            copies=draw(st.lists(NAMES, max_size=2)),
        )
        for name in draw(st.sets(NAMES))
    ]


def told(themes: list[Theme]) -> list[tuple[str, list[str], list[str], tuple[str, ...]]]:
    return sorted(
        (
            theme.id,
            [article.id for article in theme.articles],
            [article.id for article in theme.originals],
            theme.publishers,
        )
        for theme in themes
    )


@given(articles(), st.data())
def test_neither_the_order_nor_the_numbers_of_the_articles_matter(
    these: list[LinkedArticle], data: st.DataObject
) -> None:
    assert told(themes_of(data.draw(st.permutations(these)))) == told(themes_of(these))


@given(articles())
def test_every_article_is_in_one_theme_at_most_and_every_theme_has_two(these: list[LinkedArticle]) -> None:
    themes = themes_of(these)
    members = [article.id for theme in themes for article in theme.articles]
    assert len(members) == len(set(members))
    for theme in themes:
        assert 2 <= theme.size == len(theme.originals) <= len(theme.articles)
        assert theme.representative in theme.articles
        assert theme.first_us == min(article.effective_us for article in theme.articles)
        assert theme.last_us == max(article.effective_us for article in theme.articles)
        assert sum(timeline(theme).counts) == theme.size


def test_a_theme_tells_of_its_articles() -> None:
    numbers = Numbers()
    (theme,) = themes_of(
        [
            linked("harbour", {"ferry": STRONG, "pier": STRONG, "echo": STRONG}, numbers, hours=2, publisher="Gazette"),
            linked("ferry", {"harbour": STRONG}, numbers, hours=1, publisher="Wire"),
            linked("pier", {"harbour": STRONG}, numbers, hours=30, publisher="Wire", copies=["echo"]),
            linked("echo", {}, numbers, hours=31, publisher="Echo", copies=["pier"]),
            linked("elsewhere", {"nowhere": STRONG}, numbers),
        ]
    )
    assert (theme.id, theme.headline) == ("harbour", "Headline of harbour")
    assert [article.id for article in theme.articles] == ["echo", "pier", "harbour", "ferry"]
    assert [article.id for article in theme.originals] == ["pier", "harbour", "ferry"], "the earliest of the copies"
    assert theme.publishers == ("Wire", "Echo", "Gazette")
    assert (theme.size, theme.first_us, theme.last_us) == (3, START_US + HOUR_US, START_US + 31 * HOUR_US)


def test_copies_alone_are_no_theme_and_copies_of_copies_are_copies() -> None:
    numbers = Numbers()
    links = {"a": STRONG, "b": STRONG, "c": STRONG}
    copies = [linked("a", links, numbers, copies=["b"]), linked("b", links, numbers), linked("c", links, numbers)]
    assert [theme.size for theme in themes_of(copies)] == [2]
    chained = [*copies[:2], linked("c", links, numbers, copies=["b"])]
    assert themes_of(chained) == []


@pytest.mark.parametrize(
    ("hours", "unit", "counts"),
    [([0, 0.5, 2], "hour", (2, 0, 1)), ([0, 47.5], "hour", (1, *[0] * 46, 1)), ([0, 20, 60], "day", (1, 1, 0, 1))],
)
def test_a_timeline_is_by_hour_or_by_day(hours: list[float], unit: str, counts: tuple[int, ...]) -> None:
    numbers = Numbers()
    names = [f"article {n}" for n in range(len(hours))]
    links = dict.fromkeys(names, STRONG)
    (theme,) = themes_of(linked(name, links, numbers, hours=at) for name, at in zip(names, hours, strict=True))
    times = timeline(theme)
    assert (times.unit, times.counts) == (unit, counts)
    assert times.start_us == (START_US if unit == "hour" else START_US - 12 * HOUR_US)


def pair(name: str, numbers: Numbers, *, hours: float = 0, **fields: str) -> list[LinkedArticle]:
    other = f"{name} too"
    return [
        linked(name, {other: STRONG}, numbers, hours=hours, **fields),
        linked(other, {}, numbers, hours=hours),
    ]


def test_themes_are_found_by_any_of_their_articles_and_by_what_they_have() -> None:
    numbers = Numbers()
    three = [linked(name, {"x": STRONG}, numbers) for name in ("x", "y", "z")]
    late = pair("late", numbers, hours=5, publisher="Gazette")
    german = pair("german", numbers, hours=3, language="de")
    themes = Themes(themes_of([*three, *late, *german]))

    def wanted(**fields: object) -> list[str]:
        return [theme.id for theme in themes.wanted(Wanted(**fields))]  # type: ignore[arg-type]

    assert wanted() == ["x", "late", "german"], "by size, then by time"
    assert wanted(min_size=3) == ["x"]
    assert wanted(publisher="gazette") == ["late"]
    assert wanted(language="de") == ["german"]
    assert wanted(since_us=START_US + 4 * HOUR_US) == ["late"]
    first = next(themes.wanted())
    assert [theme.id for theme in themes.wanted(after=place_of(first))] == ["late", "german"]
    assert {themes.of(name) for name in ("x", "y", "z")} == {first}
    assert themes.of("elsewhere") is None
