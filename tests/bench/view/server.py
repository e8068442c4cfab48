"""`python -m tests.bench.view.server view FILE | constant BYTES`: serves until its stdin ends; prints its port.

`constant` is a route of FastAPI on the same server that answers so many bytes, always the same.
"""

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path

import uvloop
from fastapi import FastAPI
from fastapi.responses import Response
from starlette.types import ASGIApp

from services.runtime.http_server import http_server
from services.runtime.quick_http_head import QuickBoundedHttp
from services.view.http import create_app
from services.view.store import Store


def constant(size: int) -> ASGIApp:
    """Answers `size` bytes at any path of an article."""
    app = FastAPI()
    body = b"[" + b" " * (size - 2) + b"]"

    @app.get("/v1/articles/{article_id}/related")
    async def related(article_id: str) -> Response:
        return Response(body, media_type="application/json")

    return app


async def main(name: str, argument: str) -> None:
    with ExitStack() as stack:
        app = create_app(stack.enter_context(Store(Path(argument)))) if name == "view" else constant(int(argument))
        async with http_server(app, "127.0.0.1", 0, variables="", protocol=QuickBoundedHttp) as port:
            sys.stdout.write(f"{port}\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
