"""A browser, and a view with invented articles on a port. Without a Chromium the ring is skipped."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.http_server import http_server
from services.view.http import create_app
from services.view.store import Store
from tests.browser.articles import RECORDS
from tests.browser.chromium import Chromium, installed
from tests.unit.view.example_records import put


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Headless Chromium with an empty profile."""
    program = installed()
    if program is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    browser = Chromium(program, tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a view that holds the articles."""
    with Store(tmp_path_factory.mktemp("site") / "view.sqlite3") as store, served(store) as address:
        store.begin_anew("cluster", 0.0)
        put(store, *RECORDS)
        yield address


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[str]:
    """The address of a view that holds nothing."""
    with Store(tmp_path / "view.sqlite3") as store, served(store) as address:
        yield address


class served:  # noqa: N801 - used as a block
    """Serves a store in a thread with an event loop of its own: the browser's pipe blocks the test's."""

    def __init__(self, store: Store) -> None:
        self._store = store
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
        app = create_app(self._store, cors_origins=["*"])
        async with http_server(app, "127.0.0.1", 0, variables="none") as self._port, app.state.changes:
            self._listening.set()
            await self._told.wait()
