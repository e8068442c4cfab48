"""What may be said in a query, and what is refused."""

import pytest
from httpx import AsyncClient

from schemas.article_id import article_id_of
from schemas.topics import HEADLINES_RELATED
from services.view.resume import Mark
from services.view.store import Store
from tests.unit.view.example_records import copy, entry, listed, put, put_texts, related, text

HARBOUR = article_id_of("harbour")
RELATED = f"/v1/articles/{HARBOUR}/related"


@pytest.fixture(autouse=True)
def articles(store: Store) -> None:
    put(store, related("harbour", listed("Strike"), entry("ferry", copies=[copy("wire")])), related("pier", minutes=1))
    put_texts(store, text("harbour", body=["The ferry, at last."], topics=["Sea & Coast"]), text("pier", minutes=1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["pier", "harbour"]),
        ("publisher=News.Example", ["pier", "harbour"]),
        ("publisher=other.example", []),
        ("language=EN", ["pier", "harbour"]),
        ("language=de", []),
        ("topic=sea+%26+coast", ["harbour"]),
        ("q=ferry", ["harbour"]),
        ("q=reopens&sort=relevance", ["pier", "harbour"]),
        ("sort=updated", ["pier", "harbour"]),
        ("since=2026-03-03T12:31:00Z", ["pier"]),
        ("until=2026-03-03T13:31:00%2B01:00", ["harbour"]),
        ("updated_since=2026-03-03T12:30:00Z", ["harbour", "pier"]),
        ("updated_since=2026-03-03T12:30:01Z", []),
    ],
)
async def test_articles_are_narrowed_and_sorted(reader: AsyncClient, query: str, found: list[str]) -> None:
    answer = await reader.get(f"/v1/articles?{query}")
    assert answer.status_code == 200, answer.text
    names = [article["headline"].split()[1] for article in answer.json()["articles"]]
    # Ids and not times tell the order of two that were updated at once.
    assert (sorted(names) if "updated" in query else names) == (sorted(found) if "updated" in query else found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Strike", "The ferry reopens"]),
        ("limit=1", ["Strike"]),
        ("reasons=lexical,semantic", ["The ferry reopens"]),
        ("copies=all&order=recent", ["The ferry reopens", "The wire reopens", "Strike"]),
    ],
)
async def test_so_are_related_headlines(reader: AsyncClient, query: str, found: list[str]) -> None:
    answer = await reader.get(f"{RELATED}?{query}")
    assert [headline["headline"] for headline in answer.json()["related"]] == found


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/articles?topic=sea&coast", "coast: not known here"),
        ("/v1/articles?language=english", "language"),
        ("/v1/articles?q=%21%21", "q names no word"),
        ("/v1/articles?q=", "q"),
        ("/v1/articles?since=2026-03-03", "since: Value error, not an RFC 3339 time"),
        ("/v1/articles?since=2026-03-03T12:31:00+01:00", "%2B"),
        ("/v1/articles?sort=relevance", "give q"),
        ("/v1/articles?sort=oldest", "sort"),
        ("/v1/articles?sort=updated&updated_since=2026-03-03T12:30:00Z", "leave sort out"),
        ("/v1/articles?q=a&q=b", "q: give it once"),
        (f"/v1/articles/{HARBOUR}?limit=3", "no parameters here"),
        (f"{RELATED}?limit=0", "limit"),
        (f"{RELATED}?limit=1001", "limit"),
        (f"{RELATED}?reasons=listed,mood", "reasons"),
        (f"{RELATED}?copies=none", "copies"),
        (f"{RELATED}?mood=calm", "mood: not known here"),
        (f"{RELATED}?limit=1&limit=2", "limit: give it once"),
    ],
)
async def test_what_is_not_known_is_refused_by_name(reader: AsyncClient, path: str, said: str) -> None:
    answer = await reader.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert said in answer.json()["detail"]


async def test_a_cursor_that_belongs_elsewhere_is_refused(store: Store, reader: AsyncClient) -> None:
    cursor = (await reader.get("/v1/articles?limit=1")).json()["next_cursor"]
    assert (await reader.get(f"/v1/articles?sort=updated&cursor={cursor}")).status_code == 400
    store.save([], {(HEADLINES_RELATED.name, 0): Mark(10**9)})
    later = (await reader.get("/v1/articles?updated_since=2026-03-03T12:30:00Z")).json()["later_cursor"]
    answer = await reader.get(f"/v1/articles?updated_since=2026-03-03T12:30:00Z&cursor={later}")
    assert answer.json()["articles"] == []
