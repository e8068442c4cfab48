"""A store and the HTTP application over it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from services.view.http import create_app
from services.view.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "view.sqlite3") as store:
        store.begin_anew("cluster", 0.0)
        yield store


@pytest.fixture
async def reader(store: Store) -> AsyncIterator[AsyncClient]:
    """A client of the view over `store`."""
    async with AsyncClient(transport=ASGITransport(create_app(store)), base_url="http://view.example") as client:
        yield client
