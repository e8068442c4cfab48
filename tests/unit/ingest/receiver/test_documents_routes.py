"""The HTTP port over a publisher that keeps what it was given: status codes, headers, problems."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from services.ingest.raw_message import RawMessage
from tests.unit.ingest.receiver.kept_log import LIMIT, Kept, KeptLog, app_over, assert_problem, client_of

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


class Broken(KeptLog):
    """Fails as a defect of our own would."""

    async def send(self, message: RawMessage) -> Kept:
        raise RuntimeError("a defect")


async def test_a_failure_of_our_own_is_a_problem_and_never_a_receipt() -> None:
    async with client_of(app_over(Broken())) as client:
        assert_problem(await client.post("/v1/documents", content=b"x"), 500, "internal")
