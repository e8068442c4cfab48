"""GET /v1/themes and /v1/themes/{id}."""

import pytest
from httpx import AsyncClient

from schemas.article_id import article_id_of
from services.view.store import Store
from tests.unit.view.example_records import copy, entry, put, related

HARBOUR, FERRY, PIER = map(article_id_of, ("harbour", "ferry", "pier"))


def put_harbour(store: Store) -> None:
    """A theme of three articles, of which one is there twice, and what is on no theme."""
    put(
        store,
        related("harbour", entry("ferry", score=600), entry("pier", score=500)),
        related("ferry", minutes=90),
        related("pier", minutes=20, copies=(copy("echo", score=900),)),
        related("echo", minutes=30, copies=(copy("pier", score=900),)),
        related("elsewhere", entry("harbour", score=200)),
    )


def put_pairs(store: Store, count: int) -> None:
    for n in range(count):
        put(store, related(f"a{n}", entry(f"b{n}", score=600), minutes=n), related(f"b{n}"))


async def test_a_theme_is_told_with_its_articles_to_whoever_names_one_of_them(
    store: Store, reader: AsyncClient
) -> None:
    put_harbour(store)
    (listed,) = (await reader.get("/v1/themes")).json()["themes"]
    assert listed == {
        "id": HARBOUR,
        "headline": "The harbour reopens",
        "size": 3,
        "publishers": ["Coast Gazette"],
        "first": "2026-03-03T12:30:00+00:00",
        "last": "2026-03-03T14:00:00+00:00",
        "timeline": {"unit": "hour", "start": "2026-03-03T12:00:00+00:00", "counts": [2, 0, 1]},
    }
    whole = (await reader.get(f"/v1/themes/{HARBOUR}")).json()
    articles = whole.pop("articles")
    assert whole == listed
    assert [article["id"] for article in articles] == [FERRY, PIER, HARBOUR]
    assert articles[1] == (await reader.get(f"/v1/articles/{PIER}")).json()
    for name in ("ferry", "pier", "echo"):
        answer = (await reader.get(f"/v1/themes/{article_id_of(name)}")).json()
        assert answer == whole | {"articles": articles}


async def test_themes_come_page_by_page(store: Store, reader: AsyncClient) -> None:
    put_pairs(store, 5)
    seen: list[str] = []
    cursor, pages = None, 0
    while cursor or not pages:
        body = (await reader.get("/v1/themes", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [theme["last"] for theme in body["themes"]]
        cursor, pages = body["next_cursor"], pages + 1
    assert seen == [f"2026-03-03T12:3{n}:00+00:00" for n in (4, 3, 2, 1, 0)]
    assert pages == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("publisher=News.example", True),
        ("publisher=other.example", False),
        ("language=en", True),
        ("language=de", False),
        ("since=2026-03-03T14:00:00Z", True),
        ("since=2026-03-03T14:00:01Z", False),
        ("min_size=3", True),
        ("min_size=4", False),
    ],
)
async def test_themes_are_filtered(store: Store, reader: AsyncClient, query: str, found: bool) -> None:
    put_harbour(store)
    body = (await reader.get(f"/v1/themes?{query}")).json()
    assert [theme["id"] for theme in body["themes"]] == [HARBOUR] * found
    assert body["next_cursor"] is None


async def test_what_a_reader_has_is_not_sent_again(store: Store, reader: AsyncClient) -> None:
    put_harbour(store)
    for path in ("/v1/themes", f"/v1/themes/{PIER}"):
        tag = (await reader.get(path)).headers["etag"]
        assert (await reader.get(path, headers={"if-none-match": tag})).status_code == 304


async def test_no_articles_are_no_themes(reader: AsyncClient) -> None:
    assert (await reader.get("/v1/themes")).json() == {"themes": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"/v1/themes/{article_id_of('elsewhere')}", 404, "GET /v1/themes"),
        ("/v1/themes?cursor=nonsense", 400, "next_cursor"),
        (f"/v1/themes/{HARBOUR}?limit=1", 422, "no parameters"),
        ("/v1/themes?limit=0", 422, "limit"),
        ("/v1/themes?limit=101", 422, "limit"),
        ("/v1/themes?min_size=1", 422, "min_size"),
        ("/v1/themes?since=2026-03-03", 422, "since"),
        ("/v1/themes?order=size", 422, "order"),
        ("/v1/themes?limit=1&limit=2", 422, "once"),
    ],
)
async def test_a_wrong_request_is_a_problem_that_names_what_is_wrong(
    store: Store, reader: AsyncClient, path: str, status: int, said: str
) -> None:
    put_harbour(store)
    answer = await reader.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
