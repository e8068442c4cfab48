from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from schemas.topics import HEADLINES_RELATED
from services.runtime.settings import Settings
from services.view.articles.list_articles import page_of
from services.view.resume import Held, Mark
from services.view.rows import Gone, Row
from services.view.sqlite_file import StoreError
from services.view.store import Store, store_path
from services.view.texts import Text, TextGone
from services.view.write_rows import write_articles
from tests.unit.view.example_rows import gone, row, words


def newest(store: Store) -> list[str]:
    return [listed.id for listed in page_of(store.file, 10, None).articles]


ARTICLES, TEXTS = "headlines.related", "articles.current"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "view.sqlite3"


def test_rows_and_marks_are_there_together_after_a_restart(path: Path) -> None:
    with Store(path) as store:
        assert store.held() is None
        store.begin_anew("cluster", 100.0)
        marks = {(ARTICLES, 0): Mark(7, 5, 1000), (ARTICLES, 3): Mark(2), (TEXTS, 0): Mark(9)}
        store.save([row("a"), row("b")], marks, current_at=200.0)
    with Store(path) as store:
        assert store.held() == Held("cluster", marks, 200.0)
        assert store.article(article_id_of("a")) == row("a")
        assert store.count() == 2


def test_a_batch_that_fails_changes_neither_rows_nor_marks(store: Store) -> None:
    store.save([row("a", value=b"old")], {(ARTICLES, 0): Mark(1)})
    unfit = replace(row("b"), related_count="many")  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        store.save([row("a", value=b"new"), unfit], {(ARTICLES, 0): Mark(3)})
    held = store.held()
    assert held is not None
    assert held.marks == {(ARTICLES, 0): Mark(1)}
    assert store.article(article_id_of("a")) == row("a", value=b"old")
    store.save([row("a", value=b"new")], {(ARTICLES, 0): Mark(3)})
    assert store.article(article_id_of("a")) == row("a", value=b"new"), "the store is usable afterwards"


def test_a_reader_never_sees_half_a_batch(store: Store) -> None:
    with store.file.transaction() as db:
        write_articles(db, [row("half")])
        assert store.article(row("half").id) is None
        assert store.count() == 0
    assert store.article(row("half").id) == row("half")


def test_the_last_change_of_an_article_counts(store: Store) -> None:
    store.save([row("a"), gone("a"), row("b"), gone("a"), row("a", value=b"again")], {})
    assert store.article(article_id_of("a")) == row("a", value=b"again")
    store.save([gone("a")], {})
    assert store.article(article_id_of("a")) is None
    assert newest(store) == [article_id_of("b")]


def retracted(store: Store) -> list[tuple[str, int]]:
    with store.file.reader() as db:
        return db.execute("SELECT id, kafka_offset FROM gone ORDER BY id").fetchall()


def test_what_is_gone_is_remembered_until_it_comes_back(store: Store) -> None:
    store.save([row("a"), gone("a", offset=4), gone("b", offset=5)], {})
    assert retracted(store) == sorted([(article_id_of("a"), 4), (article_id_of("b"), 5)])
    store.save([row("a", offset=6)], {})
    assert retracted(store) == [(article_id_of("b"), 5)]


def test_what_is_gone_is_remembered_as_long_as_the_topic_keeps_its_tombstones(store: Store) -> None:
    kept = HEADLINES_RELATED.retention_ms
    store.save([gone("a", timestamp_ms=1000), gone("b", timestamp_ms=2000)], {}, current_at=(1000 + kept) / 1000)
    assert len(retracted(store)) == 2
    store.save([], {}, current_at=(1001 + kept) / 1000)
    assert retracted(store) == [(article_id_of("b"), 1)]


