"""GET and POST /v1/related."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient, Response

from schemas.article_id import article_id_of
from services.relatedness.recompute import recompute
from services.view.http import create_app
from services.view.related_to_text import signature_search
from services.view.related_to_text.signature_search import SignatureSearch
from services.view.store import Store
from tests.unit.view.example_records import Produced, copy, entry, put, related
from tests.unit.view.related_to_text.signatures import ARTICLES, signature
from tests.waiting import until

ENGLISH = [one for one in ARTICLES if one.language == "en"]
ASKED = ENGLISH[0].parsed
URL_ID = article_id_of("https://gazette.example/harbour")
QUESTION = {"headline": ASKED.headline, "published": "2031-05-01T12:00:00+00:00"}


@pytest.fixture
async def signatures() -> AsyncIterator[SignatureSearch]:
    search = SignatureSearch()
    yield search
    search.close()


@pytest.fixture
async def reader(store: Store, signatures: SignatureSearch) -> AsyncIterator[AsyncClient]:
    app = create_app(store, signatures)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://view.example") as client:
        yield client


async def read(signatures: SignatureSearch, *records: Produced) -> None:
    """Everything is read: the English articles and then these records."""
    await signatures.take([Produced(one.parsed.id.encode(), signature(one.article)) for one in ENGLISH])
    await signatures.take(records)
    signatures.whole()


def problem(answer: Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    detail: str = answer.json()["detail"]
    return detail


async def test_an_article_is_found_by_its_url_however_that_is_written(store: Store, reader: AsyncClient) -> None:
    record = related("harbour", entry("ferry"), entry("pier"), copies=(copy("echo"),))
    put(store, record.model_copy(update={"article": record.article.model_copy(update={"id": URL_ID})}))
    for url in ("https://gazette.example/harbour", " HTTPS://Gazette.example:443/harbour?utm_source=x#top"):
        body = (await reader.get("/v1/related", params={"url": url})).json()
        assert body == {
            "article_id": URL_ID,
            "copies": [shown.to_json() for shown in record.article.copies],
            "related": record.to_json()["related"],
            "related_count": 2,
        }
    limited = (await reader.get("/v1/related", params={"url": "https://gazette.example/harbour", "limit": 1})).json()
    assert (len(limited["related"]), limited["related_count"]) == (1, 2)


async def test_an_unknown_url_is_a_problem_that_says_what_to_do(reader: AsyncClient) -> None:
    detail = problem(await reader.get("/v1/related?url=https://gazette.example/other"), 404)
    assert "POST /v1/documents" in detail
    assert "POST /v1/related" in detail


async def test_a_text_has_what_the_article_would_have(signatures: SignatureSearch, reader: AsyncClient) -> None:
    await read(signatures)
    (own,) = (view for view in recompute(one.article for one in ENGLISH) if view.article.id == ASKED.id)
    body = (await reader.post("/v1/related", json=QUESTION | {"text": ASKED.body[0], "language": "en"})).json()
    assert body["related"] == own.to_json()["related"] != []
    assert (body["article_id"], body["related_count"]) == (None, len(own.related))
    assert [found["id"] for found in body["copies"]] == [ASKED.id]
    by_headline = (await reader.get("/v1/related", params=QUESTION)).json()
    assert [found["id"] for found in by_headline["copies"]] == [ASKED.id]
    of_publisher = (await reader.get("/v1/related", params=QUESTION | {"publisher": "a.example", "limit": 1})).json()
    assert of_publisher["related"] == by_headline["related"][:1]


async def test_nothing_is_answered_before_all_is_read(signatures: SignatureSearch, reader: AsyncClient) -> None:
    answer = await reader.get("/v1/related", params=QUESTION)
    assert "still being read" in problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    await read(signatures)
    assert (await reader.get("/v1/related", params=QUESTION)).status_code == 200
    signatures.begin_anew()
    assert "still being read" in problem(await reader.get("/v1/related", params=QUESTION), 503)


async def test_signatures_of_another_scorer_are_not_mixed(signatures: SignatureSearch, reader: AsyncClient) -> None:
    other = ENGLISH[3]
    await read(signatures, Produced(other.parsed.id.encode(), signature(other.article, scorer="3")))
    answer = await reader.get("/v1/related", params=QUESTION)
    assert "scorer '3'" in problem(answer, 503)
    assert answer.headers["retry-after"]


@pytest.mark.expects_log("skipped a record")
async def test_a_record_that_is_none_costs_nothing_but_itself(signatures: SignatureSearch, reader: AsyncClient) -> None:
    await read(signatures, Produced(ENGLISH[3].parsed.id.encode(), b"{"), Produced(None, None))
    assert (await reader.get("/v1/related", params=QUESTION)).json()["related_count"] > 0


async def test_so_many_wait_at_once(
    signatures: SignatureSearch, reader: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await read(signatures)
    monkeypatch.setattr(signature_search, "WAITING_AT_MOST", 3)
    goes_on = threading.Event()
    signatures._thread.submit(goes_on.wait)
    waiting = [asyncio.create_task(reader.get("/v1/related", params=QUESTION)) for _ in range(3)]

    async def three_wait() -> bool:
        return signatures._waiting == 3

    await until(three_wait, "three texts wait for the thread")
    assert "at once" in problem(await reader.get("/v1/related", params=QUESTION), 503)
    goes_on.set()
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200, 200, 200]
    assert (await reader.get("/v1/related", params=QUESTION)).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "url, headline"),
        ("url=https://a.example/&headline=b", "url, headline"),
        ("url=https://a.example/&language=en", "url, headline"),
        ("published=2031-02-03T04:05:06Z", "url, headline"),
        ("url=https://a.example/?a=1&b=2", "%26"),
        ("headline=a&headline=b", "once"),
        ("headline=a&language=english", "language"),
        ("headline=", "headline"),
        ("headline=a&published=2031-02-03", "published"),
        ("headline=a&published=1900000000", "published"),
        ("headline=a&published=2031-02-03T04:05:06", "published"),
        ("headline=a&published=2031-02-03T04:05:06+02:00", "%2B"),
        ("headline=a&published=2031-13-03T04:05:06Z", "published"),
        ("headline=a&published=0001-01-01T00:00:00%2B09:00", "published"),
        ("headline=a&limit=0", "limit"),
        ("headline=" + 401 * "a", "headline"),
    ],
)
async def test_a_wrong_question_is_a_problem_that_names_what_is_wrong(
    reader: AsyncClient, query: str, said: str
) -> None:
    assert said in problem(await reader.get(f"/v1/related?{query}"), 422)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "body: Input should be an object"),
        (b"{}", "headline"),
        (b'{"headline": "a", "txt": "b"}', "txt"),
        (b'{"headline": "a\\ud800"}', "JSON"),
        (b'{"headline": "a", "published": 5}', "published"),
    ],
)
async def test_a_wrong_body_is_a_problem_that_names_what_is_wrong(reader: AsyncClient, body: bytes, said: str) -> None:
    assert said in problem(await reader.post("/v1/related", content=body), 422)


async def test_a_body_has_limits(reader: AsyncClient) -> None:
    assert "bytes" in problem(await reader.post("/v1/related", content=b" " * (1024 * 1024 + 1)), 413)
    html = {"content-type": "text/html; charset=utf-8"}
    assert "application/json" in problem(await reader.post("/v1/related", content=b"{}", headers=html), 415)


async def test_a_method_that_is_not_taken_is_told_all_that_are(reader: AsyncClient) -> None:
    answer = await reader.delete("/v1/related")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
