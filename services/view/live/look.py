"""One look at the store: what it holds now, and what changed since, for each filter that somebody has."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.view.live.change_filter import ChangeFilter
from services.view.live.changed_articles import Asked, Changed, stretch
from services.view.live.matching import matching
from services.view.live.outcome import Outcome, outcome
from services.view.live.position import Known, Reached, log_name
from services.view.sqlite_file import SqliteFile

PAGE = 500
"""Changes that are read at once: some 400 KB."""


class Told(NamedTuple):
    """What one filter's clients are told of an article."""

    changed: Changed
    outcome: Outcome


class Look(NamedTuple):
    """`told`: by filter, in the order in which it must be told; `known`: what a client knows then."""

    told: Mapping[ChangeFilter, Sequence[Told]]
    known: Known


@contextmanager
def one_state(file: SqliteFile) -> Iterator[sqlite3.Connection]:
    """A connection on which the store stands still; raises `StoreError`."""
    with file.reader() as db:
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("COMMIT")


def known_here(db: sqlite3.Connection) -> Known | None:
    """What the store knows; None while it has read nothing."""
    held = db.execute("SELECT cluster_id, current_at FROM held").fetchone()
    marks = {(topic, number): at for topic, number, at in db.execute("SELECT topic, partition, next_offset FROM marks")}
    if held is None or not marks:
        return None
    topics = sorted({topic for topic, _ in marks})
    related = _offsets(marks, HEADLINES_RELATED.name)
    current = _offsets(marks, ARTICLES_CURRENT.name)
    partitions = range(1 + max(number for _, number in marks))
    position = tuple(Reached(related.get(number, 0), current.get(number, 0)) for number in partitions)
    return Known(log_name(held[0], topics), int(held[1]), position)


def look(db: sqlite3.Connection, filters: Collection[ChangeFilter], had: Known, here: Known) -> Look:
    """At most a page of what a client is told that `had` something; `here` is what the store knows, or lately knew."""
    articles = {filter_.article for filter_ in filters}
    only = articles.pop() if len(articles) == 1 else None
    by_text = any(filter_.expression is not None for filter_ in filters)
    changed, position = stretch(db, Asked(only, by_text), had.position, here.position, PAGE)
    # Until a client has all, retractions that are as old as what it had are news to it.
    known = here if position == here.position else replace(had, position=position)
    if not changed:
        return Look({}, known)
    expressions = {filter_.expression for filter_ in filters if filter_.expression is not None}
    there = list(dict.fromkeys(change.id for change in changed if change.article is not None))
    found = matching(db, there, expressions) if expressions else {}
    of_article: defaultdict[str | None, list[Changed]] = defaultdict(list)
    for change in changed:
        of_article[change.id].append(change)
    of_article[None] = list(changed)
    told = {f: _told(of_article[f.article], found.get(f.expression or "")) for f in filters if f.article in of_article}
    return Look(told, known)


def _told(changed: Sequence[Changed], matches: set[str] | None) -> list[Told]:
    """`matches`: ids of those whose text does; None when the filter does not ask for the text."""
    outcomes = ((c, outcome(c, by_text=matches is not None, matches=c.id in (matches or ()))) for c in changed)
    return [Told(c, told) for c, told in outcomes if told is not None]


def _offsets(marks: dict[tuple[str, int], int], topic: str) -> dict[int, int]:
    """By partition. The broker's name of a topic is ours with a prefix."""
    return {number: at for (name, number), at in marks.items() if name.endswith(topic)}