def test_listeners_are_told_of_what_was_saved_in_log_order(store: Store) -> None:
    told: list[list[Row | Gone]] = []
    store.on_saved(lambda changes: told.append(list(changes)))
    store.on_saved(lambda changes: told.append([change for change in changes if store.article(change.id)]))
    store.save([row("b"), words("b", "no article"), row("a"), gone("c")], {(ARTICLES, 0): Mark(3)})
    assert told == [[row("b"), row("a"), gone("c")], [row("b"), row("a")]], "each can read what it is told of"
    store.save([words("b", "only a text")], {(TEXTS, 0): Mark(1)})
    with pytest.raises(StoreError):
        store.save([replace(row("d"), related_count="many")], {})  # type: ignore[arg-type]
    store.begin_anew("cluster", 0.0)
    assert told[2:] == [[], [], [], []], "also of what changed no article: marks moved, or all was forgotten"


def test_beginning_anew_forgets_everything(store: Store) -> None:
    store.save([row("a")], {(ARTICLES, 0): Mark(7, 5, 1000)})
    store.save([gone("b"), words("a", "Harbour")], {})
    store.begin_anew("other", 300.0)
    assert store.held() == Held("other", {}, 300.0)
    assert newest(store) == []
    assert retracted(store) == []
    assert matching(store, "harbour") == []


def matching(store: Store, query: str) -> list[str]:
    with store.file.reader() as db:
        found = db.execute(
            "SELECT texts.id FROM search JOIN texts ON texts.number = search.rowid WHERE search MATCH ?"
            " ORDER BY search.rowid DESC",
            (query,),
        )
        return [article_id for (article_id,) in found]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["harbour", "pier", None]), st.integers(-2, 2))),
    st.lists(st.integers(0, 5)),
)
def test_search_knows_the_last_text_of_each_article(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str | None, int]], cuts: list[int]
) -> None:
    last: dict[str, tuple[str, int]] = {}
    with Store(tmp_path_factory.mktemp("texts") / "v.sqlite3") as store:
        changes: list[Text | TextGone] = []
        for number, (name, headline, second) in enumerate(steps):
            if headline is None:
                changes.append(TextGone(article_id_of(name)))
                last.pop(name, None)
            else:
                changes.append(words(name, headline, second * 1_000_000))
                last[name] = (headline, second)
            if number in cuts:
                store.save(changes, {})
                changes = []
        store.save(changes, {})
        for headline in ("harbour", "pier"):
            times = {article_id_of(name): at for name, (said, at) in last.items() if said == headline}
            found = matching(store, headline)
            assert sorted(found) == sorted(times)
            assert [times[i] for i in found] == sorted(times.values(), reverse=True), "newest first"


def merged_at(store: Store) -> int:
    """How many pieces the full-text index lets come together before it begins to merge them; 0: until it must."""
    with store.file.reader() as db:
        pieces: int = db.execute("SELECT v FROM search_config WHERE k = 'automerge'").fetchone()[0]
    return pieces


def test_the_index_is_merged_seldom_until_the_log_is_read_whole(store: Store) -> None:
    store.save([words("a", "harbour")], {})
    assert merged_at(store) == 0
    store.save([words("b", "harbour")], {}, current_at=100.0)
    assert merged_at(store) == 4
    store.save([], {}, current_at=200.0)
    assert merged_at(store) == 4
    store.begin_anew("cluster", 300.0)
    assert merged_at(store) == 0


def test_articles_that_want_one_number_get_neighbours(store: Store) -> None:
    same = [replace(words(name, "harbour"), number=7) for name in "abc"]
    store.save(same, {})
    with store.file.reader() as db:
        assert db.execute("SELECT number FROM texts ORDER BY number").fetchall() == [(7,), (8,), (9,)]
    store.save([TextGone(article_id_of("b"))], {})
    assert sorted(matching(store, "harbour")) == sorted(map(article_id_of, "ac"))


def test_systems_side_by_side_have_files_of_their_own(tmp_path: Path) -> None:
    assert store_path(Settings(data=tmp_path)) == tmp_path / "view.sqlite3"
    assert store_path(Settings(data=tmp_path, topic_prefix="test.")) == tmp_path / "view-test..sqlite3"
