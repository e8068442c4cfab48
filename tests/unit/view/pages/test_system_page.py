"""The system page: what Kafka tells, or why it is not known."""

from typing import Any

import lxml.html
from httpx import ASGITransport, AsyncClient

from services.view.http import create_app
from services.view.store import Store
from services.view.system.figures import Feeds, Figures, Unknown
from services.view.system.rejections import Rejected
from tests.unit.view.example_records import put, related
from tests.unit.view.system.example_figures import FIGURES


async def shown(store: Store, figures: Figures | None) -> Any:
    async def look() -> Figures:
        assert figures is not None
        return figures

    app = create_app(store, look=look if figures else None)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://view.example") as reader:
        answer = await reader.get("/system")
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.text)


def rows(page: Any, label: str) -> list[list[str]]:
    (table,) = page.xpath(f".//*[@aria-label='{label}']//tbody")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table]


async def test_what_waits_what_came_and_what_is_wrong(store: Store) -> None:
    put(store, related("harbour"))
    page = await shown(store, FIGURES)
    assert page.xpath(".//main/p/span")[0].text == "1 article here"
    assert rows(page, "Waiting") == [["parser", "articles.raw", "0"], ["indexer", "articles.parsed", "1204"]]
    assert rows(page, "Records that came")[0] == ["articles.raw", "12", "690", "15204"]
    assert rows(page, "Rejected, by reason") == [["no headline was found", "parse", "38", "3 Mar 2026, 12:30 UTC"]]
    assert rows(page, "Feeds in trouble")[1][:3] == ["https://post.example/feed", "failing", "1"]
    assert "2 failing, 117 ok." in page.xpath(".//main")[0].text_content()


async def test_a_part_that_is_not_known_says_why_and_costs_no_other(store: Store) -> None:
    page = await shown(store, Figures(Unknown("Kafka answered: X"), FIGURES.lags, FIGURES.feeds, FIGURES.rejected))
    assert "Not known now: Kafka answered: X." in page.xpath(".//main")[0].text_content()
    assert rows(page, "Waiting")


async def test_nothing_rejected_and_no_feeds_are_said(store: Store) -> None:
    text = (await shown(store, Figures([], [], Feeds({}, []), Rejected(0, [])))).xpath(".//main")[0].text_content()
    assert "Nothing was rejected." in text
    assert "No feed is subscribed to" in text


async def test_without_a_kafka_there_is_a_page(store: Store) -> None:
    assert "without a Kafka" in (await shown(store, None)).xpath(".//main")[0].text_content()
