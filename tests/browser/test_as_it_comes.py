"""Documents go in at ingest, and pages that are open show what came: through every service, without reload."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.view.store import Store
from tests.acceptance.system import System
from tests.acceptance.test_whole_way import dump
from tests.browser.axe import serious_issues
from tests.browser.chromium import Chromium, Page, window
from tests.browser.log_of_one_partition import read
from tests.browser.serving import served
from tests.shared_data import shared
from tests.unit.view.example_records import related
from tests.waiting import wait_for

pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")

HEADLINES = "[...document.querySelectorAll('#list h2, #list h3')].map(one => one.innerText)"
LINKED = "[...document.querySelectorAll('#list h3 a')].map(one => one.innerText)"
TALKS = "Tram talks fail in Port Merrow"
NEWS = "document.getElementById('news').innerText"
PLACE = "document.getElementById('list').getBoundingClientRect().top"
UNLOADED = "window.sameAsBefore === undefined"


@pytest.fixture
def phone(browser: Chromium) -> Iterator[Page]:
    with window(browser, width=360) as page:
        yield page


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    """A view that has read both topics and found nothing, and its address."""
    with Store(tmp_path / "view.sqlite3") as store, served(store) as address:
        store.begin_anew("cluster", 0.0)
        read(store)
        yield store, address


TALKS_PAGE = f"""**{TALKS}**

Mon May 05 2031 05:40:00 GMT+0200 (Eastern European Standard Time)

Mediators left the town hall at dawn without an agreement on shifts, pensions or the new timetable.

The union wants a fourth driver for each night line. The works council said that it would ask its members again."""


def push(system: System, name: str, document: bytes) -> str:
    """Sends a document under an address of its own; gives its article's id."""
    query = f"?url=https://news.example/{name}"
    receipt = system.post(document, query, content_type="text/plain; charset=utf-8")
    return str(receipt["article_id"])


def opened(page: Page, url: str) -> None:
    """Opens a page that would tell if it was loaded again."""
    page.open(url)
    page.ask("window.sameAsBefore = true")


def until(page: Page, expression: str, what: str) -> None:
    wait_for(lambda: page.ask(expression), what)


def test_a_reader_watches_articles_come(system: System, phone: Page) -> None:
    site = f"http://127.0.0.1:{system.settings.view_port}"
    first = push(system, "ferry", dump("Ferries to Port Selby stop sailing"))
    wait_for(lambda: system.get(f"/v1/articles/{first}"), "the first article is in the view")
    opened(phone, site + "/")
    before, place = phone.ask(HEADLINES), phone.ask(PLACE)
    push(system, "hotels", dump("Stranded ferry passengers sleep in Port Selby hotels", hour=7, body=1))
    until(phone, f"{NEWS} === '1 new article'", "a button tells of the second")
    assert phone.ask(HEADLINES) == before, "nothing changes under who is reading"
    assert phone.ask(PLACE) == place, "and nothing moves"
    assert serious_issues(phone) == []
    phone.picture("new-article-phone")
    phone.ask("document.querySelector('#news button').focus()")
    phone.press("Enter")
    until(phone, f"{HEADLINES}.length === {len(before) + 1}", "the button brings it")
    assert phone.ask("document.querySelector('#list li.fresh h2').innerText").startswith("Stranded ferry")
    assert phone.ask("document.activeElement.innerText").startswith("Stranded ferry"), "the keyboard goes on there"
    assert phone.ask(NEWS) == ""
    phone.picture("newest-fresh-phone")
    until(phone, f"document.querySelector(`[data-id='{first}'] .count`).innerText.startsWith('2 ')", "counts follow")
    assert not phone.ask(UNLOADED)
    phone.ask(f"document.querySelector(`[data-id='{first}'] a`).click()")
    until(phone, f"location.pathname === '/articles/{first}' && document.readyState === 'complete'", "its page is open")
    assert set(phone.ask(HEADLINES)) >= {"Lighthouse keepers vote to stay"}, "its own list"
    assert phone.complaints == []


def test_an_empty_page_fills_by_itself(empty: tuple[Store, str], phone: Page) -> None:
    store, site = empty
    opened(phone, site + "/")
    assert "No articles are here yet" in phone.ask("document.querySelector('main').innerText")
    read(store, related("harbour"))
    until(phone, f"{HEADLINES}.length === 1", "shown at once where there is nothing to disturb")
    read(store, related("pier", minutes=1))
    until(phone, f"{NEWS} === '1 new article'", "from then on a button tells")
    assert not phone.ask(UNLOADED)


def test_an_articles_list_changes_when_the_reader_asks(system: System, phone: Page) -> None:
    site = f"http://127.0.0.1:{system.settings.view_port}"
    article = push(system, "strike", dump("Tram drivers of Port Merrow walk out", listed=TALKS))
    wait_for(lambda: system.get(f"/v1/articles/{article}"), "the article is in the view")
    opened(phone, f"{site}/articles/{article}")
    phone.ask("document.querySelector('#list details').open = true")
    assert TALKS in phone.ask(HEADLINES)
    assert TALKS not in phone.ask(LINKED), "a headline that is not known here yet"

    push(system, "talks", TALKS_PAGE.encode())
    until(phone, f"{NEWS} === 'This list has changed: show it'", "a button tells of the change")
    assert TALKS not in phone.ask(LINKED), "nothing moves under who is reading"
    # Other articles of this module are related to it too: the button comes again for each.
    until(phone, f"(document.querySelector('#news button')?.click(), {LINKED}.includes('{TALKS}'))", "it is known now")

    system.delete(article)
    until(phone, f"{NEWS}.startsWith('This article was retracted')", "a retraction is told")
    assert not phone.ask(UNLOADED)
    assert phone.complaints == []


def test_the_seed_page_shows_its_twenty_headlines(system: System, phone: Page) -> None:
    (seed,) = shared("seed").glob("*.txt")
    site = f"http://127.0.0.1:{system.settings.view_port}"
    receipt = system.post(seed.read_bytes(), "?url=https://seed.example/1", content_type="text/plain; charset=utf-8")
    path = f"/articles/{receipt['article_id']}"
    wait_for(lambda: system.get(f"/v1{path}"), "the seed is in the view")
    opened(phone, site + path)
    assert len(phone.ask(HEADLINES)) == 20
    phone.picture("seed-phone")
