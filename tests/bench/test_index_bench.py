"""Adding an article and finding what is related to it, beside the full-text index that comes with Python."""

import sqlite3
import time
from datetime import datetime

import pytest

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Published, Version
from services.relatedness.article import Article
from services.relatedness.postings import Postings
from services.relatedness.terms import terms
from tests.shared_data import stream

ARTICLES = 10_000
QUERY_TERMS = 12


def parsed(article: dict[str, str]) -> ParsedArticle:
    at = datetime.fromisoformat(article["published_at"])
    return ParsedArticle(
        id=article_id_of(article["id"]),
        version=Version(observed_at=at, content_hash="0" * 32),
        headline=article["headline"],
        body=[article["text"]],
        published=Published(at=at, as_written="stream"),
        effective_at=at,
        language="en",
        parser_version="bench",
    )


@pytest.mark.timeout(600)
def test_add_and_query_beside_fts5(capsys: pytest.CaptureFixture[str]) -> None:
    articles = stream("allsides_dev", ARTICLES)
    started = time.perf_counter()
    ours = [Article.of(parsed(article)) for article in articles]
    signing = time.perf_counter() - started
    postings = Postings()
    started = time.perf_counter()
    for one in ours:
        postings.related(one)
        postings.add(one)
    finding = time.perf_counter() - started

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE articles USING fts5(headline, body, tokenize='porter')")
    started = time.perf_counter()
    for article in articles:
        words = [word for word, _ in terms(article["headline"], "xx")][:QUERY_TERMS]
        query = " OR ".join(f'"{word}"' for word in words)
        if query:
            database.execute(
                "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 20", (query,)
            ).fetchall()
        database.execute("INSERT INTO articles VALUES (?, ?)", (article["headline"], article["text"]))
    beside = time.perf_counter() - started
    database.close()
    with capsys.disabled():
        print(f"\n{ARTICLES} articles, ms an article: signature {signing / ARTICLES * 1000:.2f},", end=" ")
        print(f"add and every related one {finding / ARTICLES * 1000:.2f},", end=" ")
        print(f"SQLite FTS5 insert and best 20 by headline {beside / ARTICLES * 1000:.2f}:", end=" ")
        print(f"ratio FTS5 / ours with signature {beside / (signing + finding):.1f}")
