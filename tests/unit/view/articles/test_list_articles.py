"""Lists hold what was asked for, in their order, once, whatever is written between two pages."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from schemas.parsed_article import Publisher
from services.view.articles import article_query, relevance
from services.view.articles.article_query import Statement
from services.view.articles.asked import Asked, Order
from services.view.articles.list_articles import page_of
from services.view.cursor import CursorError, Place, UpdatedPlace
from services.view.moments import microseconds
from services.view.search.search_query import search_query
from services.view.store import Store
from tests.unit.view.example_records import NOON, put, put_texts, related, text
from tests.unit.view.example_rows import gone

NAMES = [f"story-{n}" for n in range(8)]
PUBLISHERS = ["gazette.example", "wire.example"]
Story = tuple[str, int, str, str, str, str]
"""Name, minutes after noon, publisher, language, topic, headline."""
stories = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.integers(0, 3),
        st.sampled_from(PUBLISHERS),
        st.sampled_from(["en", "de"]),
        st.sampled_from(["Harbour", "Trade"]),
        st.sampled_from(["ferry", "ferry strike", "strike", "weather"]),
    ),
    max_size=12,
)


def keep(store: Store, story: Story) -> None:
    """Stores both records of an article."""
    name, minutes, publisher, language, topic, headline = story
    fields: dict[str, Any] = {"publisher": Publisher(domain=publisher), "language": language, "headline": headline}
    put(store, related(name, minutes=minutes, **fields))
    # The body of every article has both words, so that searches find them in several places.
    put_texts(store, text(name, minutes, **fields, topics=[topic], body=["ferry and strike"]))


def walked(
    store: Store, limit: int, asked: Asked, order: Order, between: Callable[[], None] = lambda: None
) -> list[str]:
    """The ids of all pages."""
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = page_of(store.file, limit, cursor, asked, order)
        assert len(page.articles) <= limit
        ids += [article.id for article in page.articles]
        assert len(ids) < 200, "the cursor does not get on"
        if page.next_cursor is None:
            return ids
        assert len(page.articles) == limit, "only the last page may be short"
        cursor = page.next_cursor
        between()


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relevance, "WINDOW", 3)


minutes = st.sampled_from([None, *(microseconds(NOON) + n * 60_000_000 for n in (0, 1, 2))])
of_rows = st.builds(
    Asked,
    publisher=st.sampled_from([None, None, *PUBLISHERS]),
    language=st.sampled_from([None, None, "en", "de"]),
    since_us=minutes,
    until_us=minutes,
)
of_texts = st.builds(
    replace,
    of_rows,
    topic=st.sampled_from([None, "harbour", "TRADE"]),
    q=st.sampled_from(["ferry", "ferry strike", "ferry -weather"]).map(search_query),
)
asking = st.just(Asked()) | of_rows | of_texts


def fits(story: Story, asked: Asked) -> bool:
    _, minutes, publisher, language, topic, headline = story
    at = microseconds(NOON) + minutes * 60_000_000
    return (
        asked.publisher in (None, publisher)
        and asked.language in (None, language)
        and (asked.topic is None or asked.topic.lower() == topic.lower())
        and (asked.since_us is None or at >= asked.since_us)
        and (asked.until_us is None or at < asked.until_us)
        and not (asked.q is not None and asked.q.unwanted is not None and headline == "weather")
    )


@given(stories=stories, asked=asking, order=st.sampled_from(Order), limit=st.integers(1, 5))
def test_a_list_holds_what_fits_once_and_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, stories: list[Story], asked: Asked, order: Order, limit: int
) -> None:
    with Store(tmp_path_factory.mktemp("list") / "v.sqlite3") as store:
        store.begin_anew("cluster", 0.0)
        last: dict[str, Story] = {}
        for story in stories:
            keep(store, story)
            last[story[0]] = story
        if order is Order.relevance and asked.q is None:
            order = Order.newest
        ids = walked(store, limit, asked, order)
        by_id = {article_id_of(story[0]): story for story in last.values()}
        assert sorted(ids) == sorted(i for i, story in by_id.items() if fits(story, asked))
        minutes = [by_id[i][1] for i in ids]
        if order is Order.newest:
            assert minutes == sorted(minutes, reverse=True)
        if order is Order.updated:  # all were updated at one time
            assert ids == sorted(ids, reverse=True)


def test_the_best_match_comes_first_and_the_newest_of_those(store: Store) -> None:
    for name, minutes, headline, dek in [
        ("in-body", 9, "Weather", ""),
        ("in-dek", 8, "ferry", "strike"),
        ("in-headline", 7, "strike of the ferry", ""),
        ("old-in-body", 3, "Weather", ""),
        ("new", 2, "ferry strike", ""),
        ("old", 1, "ferry strike", ""),
    ]:
        put(store, related(name, minutes=minutes))
        put_texts(store, text(name, minutes, headline=headline, dek=dek, body=["ferry strike"]))
    windows = ["in-headline", "in-dek", "in-body", "new", "old", "old-in-body"]
    found = walked(store, 1, Asked(q=search_query("ferry strike")), Order.relevance)
    assert found == [article_id_of(name) for name in windows], "the newest three matches come before the older three"


@given(
    before=stories,
    steps=st.lists(st.tuples(st.booleans(), stories.map(lambda made: made[:2])), max_size=6),
    asked=asking,
    order_limit=st.tuples(st.sampled_from(Order), st.integers(1, 3)),
)
def test_what_stays_where_it_is_comes_once_whatever_is_written_between_pages(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[Story],
    steps: list[tuple[bool, list[Story]]],
    asked: Asked,
    order_limit: tuple[Order, int],
) -> None:
    order, limit = order_limit
    if order is Order.relevance and asked.q is None:
        order = Order.updated
    with Store(tmp_path_factory.mktemp("walk") / "v.sqlite3") as store:
        store.begin_anew("cluster", 0.0)
        last = {story[0]: story for story in before}
        for story in before:
            keep(store, story)
        touched: set[str] = set()
        left = list(steps)

        def write() -> None:
            retract, made = left.pop(0) if left else (False, [])
            for story in made:
                touched.add(story[0])
                if retract:
                    store.save([gone(story[0])], {})
                else:
                    keep(store, story)

        ids = walked(store, limit, asked, order, write)
        still = [article_id_of(name) for name, story in last.items() if name not in touched and fits(story, asked)]
        assert sorted(i for i in ids if i in still) == sorted(still)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("q", [None, "ferry"])
def test_a_cursor_of_another_order_is_refused(store: Store, order: Order, q: str | None) -> None:
    for name in NAMES:
        keep(store, (name, 0, "gazette.example", "en", "Harbour", "ferry"))
    asked = Asked(q=search_query(q) if q else None)
    if order is Order.relevance and q is None:
        return
    cursor = page_of(store.file, 2, None, asked, order).next_cursor
    assert page_of(store.file, 2, cursor, asked, order).articles
    for other, other_asked in ((Order.newest, Asked()), (Order.updated, asked), (Order.relevance, asked)):
        if (other, other_asked.by_text) != (order, asked.by_text):
            with pytest.raises(CursorError, match="next_cursor"):
                page_of(store.file, 2, cursor, other_asked, other)


PLACE = "f" * 32


@pytest.mark.parametrize(
    "statement",
    [
        article_query.newest(Asked(), Place(5, PLACE), 3),
        article_query.newest(Asked(publisher="gazette.example", since_us=1, until_us=9), Place(5, PLACE), 3),
        article_query.newest(Asked(language="en"), None, 3),
        article_query.last_updated(Asked(), UpdatedPlace(5, PLACE), 3),
        article_query.matching(Asked(), 'headline : "ferry"', range(1, 5), 3),
        article_query.changed_in_log(Asked(), 5, 0, 7, 3),
        article_query.one(PLACE),
    ],
)
def test_no_page_is_found_by_sorting_all_or_by_looking_at_all(store: Store, statement: Statement) -> None:
    sql, values = statement
    with store.file.reader() as db:
        plan: Sequence[str] = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    assert not [step for step in plan if re.fullmatch(r"SCAN \w+", step)], plan


def test_a_deep_page_begins_at_its_place_in_the_index(store: Store) -> None:
    sql, values = article_query.newest(Asked(), Place(5, PLACE), 3)
    with store.file.reader() as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan[0].startswith("SEARCH a USING INDEX newest"), plan
