import os
import sqlite3
from pathlib import Path

import pytest

from schemas.article_id import article_id_of
from services.view.sqlite_file import StoreError
from services.view.store import Store
from services.view.tables import LAYOUT
from tests.unit.view.example_rows import row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "view.sqlite3"


def test_a_damaged_file_is_named_with_the_remedy(path: Path) -> None:
    path.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(StoreError, match="delete it") as caught:
        Store(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    path.unlink()
    with Store(path) as store:
        assert store.count() == 0, "the remedy works"


def test_damage_that_shows_later_is_named_too(path: Path) -> None:
    with Store(path) as store:
        store.begin_anew("cluster", 0.0)
        store.save([row(f"{n}", n, b"v" * 1000) for n in range(200)], {})
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(size - 8192))
    with Store(path) as store, pytest.raises(StoreError, match="delete it"):
        for n in range(200):
            store.article(article_id_of(f"{n}"))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(StoreError, match="THEMEWIRE_DATA"):
        Store(tmp_path / "file" / "view.sqlite3")
    (tmp_path / "view.sqlite3").mkdir()
    with pytest.raises(StoreError, match="can be written"):
        Store(tmp_path / "view.sqlite3")


def test_one_process_owns_the_file(path: Path) -> None:
    with Store(path), pytest.raises(StoreError, match="in use by another view"):
        Store(path)
    with Store(path) as store:
        assert store.count() == 0, "it is free again"


def test_a_full_disk_is_named_and_loses_nothing(path: Path) -> None:
    with Store(path) as store:
        store.begin_anew("cluster", 0.0)
        store.save([row("a")], {})
        pages = store.file.writer.execute("PRAGMA page_count").fetchone()[0]
        store.file.writer.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="disk has room"):
            store.save([row("b", value=os.urandom(1_000_000))], {})
        assert store.count() == 1


def test_a_file_of_another_layout_is_emptied(path: Path) -> None:
    with Store(path) as store:
        store.begin_anew("cluster", 0.0)
        store.save([row("a")], {})
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {LAYOUT + 1}")
        db.execute("CREATE TABLE later (x)")
    db.close()
    with Store(path) as store:
        assert store.held() is None
        assert store.count() == 0


def test_a_reader_cannot_write(path: Path) -> None:
    with Store(path) as store, pytest.raises(StoreError), store.file.reader() as db:
        db.execute("DELETE FROM articles")
