"""The fragment for publishers' pages, and the script that fetches it."""

import lxml.html
from httpx import AsyncClient

from schemas.article_id import article_id_of, normalised_url
from services.view.pages.rendering import STATIC
from services.view.store import Store
from tests.unit.view.example_records import copy, entry, listed, put, related


async def test_the_fragment_leads_to_the_originals(store: Store, reader: AsyncClient) -> None:
    put(
        store,
        record := related(
            "harbour", entry("ferry", copies=[copy("wire")]), entry("pier", url=None), listed("Strike ends")
        ),
    )
    answer = await reader.get(f"/v1/articles/{record.article.id}/embed")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    (section,) = lxml.html.fragments_fromstring(answer.text)
    assert (section.tag, section.get("class"), section.get("data-article")) == (
        "section",
        "themewire",
        record.article.id,
    )
    assert [item.findtext(".//*[@class='themewire-link']") for item in section.iter("li")] == [
        "The ferry reopens",
        "The pier reopens",
        "Strike ends",
    ]
    assert [link.get("href") for link in section.iter("a")] == ["https://news.example/ferry"]
    classes = {element.get("class", "themewire") for element in section.iter()}
    assert all(name.startswith("themewire") for name in classes), "so that the host page can style it, and only it"
    assert not [element for element in section.iter() if element.get("style") or element.get("id")]


async def test_at_most_as_many_headlines_as_asked_for(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("harbour", *(entry(f"story-{n}") for n in range(12))))
    path = f"/v1/articles/{record.article.id}/embed"
    assert (await reader.get(path)).text.count("<li") == 10
    assert (await reader.get(f"{path}?limit=3")).text.count("<li") == 3
    assert (await reader.get(f"{path}?limit=0")).status_code == 422


async def test_without_related_headlines_nothing_is_seen(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("alone"))
    answer = await reader.get(f"/v1/articles/{record.article.id}/embed")
    (section,) = lxml.html.fragments_fromstring(answer.text)
    assert section.get("hidden") is not None


async def test_an_unknown_article_is_a_problem(reader: AsyncClient) -> None:
    answer = await reader.get("/v1/articles/" + "0" * 32 + "/embed")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_page_is_found_by_its_address(store: Store, reader: AsyncClient) -> None:
    url = "https://news.example/harbour?page=2"
    put(store, related("harbour", entry("ferry"), id=article_id_of(normalised_url(url))))
    answer = await reader.get("/v1/embed", params={"url": url + "&utm_source=x#top", "limit": 4})
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/v1/articles/{article_id_of(normalised_url(url))}/embed?limit=4"
    assert "The ferry reopens" in (await reader.get(answer.headers["location"])).text


async def test_the_script_is_small_and_may_be_loaded_from_any_site(reader: AsyncClient) -> None:
    answer = await reader.get("/embed.js")
    assert answer.content == (STATIC / "embed.js").read_bytes()
    assert len(answer.content) <= 2048
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "public, max-age=3600", "its address stays, so it is not kept for ever"
