"""What changed since a time: nothing that changes while it is read, or afterwards, is missed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article_id import article_id_of
from schemas.topics import HEADLINES_RELATED
from services.view.articles.asked import Asked
from services.view.articles.changed_since import changed_since
from services.view.cursor import CursorError
from services.view.resume import Mark
from services.view.store import Store
from tests.unit.view.example_rows import gone, row

PARTITIONS = 3
TOPIC = f"test-{HEADLINES_RELATED.name}"


class Log:
    """Writes changes to a store as the log has them: each with the next offset of its article's partition."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ends = [0] * PARTITIONS
        self.now: dict[str, int] = {}

    def write(self, name: str, updated_us: int | None) -> None:
        """An article's new record, or None for its retraction."""
        partition = int(article_id_of(name), 16) % PARTITIONS
        offset = self._ends[partition]
        self._ends[partition] += 1
        marks = {(TOPIC, n): Mark(end) for n, end in enumerate(self._ends)}
        if updated_us is None:
            self.now.pop(article_id_of(name), None)
            self._store.save([replace(gone(name), partition=partition, offset=offset)], marks)
        else:
            self.now[article_id_of(name)] = updated_us
            self._store.save([replace(row(name), partition=partition, offset=offset, updated_us=updated_us)], marks)


changes = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 9) | st.none()), max_size=8)


@given(before=changes, between=st.lists(changes, max_size=6), limit=st.integers(1, 4), since=st.integers(0, 9))
def test_what_a_client_keeps_is_what_the_store_has(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, int | None]],
    between: list[list[tuple[str, int | None]]],
    limit: int,
    since: int,
) -> None:
    with Store(tmp_path_factory.mktemp("changed") / "v.sqlite3") as store:
        store.begin_anew("cluster", 0.0)
        log = Log(store)
        for change in before:
            log.write(*change)
        kept: dict[str, int] = {}
        cursor: str | None = None
        while True:
            page = changed_since(store.file, limit, cursor, Asked(), since)
            assert len(page.articles) <= limit
            kept |= {article.id: article.updated_us for article in page.articles}
            cursor = page.next_cursor or page.later_cursor
            if page.next_cursor is None and not between:
                break
            for change in between.pop(0) if between else []:
                log.write(*change)
        there = {id_: at for id_, at in log.now.items() if at >= since}
        assert {id_: at for id_, at in kept.items() if id_ in there} == there, "the last state of each"
        assert changed_since(store.file, limit, cursor, Asked(), since).articles == [], "and nothing twice"


def test_a_replica_that_is_behind_the_cursor_tells_nothing_of_what_lies_before_it(store: Store) -> None:
    store.save([replace(row("a"), partition=0, offset=8)], {(TOPIC, 0): Mark(9)})
    ahead = changed_since(store.file, 10, None, Asked(), 0).later_cursor
    store.begin_anew("cluster", 0.0)
    store.save([replace(row("a"), partition=0, offset=3)], {(TOPIC, 0): Mark(4)})
    page = changed_since(store.file, 10, ahead, Asked(), 0)
    assert (page.articles, page.later_cursor) == ([], ahead)
    store.save([replace(row("a"), partition=0, offset=9)], {(TOPIC, 0): Mark(10)})
    assert len(changed_since(store.file, 10, page.later_cursor, Asked(), 0).articles) == 1


def test_a_cursor_of_another_log_is_refused(store: Store) -> None:
    store.save([row("a")], {(TOPIC, 0): Mark(9)})
    cursor = changed_since(store.file, 10, None, Asked(), 0).later_cursor
    store.begin_anew("another cluster", 0.0)
    store.save([row("a")], {(TOPIC, 0): Mark(9)})
    with pytest.raises(CursorError, match="begin again without it"):
        changed_since(store.file, 10, cursor, Asked(), 0)


def test_it_can_be_narrowed(store: Store) -> None:
    store.save([row("a"), replace(row("b"), publisher="wire.example", language="de")], {(TOPIC, 1): Mark(9)})
    for asked in (Asked(publisher="wire.example"), Asked(language="de")):
        assert [a.id for a in changed_since(store.file, 10, None, asked, 0).articles] == [article_id_of("b")]
