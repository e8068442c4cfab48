"""The JSON answers."""

from pathlib import Path

import pytest
from httpx import AsyncClient
from pydantic import BaseModel

from schemas.article_id import article_id_of
from services.view.articles.examples import ARTICLE, LIST, RELATED, Responses
from services.view.articles.models import Article, ArticleList, Related
from services.view.http import create_app
from services.view.store import Store
from tests.unit.view.example_records import copy, entry, listed, put, put_texts, related, text

HARBOUR = article_id_of("harbour")


async def test_the_newest_articles_come_page_by_page(store: Store, reader: AsyncClient) -> None:
    put(store, *(related(f"story-{n}", entry("x"), minutes=n) for n in range(5)))
    headlines: list[str] = []
    cursor, pages = None, 0
    while cursor or not pages:
        body = (await reader.get("/v1/articles", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        headlines += [article["headline"] for article in body["articles"]]
        cursor, pages = body["next_cursor"], pages + 1
    assert headlines == [f"The story-{n} reopens" for n in (4, 3, 2, 1, 0)]
    assert pages == 3


async def test_a_full_last_page_has_no_next(store: Store, reader: AsyncClient) -> None:
    put(store, related("a"), related("b", minutes=1))
    assert (await reader.get("/v1/articles?limit=2")).json()["next_cursor"] is None
    assert (await reader.get("/v1/articles")).json()["next_cursor"] is None


async def test_an_article_is_what_the_record_says(store: Store, reader: AsyncClient) -> None:
    record = related("harbour", entry("ferry"), copies=(copy("echo"),))
    put(store, record)
    body = (await reader.get(f"/v1/articles/{HARBOUR}")).json()
    told = {"related_count": 1, "updated": "2026-03-03T12:30:00+00:00"}
    assert body == record.article.to_json() | told | {"dek": None, "authors": [], "topics": []}
    put_texts(store, text("harbour", dek='The "old" pier.', authors=["Ada Lind", "Bo"], topics=["Harbour"]))
    body = (await reader.get(f"/v1/articles/{HARBOUR}")).json()
    assert (body["dek"], body["authors"], body["topics"]) == ('The "old" pier.', ["Ada Lind", "Bo"], ["Harbour"])


async def test_related_headlines_are_what_the_record_says(store: Store, reader: AsyncClient) -> None:
    record = related("harbour", listed("Ferry strike ends"), entry("ferry", copies=[copy("wire")]), entry("pier"))
    put(store, record)
    body = (await reader.get(f"/v1/articles/{HARBOUR}/related")).json()
    assert body["related"] == record.to_json()["related"]
    assert body["related"][0]["id"] is None
    assert (body["article_id"], body["related_count"], body["updated"]) == (HARBOUR, 3, "2026-03-03T12:30:00+00:00")
    limited = (await reader.get(f"/v1/articles/{HARBOUR}/related?limit=1")).json()
    assert limited == body | {"related": body["related"][:1]}


@pytest.mark.parametrize("path", [f"/v1/articles/{HARBOUR}", f"/v1/articles/{HARBOUR}/related", "/v1/articles/%00'--"])
async def test_an_unknown_article_is_a_problem_that_says_what_to_do(reader: AsyncClient, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (404, "Not Found")
    assert "GET /v1/articles" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/v1/articles?cursor=nonsense", 400, "next_cursor"),
        ("/v1/articles?limit=0", 422, "limit"),
        ("/v1/articles?limit=101", 422, "limit"),
        (f"/v1/articles/{HARBOUR}/related?limit=x", 422, "limit"),
        ("/v1/nothing", 404, "/v1/articles"),
    ],
)
async def test_a_wrong_request_is_a_problem_that_names_what_is_wrong(
    reader: AsyncClient, path: str, status: int, said: str
) -> None:
    answer = await reader.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert said in answer.json()["detail"]


async def test_another_method_is_refused_with_those_that_work(reader: AsyncClient) -> None:
    answer = await reader.post("/v1/articles")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["title"] == "Method Not Allowed"


@pytest.mark.expects_log("a reader could not be answered")
async def test_a_store_that_cannot_be_read_is_said_without_its_path(store: Store, reader: AsyncClient) -> None:
    with store.file.transaction() as db:
        db.execute("DROP TABLE articles")
    answer = await reader.get("/v1/articles")
    assert answer.status_code == 503
    assert "view's log" in answer.json()["detail"]
    assert "sqlite" not in answer.text
    assert (await reader.get("/")).status_code == 503


def test_the_description_needs_no_broker_and_tells_of_every_answer(tmp_path: Path) -> None:
    with Store(tmp_path / "v.sqlite3") as store:
        described = create_app(store).openapi()["paths"]
    paths = {path: operations for path, operations in described.items() if path.startswith("/v1/articles")}
    del paths["/v1/articles/{article_id}/embed"]
    assert set(paths) == {"/v1/articles", "/v1/articles/{article_id}", "/v1/articles/{article_id}/related"}
    for path, operations in paths.items():
        operation = operations["get"]
        assert operation["summary"]
        problems = {s for s, r in operation["responses"].items() if "application/problem+json" in r.get("content", {})}
        assert problems == {"401", "403", "422", "400" if path == "/v1/articles" else "404"}
        assert operation["responses"]["200"]["content"]["application/json"]["example"]


@pytest.mark.parametrize(
    ("model", "responses"), [(Article, ARTICLE), (ArticleList, LIST), (Related, RELATED)], ids=lambda value: ""
)
def test_the_examples_are_such_answers(model: type[BaseModel], responses: Responses) -> None:
    example = responses[200]["content"]["application/json"]["example"]
    assert model.model_validate(example).model_dump(mode="json") == example
