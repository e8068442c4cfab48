"""What a reader asks for finds what was indexed, in scripts that part words and in those that do not."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.view.search.indexed_text import indexed, label
from services.view.search.search_query import LONGEST, QueryError, search_query
from services.view.tables import TABLES


@pytest.fixture(scope="module")
def db() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.executescript(TABLES)
    return db


def finds(db: sqlite3.Connection, q: str, text: str) -> bool:
    """Whether the query finds an article with this headline."""
    query = search_query(q)
    expression = query.within("headline dek body")
    if query.unwanted:
        expression = f"({expression}) NOT ({{headline dek body}} : ({query.unwanted}))"
    db.execute("DELETE FROM search")
    db.execute("INSERT INTO search VALUES (?, '', '', '')", (indexed(text),))
    return bool(db.execute("SELECT 1 FROM search WHERE search MATCH ?", (expression,)).fetchall())


@pytest.mark.parametrize(
    ("q", "text", "found"),
    [
        ("ferry", "The Ferry sails", True),
        ("FERRY sails", "The ferry that sails", True),
        ("ferry sinks", "The ferry sails", False),
        ('"ferry sails"', "The ferry sails", True),
        ('"sails ferry"', "The ferry sails", False),
        ('"ferry sails', "The ferry sails", True),
        ("ferry -sails", "The ferry sails", False),
        ("ferry -sinks", "The ferry sails", True),
        ('ferry -"the ferry"', "The ferry sails", False),
        ("ferr", "The ferry sails", False),
        ("ferr*", "The ferry sails", True),
        ('"the ferr"*', "The ferry sails", True),
        ("cafe", "Café au lait", True),
        ("café", "The cafe", True),
        ("cafe\u0301", "Café", True),
        ("strasse", "Die Straße", True),
        ("STRASSE", "Die Straße", True),
        ("e-mail", "An e mail", True),
        ("e-mail", "mail e", False),
        ("don't", "don\u2019t", True),
        ("हिन्दी", "हिन्दी समाचार", True),
        ("हिन्द", "हिन्दी समाचार", False),
        ("奥运", "东京奥运会开幕", True),
        ("东京奥运", "东京奥运会开幕", True),
        ("运奥", "东京奥运会开幕", False),
        ("东", "东京奥运会开幕", True),
        ("幕", "东京奥运会开幕", True),
        ("東京", "东京奥运会开幕", True),
        ("东京", "東京オリンピックが開幕", True),
        ("京オリ", "東京オリンピックが開幕", True),
        ("서울", "서울에서 열린", True),
        ("ประเทศ", "ประเทศไทยวันนี้", True),
        ("GPT模型", "新的GPT模型发布", True),
        ("1,5", "1,5 million", True),
    ],
)
def test_a_query_finds(db: sqlite3.Connection, q: str, text: str, found: bool) -> None:
    assert finds(db, q, text) is found


@pytest.mark.parametrize("q", ["", "   ", "!!!", '""', '"', "*", "-", "-ferry", '-"a b"', "\0", "…"])
def test_a_query_without_a_wanted_word_is_refused_with_advice(q: str) -> None:
    with pytest.raises(QueryError, match="leave q out"):
        search_query(q)


@given(st.text(max_size=LONGEST + 50), st.text(max_size=60))
def test_no_query_is_an_error_of_the_index(db: sqlite3.Connection, q: str, text: str) -> None:
    try:
        finds(db, q, text)
    except QueryError as error:
        assert "leave q out" in str(error)


words = st.text("abcdefgäöüßéñøłčж東京大学พระ한국어", min_size=1, max_size=8)


@given(st.lists(words, min_size=1, max_size=8), st.data())
def test_words_of_a_text_find_it(db: sqlite3.Connection, text: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from(text), min_size=1, max_size=3))
    assert finds(db, " ".join(wanted), " ".join(text))


@given(st.text("東京大学病院한국어", min_size=1, max_size=12), st.data())
def test_any_stretch_of_a_text_without_spaces_finds_it(db: sqlite3.Connection, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert finds(db, text[start:end], text)


def test_a_label_is_one_word_and_does_not_tell_case(db: sqlite3.Connection) -> None:
    assert label("topic", "Foreign Affairs & More") == label("topic", "foreign affairs & more")
    assert label("topic", "a") != label("publisher", "a")
    assert label("topic", "a").isalnum()
