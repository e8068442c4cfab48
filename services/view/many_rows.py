"""Many rows by one statement.

After each statement a thread waits for the interpreter, for as long as another one computes (5 ms and more): with one
for each row nothing would be written while the next records are read. One for many rows runs beside the reading.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import orjson

ROWS = 2000
"""Rows of one statement: 11 columns of them stay below 32,766 parameters, what SQLite takes by default."""


def insert(db: sqlite3.Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    """Runs `statement`, whose `{rows}` stands for the rows; all have the same number of columns."""
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        marks = f"({', '.join('?' * len(some[0]))})"
        values = [value for row in some for value in row]
        db.execute(statement.format(rows=", ".join([marks] * len(some))), values)


def of_all(db: sqlite3.Connection, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Runs `statement`, whose `json_each(?)` is of `values`, and gives its rows; does nothing without values."""
    return db.execute(statement, (orjson.dumps(values).decode(),)).fetchall() if values else []
