from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from services.runtime.settings import Settings
from services.view.cursor import Place
from services.view.resume import Held, Mark
from services.view.rows import Gone, Row
from services.view.sqlite_file import StoreError
from services.view.store import Store, store_path


def row(name: str, effective_us: int = 0, value: bytes = b"v") -> Row:
    return Row(article_id_of(name), effective_us, b"a", 3, value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "view.sqlite3"


def test_rows_and_marks_are_there_together_after_a_restart(path: Path) -> None:
    with Store(path) as store:
        assert store.held() is None
        store.begin_anew("cluster", "topic", 100.0)
        store.save([row("a"), row("b")], {0: Mark(7, 5, 1000), 3: Mark(2)}, current_at=200.0)
    with Store(path) as store:
        assert store.held() == Held("cluster", "topic", {0: Mark(7, 5, 1000), 3: Mark(2)}, 200.0)
        assert store.article(article_id_of("a")) == row("a")
        assert store.count() == 2


def test_a_batch_that_fails_changes_neither_rows_nor_marks(store: Store) -> None:
    store.save([row("a", value=b"old")], {0: Mark(1)})
    unfit = Row("b", 0, b"a", "many", b"v")  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        store.save([row("a", value=b"new"), unfit], {0: Mark(3)})
    held = store.held()
    assert held is not None
    assert held.marks == {0: Mark(1)}
    assert store.article(article_id_of("a")) == row("a", value=b"old")
    store.save([row("a", value=b"new")], {0: Mark(3)})
    assert store.article(article_id_of("a")) == row("a", value=b"new"), "the store is usable afterwards"


def test_a_reader_never_sees_half_a_batch(store: Store) -> None:
    with store._file.transaction() as db:
        db.execute("INSERT INTO articles VALUES ('half', 0, x'', 0, x'')")
        assert store.article("half") is None
        assert store.count() == 0
    assert store.article("half") is not None


def test_the_last_change_of_an_article_counts(store: Store) -> None:
    gone = Gone(article_id_of("a"))
    store.save([row("a"), gone, row("b"), gone, row("a", value=b"again")], {})
    assert store.article(article_id_of("a")) == row("a", value=b"again")
    store.save([gone], {})
    assert store.article(article_id_of("a")) is None
    assert [r.id for r in store.newest(10)] == [article_id_of("b")]


def test_beginning_anew_forgets_everything(store: Store) -> None:
    store.save([row("a")], {0: Mark(7, 5, 1000)})
    store.begin_anew("other", "topic", 300.0)
    assert store.held() == Held("other", "topic", {}, 300.0)
    assert store.newest(10) == []


@given(times=st.lists(st.integers(-3, 3), max_size=25), limit=st.integers(1, 7))
def test_pages_hold_every_article_once_newest_first(
    tmp_path_factory: pytest.TempPathFactory, times: list[int], limit: int
) -> None:
    with Store(tmp_path_factory.mktemp("pages") / "v.sqlite3") as store:
        store.begin_anew("cluster", "topic", 0.0)
        rows = [row(str(number), us) for number, us in enumerate(times)]
        store.save(rows, {})
        seen: list[Row] = []
        while page := store.newest(limit, Place(seen[-1].effective_us, seen[-1].id) if seen else None):
            assert len(page) <= limit
            seen += page
        expected = sorted(rows, key=lambda r: (r.effective_us, r.id), reverse=True)
        assert [r.id for r in seen] == [r.id for r in expected]


def test_a_page_stays_in_place_while_newer_articles_arrive_and_its_last_one_goes(store: Store) -> None:
    store.save([row(str(us), us) for us in range(6)], {})
    last = store.newest(3)[-1]
    store.save([row("new", 99), Gone(last.id)], {})
    assert [r.effective_us for r in store.newest(3, Place(last.effective_us, last.id))] == [2, 1, 0]


def test_a_deep_page_is_found_by_the_index_not_by_counting(store: Store) -> None:
    with store._file.reader() as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM articles WHERE (effective_us, id) < (5, 'x')"
            " ORDER BY effective_us DESC, id DESC LIMIT 3"
        ).fetchall()
    assert len(plan) == 1, "no sorting step"
    assert "SEARCH articles USING" in plan[0][3]


def test_systems_side_by_side_have_files_of_their_own(tmp_path: Path) -> None:
    assert store_path(Settings(data=tmp_path)) == tmp_path / "view.sqlite3"
    assert store_path(Settings(data=tmp_path, topic_prefix="test.")) == tmp_path / "view-test..sqlite3"
