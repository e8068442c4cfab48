"""The HTTP port over a publisher that keeps what it was given: status codes, headers, problems."""

import gzip
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest
import zstandard

from schemas.article_id import article_id
from services.ingest.raw_message import RawMessage
from services.runtime.api_keys import Scope
from tests.unit.ingest.receiver.kept_log import LIMIT, Kept, KeptLog, app_over, assert_problem, client_of
from tests.unit.ingest.receiver.test_access import TEXTS, Clock, access_of, key_of

URL = "https://news.example/ferry"


@pytest.fixture
def log() -> KeptLog:
    return KeptLog()


@pytest.fixture
async def http(log: KeptLog) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_over(log)) as client:
        yield client


async def test_a_document_is_published_untouched_and_answered_with_its_receipt(
    http: httpx.AsyncClient, log: KeptLog
) -> None:
    answer = await http.post(
        "/v1/documents",
        params={"url": URL, "published": "2031-02-03T04:05:06+02:00", "publisher": "Harbour Gazette"},
        content=b"<p>\xff</p>",
        headers={"content-type": "text/html; charset=latin1", "ce-id": "obs-1", "ce-source": "/desk/7"},
    )
    [message] = log.messages
    assert answer.status_code == 202
    assert answer.json() == {
        "article_id": message.article_id,
        "topic": "raw",
        "partition": 3,
        "offset": 0,
        "ce_id": "obs-1",
    }
    headers = dict(message.headers)
    assert message.value == b"<p>\xff</p>"
    assert headers["ce_subject"] == URL.encode()
    assert headers["ce_source"] == b"/desk/7"
    assert headers["content-type"] == b"text/html; charset=latin1"
    assert headers["themewire-published"] == b"2031-02-03T04:05:06+02:00"
    assert headers["themewire-publisher"] == b"Harbour Gazette"
    assert log.pending.bytes == 0


async def test_ce_time_is_the_senders_or_the_arrival(http: httpx.AsyncClient, log: KeptLog) -> None:
    before = datetime.now().astimezone()
    await http.post("/v1/documents", content=b"x")
    await http.post("/v1/documents", content=b"x", headers={"ce-time": "2031-02-03T04:05:06Z"})
    arrived, told = (datetime.fromisoformat(dict(m.headers)["ce_time"].decode()) for m in log.messages)
    assert before <= arrived <= datetime.now().astimezone()
    assert told == datetime.fromisoformat("2031-02-03T04:05:06+00:00")


async def test_sending_twice_gives_the_same_ce_id(http: httpx.AsyncClient) -> None:
    first, second = [await http.post("/v1/documents", params={"url": URL}, content=b"x") for _ in range(2)]
    assert first.json()["ce_id"] == second.json()["ce_id"]
    assert first.json()["article_id"] == second.json()["article_id"]


@pytest.mark.parametrize("chunked", [True, False])
async def test_the_limit_holds_to_the_byte(http: httpx.AsyncClient, log: KeptLog, chunked: bool) -> None:
    async def chunks(size: int) -> AsyncIterator[bytes]:
        for start in range(0, size, 100):
            yield b"x" * min(100, size - start)

    def body(size: int) -> AsyncIterator[bytes] | bytes:
        return chunks(size) if chunked else b"x" * size

    assert (await http.post("/v1/documents", content=body(LIMIT))).status_code == 202
    assert_problem(await http.post("/v1/documents", content=body(LIMIT + 1)), 413, "document-too-large")
    assert len(log.messages) == 1
    assert log.pending.bytes == 0


