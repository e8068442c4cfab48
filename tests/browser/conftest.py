"""A browser, and a view with invented articles on a port. Without a Chromium the ring is skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.view.store import Store
from tests.acceptance.running import whole_system
from tests.acceptance.system import System
from tests.browser.articles import RECORDS, text_of
from tests.browser.chromium import Chromium, Page, installed, window
from tests.browser.serving import served
from tests.unit.view.example_records import put, put_texts

LOOKS = {"wide": (1200, False), "phone": (360, False), "wide-dark": (1200, True), "phone-dark": (360, True)}
"""Width in CSS pixels, and whether the reader prefers dark."""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Headless Chromium with an empty profile."""
    program = installed()
    if program is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    browser = Chromium(program, tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    """Names a width and a colour scheme, each in turn."""
    return str(request.param)


@pytest.fixture
def page(browser: Chromium, look: str) -> Iterator[Page]:
    """A window of that look."""
    width, dark = LOOKS[look]
    with window(browser, width=width, dark=dark) as page:
        yield page


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a view that holds the articles."""
    with Store(tmp_path_factory.mktemp("site") / "view.sqlite3") as store, served(store) as address:
        store.begin_anew("cluster", 0.0)
        put(store, *RECORDS)
        put_texts(store, *map(text_of, RECORDS))
        yield address


@pytest.fixture(scope="module")
def system(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """All services, running and ready, on topics of the module's own."""
    with whole_system(kafka, tmp_path_factory.mktemp("system")) as system:
        yield system


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[str]:
    """The address of a view that holds nothing."""
    with Store(tmp_path / "view.sqlite3") as store, served(store) as address:
        yield address
