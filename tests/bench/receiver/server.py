"""`python -m tests.bench.receiver.server receiver|bare`: serves until its stdin ends; prints its port.

`bare` is the same route of FastAPI on the same server with nothing but an aiokafka send.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI, Request

from schemas.topics import ARTICLES_RAW
from services.ingest.http_to_articles_raw import conditions, ingest
from services.ingest.receipt import Receipt
from services.runtime import kafka_clients
from services.runtime.http_server import http_server
from services.runtime.settings import Settings, load_settings
from tests.waiting import until


@asynccontextmanager
async def receiver(settings: Settings) -> AsyncIterator[int]:
    readiness = conditions()

    async def ready() -> bool:
        return readiness.ready

    async with ingest(settings, readiness) as port:
        await until(ready, "the receiver is ready")
        yield port


@asynccontextmanager
async def bare(settings: Settings) -> AsyncIterator[int]:
    app = FastAPI()
    topic = settings.topic(ARTICLES_RAW)
    async with kafka_clients.producer(settings) as producer:

        @app.post("/v1/documents", status_code=202)
        async def post_document(request: Request) -> Receipt:
            at = await producer.send_and_wait(topic, await request.body(), key=b"article")
            return Receipt(article_id="article", topic=at.topic, partition=at.partition, offset=at.offset, ce_id="")

        async with http_server(app, "127.0.0.1", 0, variables="") as port:
            yield port


SERVERS: dict[str, Callable[[Settings], AbstractAsyncContextManager[int]]] = {"receiver": receiver, "bare": bare}


async def main(name: str) -> None:
    async with SERVERS[name](load_settings(ingest_port=0)) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
