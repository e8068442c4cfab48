"""The pages, read with an HTML parser as a browser would."""

from itertools import pairwise
from typing import Any

import lxml.html
from httpx import AsyncClient

from services.view.store import Store
from tests.unit.view.example_records import article, copy, entry, listed, put, related


async def page(reader: AsyncClient, path: str) -> Any:
    answer = await reader.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return lxml.html.document_fromstring(answer.text)


def texts(elements: Any) -> list[str]:
    return [" ".join(element.text_content().split()) for element in elements]


async def test_newest_articles_first(store: Store, reader: AsyncClient) -> None:
    put(store, related("old"), related("new", entry("x"), minutes=5, copies=(copy("echo"),)))
    shown = await page(reader, "/")
    assert texts(shown.xpath(".//h1")) == ["Newest articles"]
    assert texts(shown.xpath(".//ol//h2")) == ["The new reopens", "The old reopens"]
    assert shown.xpath(".//ol//h2/a")[0].get("href") == f"/articles/{article('new').id}"
    assert texts(shown.xpath(".//ol//*[@class='meta']")) == [
        "Coast Gazette 3 Mar 2026, 12:35 UTC 1 related 1 copy",
        "Coast Gazette 3 Mar 2026, 12:30 UTC",
    ]


async def test_older_articles_are_a_link_away(store: Store, reader: AsyncClient) -> None:
    put(store, *(related(f"story-{n}", minutes=n) for n in range(31)))
    (link,) = (await page(reader, "/")).xpath(".//a[@rel='next']")
    shown = await page(reader, link.get("href"))
    assert texts(shown.xpath(".//h1")) == ["Older articles"]
    assert texts(shown.xpath(".//ol//h2")) == ["The story-0 reopens"]
    assert not shown.xpath(".//a[@rel='next']")


async def test_an_empty_view_tells_how_to_send_a_document(reader: AsyncClient) -> None:
    shown = await page(reader, "/")
    assert any("themewire send" in code for code in texts(shown.xpath(".//pre")))
    assert any("/v1/documents" in code for code in texts(shown.xpath(".//pre")))


async def test_an_article_with_more_on_its_theme(store: Store, reader: AsyncClient) -> None:
    record = related("harbour", entry("ferry", copies=[copy("wire")]), listed("Strike ends"), copies=(copy("echo"),))
    put(store, record)
    shown = await page(reader, f"/articles/{record.article.id}")
    assert texts(shown.xpath(".//h1")) == ["The harbour reopens"]
    assert shown.xpath(".//h1")[0].get("lang") == "en"
    assert shown.xpath(".//article//time")[0].get("datetime") == "2026-03-03T12:30:00+00:00"
    (original,) = shown.xpath(".//article//*[@class='meta']/a")
    assert original.get("href") == "https://news.example/harbour"
    assert texts(shown.xpath(".//article//details/*[@class='copies']/li/a")) == ["The echo reopens"]
    assert texts(shown.xpath(".//h2")) == ["More on this theme"]
    ferry, strike = shown.xpath(".//section//ol/li")
    assert ferry.xpath(".//h3/a")[0].get("href") == f"/articles/{article('ferry').id}"
    assert texts(ferry.xpath(".//*[@class='why']/li")) == ["Same words: harbour, ferri.", "Match 0.431 of 1."]
    assert texts(ferry.xpath(".//*[@class='copies']/li/a")) == ["The wire reopens"]
    assert all(details.get("open") is None for details in shown.xpath(".//details")), "folded until asked for"
    assert texts(strike.xpath(".//h3")) == ["Strike ends"]
    assert not strike.xpath(".//h3/a"), "no known article, so no link"
    assert not strike.xpath(".//time")
    assert texts(strike.xpath(".//*[@class='why']/li")) == ["Named by the page's own list, at place 3."]


async def test_an_article_without_related_ones_says_so(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("alone"))
    shown = await page(reader, f"/articles/{record.article.id}")
    assert not shown.xpath(".//section//li")
    assert "Nothing else on this theme" in shown.xpath(".//section")[0].text_content()


async def test_an_unknown_article_is_a_page_that_leads_on(reader: AsyncClient) -> None:
    for path in ("/articles/" + "0" * 32, "/articles/<script>alert(1)</script>", "/nothing", "/static/../pages.py"):
        answer = await reader.get(path)
        assert answer.status_code == 404
        shown = lxml.html.document_fromstring(answer.text)
        assert not shown.xpath(".//main//script")
        assert shown.xpath(".//main//a[@href='/']")


async def test_a_wrong_cursor_is_a_page_that_leads_on(reader: AsyncClient) -> None:
    answer = await reader.get("/?cursor=nonsense")
    assert answer.status_code == 400
    assert lxml.html.document_fromstring(answer.text).xpath(".//main//a[@href='/']")


async def test_a_record_with_an_id_of_any_form_keeps_its_links_on_this_site(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("harbour", entry("odd", id='//evil.example/"><script>')))
    links = (await page(reader, f"/articles/{record.article.id}")).xpath(".//ol//h2/a | .//ol//h3/a")
    assert links
    for link in links:
        assert link.get("href") == "/articles/%2F%2Fevil.example%2F%22%3E%3Cscript%3E"


async def test_a_page_can_be_walked_without_eyes(store: Store, reader: AsyncClient) -> None:
    put(store, record := related("harbour", entry("ferry"), listed("Strike ends")))
    for path in ("/", f"/articles/{record.article.id}"):
        shown = await page(reader, path)
        assert shown.get("lang") == "en"
        assert [len(shown.xpath(f".//{landmark}")) for landmark in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
        skip = shown.xpath("./body/a")[0]
        assert [shown.get_element_by_id(skip.get("href")[1:])] == shown.xpath(".//main")
        levels = [int(heading.tag[1]) for heading in shown.xpath(".//h1 | .//h2 | .//h3")]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), "no level skipped"
        summaries = texts(shown.xpath(".//summary"))
        assert len(summaries) == len(set(summaries)), "each says what it opens"
        ids = [element.get("id") for element in shown.xpath(".//*[@id]")]
        assert len(ids) == len(set(ids))
        assert shown.xpath(".//title")[0].text_content().endswith("Themewire")