@pytest.mark.parametrize(
    ("params", "headers", "expected"),
    [
        ({"url": "news.example/a"}, {}, (422, "bad-url")),
        ({"published": "soon"}, {}, (422, "bad-published")),
        ({"publisher": "x" * 600}, {}, (422, "bad-publisher")),
        ({}, {"ce-time": "2031-02-03"}, (400, "bad-time")),
        ({}, {"ce-id": "x" * 600}, (422, "bad-ce-id")),
        ({}, {"ce-source": "x" * 600}, (422, "bad-ce-source")),
    ],
)
async def test_a_wrong_word_is_a_problem_and_publishes_nothing(
    http: httpx.AsyncClient, log: KeptLog, params: dict[str, str], headers: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = await http.post("/v1/documents", params=params, headers=headers, content=b"x")
    assert_problem(answer, *expected)
    assert log.messages == []


async def test_an_empty_body_is_a_problem(http: httpx.AsyncClient, log: KeptLog) -> None:
    assert_problem(await http.post("/v1/documents"), 422, "empty-document")
    assert log.messages == []


async def test_delete_publishes_a_null_value(http: httpx.AsyncClient, log: KeptLog) -> None:
    article = "0123456789abcdef" * 2
    answer = await http.delete(f"/v1/documents/{article}", headers={"ce-time": "2031-02-03T04:05:06Z"})
    [message] = log.messages
    assert answer.status_code == 202
    assert answer.json()["article_id"] == article
    assert message.value is None
    assert message.key == article.encode()
    assert dict(message.headers)["ce_type"] == b"themewire.article.retracted"
    assert dict(message.headers)["ce_time"] == b"2031-02-03T04:05:06+00:00"


async def test_delete_of_a_malformed_id_is_a_problem(http: httpx.AsyncClient, log: KeptLog) -> None:
    assert_problem(await http.delete("/v1/documents/ferry"), 422, "bad-article-id")
    assert log.messages == []


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_without_the_brokers_word_the_sender_comes_back(
    http: httpx.AsyncClient, log: KeptLog, method: str
) -> None:
    log.away = True
    path = "/v1/documents" + ("/" + "0" * 32 if method == "DELETE" else "")
    answer = await http.request(method, path, content=b"x" if method == "POST" else None)
    assert_problem(answer, 503, "not-confirmed")
    assert int(answer.headers["retry-after"]) >= 1


async def test_back_pressure_is_503(http: httpx.AsyncClient, log: KeptLog) -> None:
    assert log.pending.take(log.pending.limit)
    answer = await http.post("/v1/documents", content=b"x")
    assert_problem(answer, 503, "busy")
    assert int(answer.headers["retry-after"]) >= 1
    assert log.messages == []


async def test_other_paths_and_methods_are_problems_too(http: httpx.AsyncClient) -> None:
    assert_problem(await http.get("/nothing"), 404, "http")
    answer = await http.put("/v1/documents", content=b"x")
    assert_problem(answer, 405, "http")
    assert answer.headers["allow"] == "POST"
    assert (await http.get("/v1/documents/batch")).headers["allow"] == "POST"
    assert (await http.get("/v1/documents/" + "0" * 32)).headers["allow"] == "DELETE, PUT"


class Broken(KeptLog):
    """Fails as a defect of our own would."""

    async def send(self, message: RawMessage) -> Kept:
        raise RuntimeError("a defect")


async def test_a_failure_of_our_own_is_a_problem_and_never_a_receipt() -> None:
    async with client_of(app_over(Broken())) as client:
        assert_problem(await client.post("/v1/documents", content=b"x"), 500, "internal")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
async def test_an_encoded_body_is_stored_decoded(http: httpx.AsyncClient, log: KeptLog, encoding: str) -> None:
    body = b"the ferry line reopens " * 40
    encoded = gzip.compress(body) if encoding == "gzip" else zstandard.compress(body)
    answer = await http.post("/v1/documents", content=encoded, headers={"content-encoding": encoding})
    assert answer.status_code == 202
    assert [message.value for message in log.messages] == [body]
    assert log.pending.bytes == 0


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
async def test_a_bomb_is_cut_at_the_limit(http: httpx.AsyncClient, log: KeptLog, encoding: str) -> None:
    bomb = gzip.compress(bytes(500_000)) if encoding == "gzip" else zstandard.compress(bytes(500_000))
    assert len(bomb) < LIMIT
    answer = await http.post("/v1/documents", content=bomb, headers={"content-encoding": encoding})
    assert_problem(answer, 413, "document-too-large")
    assert log.messages == []
    assert log.pending.bytes == 0


async def test_an_unknown_encoding_names_those_that_are_taken(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/documents", content=b"x", headers={"content-encoding": "br"})
    assert_problem(answer, 415, "content-encoding")
    assert answer.headers["accept-encoding"] == "gzip, zstd"


async def test_a_broken_encoding_is_said(http: httpx.AsyncClient, log: KeptLog) -> None:
    answer = await http.post("/v1/documents", content=b"plain", headers={"content-encoding": "gzip"})
    assert_problem(answer, 400, "broken-encoding")
    assert log.pending.bytes == 0


async def test_a_correction_is_a_newer_version_of_the_same_article(http: httpx.AsyncClient, log: KeptLog) -> None:
    """The parser's rule gives the record's key as the article's id when there is no URL."""
    posted = (await http.post("/v1/documents", content=b"first", headers={"ce-id": "desk-1"})).json()
    answer = await http.put(f"/v1/documents/{posted['article_id']}", content=b"second")
    assert answer.status_code == 202
    assert answer.json()["article_id"] == posted["article_id"]
    first, second = log.messages
    said = {name: value.decode() for name, value in second.headers}
    assert article_id(subject=said.get("ce_subject"), key=second.key.decode(), ce_id=said["ce_id"]) == first.article_id
    assert dict(first.headers)["ce_time"] < dict(second.headers)["ce_time"]
    assert answer.json()["ce_id"] != posted["ce_id"]


async def test_a_correction_with_the_articles_url_keeps_it(http: httpx.AsyncClient, log: KeptLog) -> None:
    posted = (await http.post("/v1/documents", params={"url": URL}, content=b"first")).json()
    answer = await http.put(f"/v1/documents/{posted['article_id']}", params={"url": URL}, content=b"second")
    assert answer.json()["article_id"] == posted["article_id"]
    assert dict(log.messages[1].headers)["ce_subject"] == URL.encode()


async def test_a_correction_whose_url_names_another_article_is_refused(http: httpx.AsyncClient, log: KeptLog) -> None:
    answer = await http.put("/v1/documents/" + "0" * 32, params={"url": URL}, content=b"second")
    assert_problem(answer, 422, "another-article")
    assert article_id(subject=URL, key=None, ce_id=None) in answer.json()["detail"]
    assert_problem(await http.put("/v1/documents/ferry", content=b"x"), 422, "bad-article-id")
    assert log.messages == []


async def test_the_same_idempotency_key_gives_the_same_receipt(http: httpx.AsyncClient, log: KeptLog) -> None:
    key = {"idempotency-key": '"8e03978e"'}
    first, again = [await http.post("/v1/documents", content=b"x", headers=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(log.messages) == 1
    other = await http.post("/v1/documents", content=b"y", headers=key)
    assert_problem(other, 409, "idempotency-key-reused")
    assert log.pending.bytes == 0


async def test_too_many_headers_and_too_long_an_address_are_refused(http: httpx.AsyncClient) -> None:
    many = {f"x-{number}": "1" for number in range(101)}
    assert_problem(await http.post("/v1/documents", content=b"x", headers=many), 431, "headers-too-large")
    large = {"x-large": "x" * 40_000}
    assert_problem(await http.post("/v1/documents", content=b"x", headers=large), 431, "headers-too-large")
    assert_problem(await http.post("/v1/documents?url=" + "x" * 30_000, content=b"x"), 414, "uri-too-long")


async def test_with_keys_every_operation_asks_for_one_and_its_scope(log: KeptLog) -> None:
    writes, retracts = TEXTS[:2]
    access = access_of(Clock(), key_of(writes, Scope.write), key_of(retracts, Scope.retract))
    requests = [
        ("POST", "/v1/documents", writes, retracts),
        ("PUT", "/v1/documents/" + "0" * 32, writes, retracts),
        ("POST", "/v1/documents/batch", writes, retracts),
        ("DELETE", "/v1/documents/" + "0" * 32, retracts, writes),
    ]
    async with client_of(app_over(log, access=access)) as http:
        for method, path, right, wrong in requests:
            body = b"x" if method != "DELETE" else None
            assert_problem(await http.request(method, path, content=body), 401, "no-key")
            refused = await http.request(method, path, content=body, headers={"x-api-key": wrong})
            assert_problem(refused, 403, "missing-scope")
            taken = await http.request(method, path, content=body, headers={"authorization": f"Bearer {right}"})
            assert taken.status_code in (200, 202)
            assert '"documents";q=100' in taken.headers["ratelimit-policy"]
    assert len(log.messages) == 3


async def test_a_used_up_quota_is_429(log: KeptLog) -> None:
    async with client_of(app_over(log, access=access_of(Clock(), key_of(TEXTS[0], documents=1)))) as http:
        headers = {"x-api-key": TEXTS[0]}
        assert (await http.post("/v1/documents", content=b"x", headers=headers)).status_code == 202
        answer = await http.post("/v1/documents", content=b"x", headers=headers)
    assert_problem(answer, 429, "quota")
    assert answer.headers["retry-after"] == "60"
    assert '"documents";r=0' in answer.headers["ratelimit"]
