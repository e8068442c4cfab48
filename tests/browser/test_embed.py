"""More on this theme, inside a page of another site."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.article_id import article_id_of, normalised_url
from services.view.store import Store
from tests.browser.axe import serious_issues
from tests.browser.chromium import Chromium, window
from tests.browser.foreign_site import foreign_site
from tests.browser.log_of_one_partition import read
from tests.browser.serving import served
from tests.hostile.view_payloads import PAYLOADS, saying
from tests.unit.view.example_records import entry, listed, related
from tests.waiting import wait_for

LINES = "[...document.querySelectorAll('.themewire .themewire-link')].map(one => one.innerText)"
ASKED = "performance.getEntriesByType('resource').some(one => one.name.includes('/embed?') && one.responseEnd)"
STORY = "<main><h1>A story</h1><p>Its text.</p>{}</main>"


@pytest.fixture
def view(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    """A view that lets other sites read it, and its address."""
    with Store(tmp_path / "view.sqlite3") as store, served(store, cors_origins=["*"]) as address:
        store.begin_anew("cluster", 0.0)
        read(store)
        yield store, address


def test_the_list_is_in_the_page_and_stays_current(browser: Chromium, view: tuple[Store, str]) -> None:
    store, address = view
    record = related("harbour", entry("ferry"), listed("Strike ends"))
    read(store, record)
    script = f'<script src="{address}/embed.js" data-article="{record.article.id}" async></script>'
    with foreign_site(STORY.format(script)) as story, window(browser, width=360) as page:
        page.open(story)
        page.ask("window.sameAsBefore = true")
        wait_for(lambda: page.ask(LINES) == ["The ferry reopens", "Strike ends"], "the list is in the page")
        assert page.ask("document.querySelector('.themewire a').href") == "https://news.example/ferry"
        page.picture("embed-phone")
        assert serious_issues(page) == []
        read(store, related("harbour", entry("ferry"), entry("pier"), listed("Strike ends")))
        wait_for(lambda: len(page.ask(LINES)) == 3, "it follows by itself")
        assert page.ask("window.sameAsBefore")
        assert page.complaints == []


def test_a_page_is_known_by_its_address_once_it_arrives(browser: Chromium, view: tuple[Store, str]) -> None:
    store, address = view
    script = f'<script src="{address}/embed.js" data-limit="1" async></script>'
    with foreign_site(STORY.format(script)) as story, window(browser, width=1200) as page:
        page.open(story + "?utm_source=elsewhere#top")
        wait_for(lambda: page.ask(ASKED), "it asked, and the article is not known yet")
        assert page.ask("document.querySelector('.themewire-embed').innerText") == "", "nothing to be seen"
        read(store, related("story", entry("ferry"), entry("pier"), id=article_id_of(normalised_url(story))))
        wait_for(lambda: page.ask(LINES) == ["The ferry reopens"], "the list comes with the article")


def test_a_retracted_article_takes_its_list_along(browser: Chromium, view: tuple[Store, str]) -> None:
    store, address = view
    record = related("harbour", entry("ferry"))
    read(store, record)
    script = f'<script src="{address}/embed.js" data-article="{record.article.id}" async></script>'
    with foreign_site(STORY.format(script)) as story, window(browser, width=1200) as page:
        page.open(story)
        wait_for(lambda: page.ask(LINES), "the list is in the page")
        read(store, retracted=[record.article.id])
        wait_for(lambda: not page.ask(LINES), "it is gone")


def test_hostile_texts_run_nothing_in_the_page_of_another(browser: Chromium, view: tuple[Store, str]) -> None:
    store, address = view
    records = [saying(f"hostile-{n}", text) for n, text in enumerate(PAYLOADS)]
    read(store, *records)
    scripts = [
        f'<script src="{address}/embed.js" data-live="off" data-article="{r.article.id}"></script>' for r in records
    ]
    with foreign_site(STORY.format("".join(scripts))) as story, window(browser, width=1200) as page:
        page.open(story)
        wait_for(lambda: page.ask("document.querySelectorAll('.themewire').length") == len(PAYLOADS), "all are there")
        assert not page.dialog
        tags = set(page.ask("[...document.querySelectorAll('.themewire *')].map(one => one.localName)"))
        assert tags <= {"h2", "ul", "li", "a", "span", "time"}
