"""The browser's example, on a site of its own: what is there, what comes, what goes, and a log that was made anew."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from schemas.related_headlines import RelatedHeadlines
from services.view.resume import Mark
from services.view.rows import change
from services.view.store import Store
from tests.browser.chromium import Chromium, Page, window
from tests.browser.serving import served
from tests.unit.view.example_records import NOON, Produced, related
from tests.waiting import wait_for

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LINES = "[...document.querySelectorAll('#articles li')].map(line => line.textContent)"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a site that has the example."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=EXAMPLES))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def save(store: Store, *records: RelatedHeadlines, gone: RelatedHeadlines | None = None) -> None:
    produced = [Produced(record.article.id.encode(), record.to_bytes()) for record in records]
    produced += [Produced(gone.article.id.encode(), None)] if gone else []
    store.save(
        map(change, produced), {("headlines.related", 0): Mark(produced[-1].offset + 1)}, current_at=NOON.timestamp()
    )


def shows(page: Page, *lines: str) -> None:
    wait_for(lambda: page.ask(LINES) == list(lines), f"the page shows {lines}")


def test_the_example_shows_what_is_there_and_what_changes(browser: Chromium, elsewhere: str, tmp_path: Path) -> None:
    with (
        Store(tmp_path / "view.sqlite3") as store,
        served(store, cors_origins=["*"]) as view,
        window(browser, width=600) as page,
    ):
        store.begin_anew("cluster", NOON.timestamp())
        save(store, related("harbour"))
        page.open(f"{elsewhere}/related_headlines.html?view={view}")
        shows(page, "The harbour reopens (0 related)")
        save(store, related("pier", headline="The <b>pier</b>"))
        shows(page, "The <b>pier</b> (0 related)", "The harbour reopens (0 related)")
        save(store, gone=related("harbour"))
        shows(page, "The <b>pier</b> (0 related)")
        store.begin_anew("another cluster", NOON.timestamp())
        save(store, related("lock"))
        shows(page, "The lock reopens (0 related)")
