"""Whatever a headline, link, publisher or reason says, a page has a harmless one's elements, attributes and schemes.

The same payloads in a real browser: tests/browser/test_hostile_texts.py.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest
from httpx import ASGITransport, AsyncClient

from schemas.article_id import article_id_of
from schemas.feed_health import FeedHealth
from services.view.http import create_app
from services.view.store import Store
from services.view.system.figures import Feeds, Figures, Flow, Lag
from services.view.system.rejections import Rejected, Rejections
from tests.hostile.markup import of_page, of_xml
from tests.hostile.view_payloads import PAYLOADS, harmless_like, saying
from tests.unit.view.example_records import put

NAME = "hostile"
ARTICLE = f"/articles/{article_id_of(NAME)}"
PAGES = ("/", ARTICLE, "/system", f"/v1{ARTICLE}/embed")
FEEDS = ("/feeds/newest.atom", f"/feeds{ARTICLE}.atom")


class Reader:
    """A view that holds one article, which says a text wherever it can."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._said = ""
        app = create_app(store, look=self._look)
        self.client = AsyncClient(transport=ASGITransport(app), base_url="http://view.example")

    async def read(self, path: str, said: str) -> bytes:
        self._said = said
        put(self._store, saying(NAME, said))
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.content

    async def _look(self) -> Figures:
        feed = FeedHealth(url=self._said, failures=1, visits=1, last_error=self._said)
        return Figures(
            [Flow("articles.raw", 1, 2, 3)],
            [Lag("parser", "articles.raw", 0)],
            Feeds({"failing": 1}, [feed]),
            Rejected(1, [Rejections("parse", self._said, 1, 0)]),
        )


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    with Store(tmp_path / "view.sqlite3") as store:
        store.begin_anew("cluster", 0.0)
        reader = Reader(store)
        async with reader.client:
            yield reader


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_page_is_made_of_what_a_harmless_one_is_made_of(reader: Reader, payload: str) -> None:
    for path in PAGES:
        harmless = of_page((await reader.read(path, harmless_like(payload))).decode())
        assert of_page((await reader.read(path, payload)).decode()) == harmless, path


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_feed_is_made_of_what_a_harmless_one_is_made_of(reader: Reader, payload: str) -> None:
    for path in FEEDS:
        harmless = of_xml(await reader.read(path, harmless_like(payload)))
        # Whether a text is a language is not a question of markup: an entry has xml:lang only for one that is.
        found = of_xml(await reader.read(path, payload))
        assert found == harmless, path


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_json_feed_links_nowhere_else(reader: Reader, payload: str) -> None:
    for path in ("/feeds/newest.json", f"/feeds{ARTICLE}.json"):
        for item in orjson.loads(await reader.read(path, payload))["items"]:
            for name in ("url", "external_url"):
                assert item.get(name, "https:").startswith(("http://view.example/", "https:"))
            assert "content_html" not in item


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_an_address_that_is_asked_for_becomes_no_markup(reader: Reader, payload: str) -> None:
    for path in ("/articles/", "/", "/?cursor=", "/search?cursor=x&q=", "/search?q="):
        answer = await reader.client.get(path + quote(payload, safe=""))
        harmless = await reader.client.get(path + "harmless")
        if answer.headers["content-type"].startswith("text/html") and answer.status_code == harmless.status_code:
            assert of_page(answer.text) == of_page(harmless.text), path


async def test_a_text_that_is_not_escaped_is_noticed() -> None:
    page = "<!doctype html><html><head><title>t</title></head><body><h1>{}</h1><a href='{}'>x</a></body></html>"
    harmless = of_page(page.format("harmless", "/x"))
    noticed = [payload for payload in PAYLOADS if of_page(page.format(payload, payload)) != harmless]
    assert len(noticed) >= 50
