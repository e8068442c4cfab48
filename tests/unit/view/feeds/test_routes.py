"""The feeds over HTTP."""

from typing import Any

import feedparser
import lxml.html
import pytest
from httpx import ASGITransport, AsyncClient

from services.view.http import create_app
from services.view.public_address import Outside
from services.view.store import Store
from tests.unit.view.example_records import entry, listed, put, related


async def test_the_newest_articles_in_both_formats(store: Store, reader: AsyncClient) -> None:
    put(store, related("old"), related("new", minutes=5))
    atom, json = await reader.get("/feeds/newest.atom"), await reader.get("/feeds/newest.json")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert json.headers["content-type"].startswith("application/feed+json")
    found = feedparser.parse(atom.content)
    assert not found.bozo
    assert [one.title for one in found.entries] == ["The new reopens", "The old reopens"]
    assert [one["title"] for one in json.json()["items"]] == ["The new reopens", "The old reopens"]
    assert json.json()["feed_url"] == "http://view.example/feeds/newest.json"
    assert json.json()["home_page_url"] == "http://view.example/"


async def test_an_articles_related_headlines(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("harbour", entry("ferry"), listed("Strike ends")))
    found = (await reader.get(f"/feeds/articles/{record.article.id}.json")).json()
    assert found["title"] == "More on: The harbour reopens"
    assert found["home_page_url"] == f"http://view.example/articles/{record.article.id}"
    assert [one["title"] for one in found["items"]] == ["The ferry reopens", "Strike ends"]


@pytest.mark.parametrize("path", ["/feeds/articles/" + "0" * 32 + ".atom", "/feeds/newest.rss", "/feeds/nothing"])
async def test_what_is_not_there_is_a_problem(reader: AsyncClient, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_public_address_and_the_hub_are_the_configured_ones(store: Store) -> None:
    app = create_app(store, outside=Outside("https://wire.example/news", "https://hub.example/"))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://10.0.0.1:8480") as reader:
        found = (await reader.get("/feeds/newest.json")).json()
    assert found["feed_url"] == "https://wire.example/news/feeds/newest.json"
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


async def test_every_page_names_its_feeds_and_they_are_there(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("harbour", entry("ferry")))
    for path in ("/", f"/articles/{record.article.id}", "/search?q=harbour+ferry"):
        shown: Any = lxml.html.document_fromstring((await reader.get(path)).text)
        named = shown.xpath(".//head/link[@rel='alternate'][contains(@href, '/feeds/')]")
        assert [link.get("type") for link in named] == ["application/atom+xml", "application/feed+json"]
        for link in named:
            answer = await reader.get(link.get("href"))
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(link.get("type"))
