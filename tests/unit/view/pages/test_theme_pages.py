"""Themes as pages and as feeds."""

from typing import Any

import feedparser
import lxml.html
from httpx import AsyncClient

from services.view.store import Store
from tests.unit.view.example_records import article, copy, entry, put, related


def put_theme(store: Store) -> None:
    """Three articles that are related to one another, one of them with a copy, and one that is alone."""
    put(
        store,
        related("harbour", entry("ferry", score=700), entry("pier", score=700), copies=(copy("wire"),)),
        related("ferry", entry("harbour", score=700), entry("pier", score=700), minutes=70),
        related("pier", entry("harbour", score=700), entry("ferry", score=700), minutes=140),
        related("alone", minutes=9),
    )


async def page(reader: AsyncClient, path: str, status: int = 200) -> Any:
    answer = await reader.get(path)
    assert answer.status_code == status
    return lxml.html.document_fromstring(answer.text)


def texts(elements: Any) -> list[str]:
    return [" ".join(element.text_content().split()) for element in elements]


async def test_the_themes_of_now(store: Store, reader: AsyncClient) -> None:
    put_theme(store)
    shown = await page(reader, "/themes")
    (line,) = shown.xpath(".//ol/li")
    assert texts(line.xpath(".//*[@class='meta']")) == ["3 articles 1 publisher newest 3 Mar 2026, 14:50 UTC"]
    assert line.xpath(".//h2/a")[0].get("href").startswith("/themes/")
    assert shown.xpath(".//nav/a[@aria-current='page']")[0].text == "Themes"


async def test_without_themes_it_says_what_one_is(reader: AsyncClient) -> None:
    assert "No theme yet" in (await page(reader, "/themes")).xpath(".//main")[0].text_content()


async def test_any_article_of_a_theme_leads_to_it(store: Store, reader: AsyncClient) -> None:
    put_theme(store)
    for name in ("harbour", "ferry", "pier"):
        shown = await page(reader, f"/themes/{article(name).id}")
        assert texts(shown.xpath(".//ol//h3")) == ["The pier reopens", "The ferry reopens", "The harbour reopens"]
        (picture,) = shown.xpath(".//svg")
        assert picture.get("aria-label") == "3 articles by hour, at most 1 in one hour."
        assert len(picture.xpath(".//rect")) == 3
        assert not picture.xpath(".//@style")


async def test_what_is_no_theme_is_a_page_that_leads_on(store: Store, reader: AsyncClient) -> None:
    put_theme(store)
    shown = await page(reader, f"/themes/{article('alone').id}", 404)
    assert shown.xpath(".//nav/a[@href='/themes']")
    assert (await reader.get(f"/feeds/themes/{article('alone').id}.atom")).status_code == 404


async def test_a_theme_can_be_followed(store: Store, reader: AsyncClient) -> None:
    put_theme(store)
    path = f"/themes/{article('ferry').id}"
    named = (await page(reader, path)).xpath(".//head/link[@rel='alternate']")
    for link in named:
        assert (await reader.get(link.get("href"))).headers["content-type"].startswith(link.get("type"))
    found = feedparser.parse((await reader.get(f"/feeds{path}.atom")).content)
    assert not found.bozo
    assert [one.title for one in found.entries] == ["The pier reopens", "The ferry reopens", "The harbour reopens"]
