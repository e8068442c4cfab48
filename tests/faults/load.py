"""A steady load of invented documents over HTTP, which notes what it sends and what it is promised for it."""

import hashlib
import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from types import TracebackType
from typing import Self

import httpx

from services.runtime.settings import Settings
from tests.faults.history import History, Poison, Sent
from tests.faults.invented_articles import InventedArticle, invented_article
from tests.waiting import wait_for

IN_FLIGHT = 4
AGAIN_AFTER = 1.0
"""Seconds until a document without a 2xx is sent again."""
ANSWER_WITHIN = 15.0
"""Seconds for an answer; ingest gives up on the broker after 8."""
OBSERVED = datetime(2032, 1, 1, tzinfo=UTC)
"""`ce_time` of the first document; each further one is a millisecond later: no two versions are of one time."""

CORRECTIONS = (19, 39, 59, 79, 99)
RETRACTIONS = (49,)
POISON = (69,)
"""Which of every hundred documents are none of the articles that come first."""


@dataclass(frozen=True, slots=True)
class Document:
    """One request, the same each time that it is sent."""

    sent: Sent | Poison
    method: str
    path: str
    observed_at: datetime
    url: str | None = None
    body: bytes | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of ingest: when it was asked (monotonic), how long that took, and what it said."""

    asked: float
    seconds: float
    status: int
    retry_after: int | None


class Documents:
    """What is sent: `document(0)`, `document(1)`, ... in this order. 5 % correct an earlier article, 1 % retract one,
    1 % are poison."""

    def __init__(self) -> None:
        self._next = 0
        self._articles = 0
        self._revisions: dict[int, int] = {}

    def next(self, *, new: bool = False) -> Document:
        """The next document; with `new` an article of its own whatever its turn."""
        sequence, self._next = self._next, self._next + 1
        observed_at = OBSERVED + timedelta(milliseconds=sequence)
        turn = sequence % 100
        if new or turn not in (*CORRECTIONS, *RETRACTIONS, *POISON):
            self._articles += 1
            return _document(invented_article(self._articles - 1), observed_at)
        if turn in POISON:
            return _poison(sequence, observed_at)
        earlier = Random(sequence).randrange(max(1, self._articles))
        if turn in RETRACTIONS:
            article_id = invented_article(earlier).id
            return Document(Sent(article_id, observed_at, None), "DELETE", f"/v1/documents/{article_id}", observed_at)
        self._revisions[earlier] = revision = self._revisions.get(earlier, 0) + 1
        return _document(invented_article(earlier, revision), observed_at)


class Load:
    """Sends `rate` documents/s to the ingest of `settings` while the block runs, four at a time.

    A document without a 2xx is sent again a second later, for as long as the block runs; what waits meanwhile is sent
    at once when ingest answers again, so that the rate holds on average. `history` is complete after the block.
    """

    def __init__(self, settings: Settings, rate: float) -> None:
        self.history = History()
        self.refused = 0
        """Sendings without a 2xx."""
        self.answers: list[Answer] = []
        self._rate = rate
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{settings.ingest_port}",
            timeout=ANSWER_WITHIN,
            trust_env=False,
            limits=httpx.Limits(max_connections=IN_FLIGHT + 1),
        )
        self._documents = Documents()
        self._again: deque[tuple[float, Document]] = deque()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._failure: BaseException | None = None
        self._threads = [threading.Thread(target=self._run, name=f"load {number}") for number in range(IN_FLIGHT)]

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        self._begun = 0
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Sends nothing more and waits for what is in flight; raises what broke the load itself."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._client.close()
        if self._failure:
            raise self._failure

    def go_on_at(self, rate: float) -> None:
        """Another rate, from now on; what was due at the former one and is not begun is left out."""
        with self._lock:
            self._rate, self._started, self._begun = rate, time.monotonic(), 0

    @property
    def acknowledged(self) -> int:
        """Documents with a 2xx so far."""
        return self.history.receipts

    def send_one(self, within: float = 60.0) -> str:
        """Sends a new article now, beside the load and while it runs, until it has its 2xx; gives its id."""
        with self._lock:
            document = self._documents.next(new=True)
        wait_for(lambda: self._send(document), f"{document.url} has a 2xx", within)
        assert isinstance(document.sent, Sent)
        return document.sent.article_id

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                document = self._due()
                if document is None:
                    self._stop.wait(0.01)  # the pace of the load
                elif not self._send(document):
                    with self._lock:
                        self._again.append((time.monotonic() + AGAIN_AFTER, document))
        except BaseException as error:  # noqa: BLE001 - told by stop()
            self._failure = error
            self._stop.set()

    def _due(self) -> Document | None:
        now = time.monotonic()
        with self._lock:
            if self._again and self._again[0][0] <= now:
                return self._again.popleft()[1]
            if self._begun < (now - self._started) * self._rate:
                self._begun += 1
                return self._documents.next()
            return None

    def _send(self, document: Document) -> bool:
        """Whether it got its 2xx."""
        with self._lock:
            self.history.attempt(document.sent)
        headers = {"ce-time": document.observed_at.isoformat()}
        if document.media_type:
            headers["content-type"] = document.media_type
        params = {"url": document.url} if document.url else None
        asked = time.monotonic()
        try:
            answer = self._client.request(
                document.method, document.path, params=params, content=document.body, headers=headers
            )
        except httpx.TransportError:
            self.refused += 1
            return False
        again = answer.headers.get("retry-after")
        self.answers.append(Answer(asked, time.monotonic() - asked, answer.status_code, again and int(again)))
        if not answer.is_success:
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, f"{answer.status_code} {answer.text}"
            self.refused += 1
            return False
        receipt = answer.json()
        with self._lock:
            self.history.acknowledge(document.sent, receipt["partition"], receipt["offset"])
        return True


def _document(article: InventedArticle, observed_at: datetime) -> Document:
    sent = Sent(article.id, observed_at, article.content)
    return Document(sent, "POST", "/v1/documents", observed_at, article.url, article.dump, "text/plain; charset=utf-8")


def _poison(sequence: int, observed_at: datetime) -> Document:
    """In turn: only NUL bytes, a page without a headline, a medium that is not read."""
    bodies = (
        (bytes(100 + sequence), "text/plain"),
        (b"<html><body><!-- %d --><img src='a.png'></body></html>" % sequence, "text/html"),
        (b"%%PDF-1.7 %d" % sequence, "application/pdf"),
    )
    body, media_type = bodies[sequence // 100 % len(bodies)]
    url = f"https://invented.example/poison/{sequence}"
    poison = Poison(hashlib.sha256(body).hexdigest())
    return Document(poison, "POST", "/v1/documents", observed_at, url, body, media_type)
