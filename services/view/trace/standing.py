"""How an article stands now: its newest version here, and whose views show it."""

from dataclasses import dataclass, field

import orjson

from services.view.sqlite_file import SqliteFile

SHOWN = 100
"""Views that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class InView:
    """An article that has the one that is traced among its related headlines."""

    article_id: str
    headline: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`gone_ms`: when the retraction came, in milliseconds since 1970; None when there is none. The rest is empty for
    an article that is not here."""

    here: bool
    gone_ms: int | None = None
    headline: str | None = None
    observed_at: str | None = None
    content_hash: str | None = None
    related_count: int | None = None
    in_views: list[InView] = field(default_factory=list)
    in_views_count: int = 0


def standing(file: SqliteFile, article_id: str) -> Standing:
    """Looks through the links of all articles: some 100 ms at 200,000. Raises `StoreError`."""
    with file.reader() as db:
        found = db.execute("SELECT article, related_count FROM articles WHERE id = ?", (article_id,)).fetchone()
        if found is None:
            gone = db.execute("SELECT timestamp_ms FROM gone WHERE id = ?", (article_id,)).fetchone()
            return Standing(here=False, gone_ms=gone and gone[0])
        article = orjson.loads(found[0])
        # Links are JSON, and ids hex digits: an id in quotes is nothing but that id.
        views = db.execute(
            "SELECT id, article FROM articles WHERE instr(links, ?) > 0 ORDER BY effective_us DESC",
            (orjson.dumps(article_id),),
        ).fetchall()
    return Standing(
        here=True,
        headline=article["headline"],
        observed_at=article["version"]["observed_at"],
        content_hash=article["version"]["content_hash"],
        related_count=found[1],
        in_views=[InView(id_, orjson.loads(view)["headline"]) for id_, view in views[:SHOWN]],
        in_views_count=len(views),
    )
