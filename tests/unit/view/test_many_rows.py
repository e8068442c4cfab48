import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from services.view.many_rows import ROWS, insert, of_all


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute("CREATE TABLE words (number INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT")
        yield db


@pytest.mark.parametrize("count", [0, 1, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS + 7])
def test_every_row_is_inserted_once(db: sqlite3.Connection, count: int) -> None:
    rows = [(number, f"word {number}") for number in range(count)]
    insert(db, "INSERT INTO words VALUES {rows}", rows)
    assert db.execute("SELECT * FROM words ORDER BY number").fetchall() == rows


def test_a_statement_of_all_values_runs_once_and_not_without_any(db: sqlite3.Connection) -> None:
    insert(db, "INSERT INTO words VALUES {rows}", [(1, "one"), (2, "two"), (3, "three")])
    some = "SELECT word FROM words WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number"
    assert of_all(db, some, [3, 1, 7]) == [("one",), ("three",)]
    assert of_all(db, "no statement", []) == []


def test_the_widest_table_fits_one_statement(db: sqlite3.Connection) -> None:
    """SQLite takes 32,766 parameters unless it was built with more."""
    db.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    db.execute(f"CREATE TABLE wide ({', '.join(f'c{number}' for number in range(11))})")
    insert(db, "INSERT INTO wide VALUES {rows}", [tuple(range(11))] * ROWS)
    assert db.execute("SELECT count(*) FROM wide").fetchone() == (ROWS,)
