"""A view on a port, and pages of another site."""

import asyncio
import threading
from collections.abc import Sequence

from fastapi import FastAPI

from services.runtime.http_server import http_server
from services.view.http import create_app
from services.view.store import Store
from tests.unit.view.system.example_figures import look


def served(store: Store, cors_origins: Sequence[str] = ()) -> "_Serving":
    """The address of a view over a store, while the block runs; pages of `cors_origins` may read it."""
    return _Serving(create_app(store, look=look, cors_origins=cors_origins))


class _Serving:
    """Serves an application in a thread with an event loop of its own: the browser's pipe blocks the test's."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._port: int | None = None
        self._listening = threading.Event()
        self._told = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))

    def __enter__(self) -> str:
        self._thread.start()
        assert self._listening.wait(20)
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._told.set)
        self._thread.join(20)
        self._loop.close()

    async def _serve(self) -> None:
        server = http_server(self._app, "127.0.0.1", 0, variables="none")
        async with server as self._port, self._app.state.changes:
            self._listening.set()
            await self._told.wait()
