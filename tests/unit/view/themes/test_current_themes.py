"""Themes of what the store holds: grouped anew when it changed, at most every now and then, and by one thread."""

import threading
from datetime import timedelta

import pytest

from schemas.article_id import article_id_of
from services.view.resume import Mark
from services.view.rows import change
from services.view.store import Store
from services.view.themes import current_themes, stored_articles
from services.view.themes.current_themes import CurrentThemes
from services.view.themes.stored_articles import StoredArticles
from services.view.themes.theme import themes_of
from tests.unit.view.example_records import Produced, copy, entry, put, related, retract

DAY = 24 * 60
HARBOUR, FERRY, PIER = map(article_id_of, ("harbour", "ferry", "pier"))


def members(articles: StoredArticles) -> list[set[str]]:
    return [{article.id for article in theme.articles} for theme in themes_of(articles.newest())]


def test_links_of_either_side_make_a_theme_and_weak_ones_do_not(store: Store) -> None:
    put(store, related("harbour", entry("ferry", score=600), entry("pier", score=200)), related("ferry"))
    put(store, related("pier"), related("echo", copies=(copy("harbour", score=900),)))
    (found,) = members(StoredArticles(store.file))
    assert found == {HARBOUR, FERRY, article_id_of("echo")}


def test_what_changes_is_read_anew_and_the_rest_is_kept(store: Store) -> None:
    put(store, related("harbour", entry("ferry", score=600)), related("ferry"), related("pier"))
    articles = StoredArticles(store.file)
    before = {article.id: article for article in articles.newest()}
    put(store, related("pier", entry("harbour", score=500)))
    after = {article.id: article for article in articles.newest()}
    assert {article_id for article_id in after if after[article_id] is not before[article_id]} == {PIER}
    assert members(articles) == [{HARBOUR, FERRY, PIER}]
    retract(store, HARBOUR)
    assert members(articles) == []
    assert {article.id for article in articles.newest()} == {FERRY, PIER}


def test_the_same_place_in_a_topic_that_was_made_anew_is_another_record(store: Store) -> None:
    articles = StoredArticles(store.file)
    for minutes, found in enumerate([[{HARBOUR, FERRY}], []]):
        store.begin_anew("cluster", 0.0)
        record = related("harbour", *([entry("ferry", score=600)] if found else []))
        record = record.model_copy(update={"updated": record.updated + timedelta(minutes=minutes)})
        store.save([change(Produced(HARBOUR.encode(), record.to_bytes(), offset=0))], {})
        put(store, related("ferry"))
        assert members(articles) == found


def test_only_the_newest_days_count_also_when_the_newest_article_goes(store: Store) -> None:
    put(store, related("harbour", entry("ferry", score=600)), related("ferry", minutes=DAY))
    articles = StoredArticles(store.file)
    assert members(articles) == [{HARBOUR, FERRY}]
    put(store, related("late", minutes=8 * DAY - 1))
    assert {article.id for article in articles.newest()} == {FERRY, article_id_of("late")}
    retract(store, article_id_of("late"))
    assert members(articles) == [{HARBOUR, FERRY}]


def test_numbers_are_given_anew_when_most_are_of_articles_long_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_articles, "_AT_ONCE", 2)
    articles = StoredArticles(store.file)
    for n in range(20):
        put(store, related("harbour", entry("ferry", score=600), entry(f"gone {n}", score=700)), related("ferry"))
        assert members(articles) == [{HARBOUR, FERRY}]
        assert len(articles._numbers) <= 3 * (2 + 2) + 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(current_themes, "monotonic", lambda: now[0])
    return now


def test_they_are_grouped_anew_after_a_pause_if_the_store_changed(store: Store, clock: list[float]) -> None:
    put(store, related("harbour", entry("ferry", score=600)), related("ferry"))
    current = CurrentThemes(store)
    first = current.now()
    assert first.of(FERRY)
    clock[0] += current_themes.LEAST_PAUSE
    assert current.now() is first, "nothing changed"
    store.save([], {("topic", 0): Mark(5)})
    assert current.now() is first, "too soon"
    clock[0] += current_themes.LEAST_PAUSE
    second = current.now()
    assert second is not first
    retract(store, HARBOUR)
    store.save([], {("topic", 0): Mark(6)})
    clock[0] += current_themes.LEAST_PAUSE
    assert current.now().of(FERRY) is None


def test_who_asks_while_another_thread_groups_gets_what_there_is(
    store: Store, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, related("harbour", entry("ferry", score=600)), related("ferry"))
    current = CurrentThemes(store)
    first = current.now()
    grouping, goes_on = threading.Event(), threading.Event()

    def slow(articles: StoredArticles) -> list[object]:
        grouping.set()
        assert goes_on.wait(30)
        return []

    monkeypatch.setattr(StoredArticles, "newest", slow)
    store.save([], {("topic", 0): Mark(5)})
    clock[0] += current_themes.LEAST_PAUSE
    thread = threading.Thread(target=current.now)
    thread.start()
    assert grouping.wait(30)
    assert current.now() is first
    goes_on.set()
    thread.join(30)
    assert current.now().of(FERRY) is None
