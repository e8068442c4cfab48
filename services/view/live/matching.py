"""Which of some articles match which of some filters."""

import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing

import orjson

FEW = 4
"""Expressions up to which the store's own index is asked, at 10 us for each article and expression. For more, an index
of these articles alone is made: 100 us for each article, and then 10 us for each expression."""


def matching(db: sqlite3.Connection, ids: Sequence[str], expressions: Collection[str]) -> dict[str, set[str]]:
    """By expression, those of the articles `ids` whose text the full-text index finds by it."""
    listed = orjson.dumps(ids).decode()
    if len(expressions) <= FEW:
        return {expression: _found(db, listed, expression) for expression in expressions}
    rows = db.execute(
        "SELECT t.id, s.rowid, s.* FROM json_each(?) AS one CROSS JOIN texts t ON t.id = one.value"
        " CROSS JOIN search s ON s.rowid = t.number",
        (listed,),
    ).fetchall()
    id_of = {row[1]: row[0] for row in rows}
    (made,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'search'").fetchone()
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute(made)
        places = ", ".join("?" * 4)
        small.executemany(
            f"INSERT INTO search (rowid, headline, dek, body, labels) VALUES (?, {places})",  # noqa: S608 - no values
            {row[1:] for row in rows},
        )
        return {expression: {id_of[n] for n in _numbers(small, expression)} for expression in expressions}


def _found(db: sqlite3.Connection, ids: str, expression: str) -> set[str]:
    rows = db.execute(
        "SELECT t.id FROM json_each(?) AS one CROSS JOIN texts t ON t.id = one.value"
        " CROSS JOIN search ON search.rowid = t.number WHERE search MATCH ?",
        (ids, expression),
    )
    return {id_ for (id_,) in rows}


def _numbers(small: sqlite3.Connection, expression: str) -> list[int]:
    return [number for (number,) in small.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,))]
