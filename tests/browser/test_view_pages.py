"""The view in a real browser."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.browser.articles import HARBOUR, LEAD
from tests.browser.chromium import Chromium, Page, window
from tests.waiting import wait_for

ARTICLE = f"/articles/{HARBOUR.article.id}"
# WCAG 2.2, relative luminance and contrast ratio, of every element that holds text of its own.
CONTRASTS = """(() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll("body *")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => { const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05),
        e.tagName + ": " + e.textContent.trim().slice(0, 40)]; });
})()"""


@pytest.fixture
def desktop(browser: Chromium) -> Iterator[Page]:
    with window(browser, width=1200) as page:
        yield page


@pytest.mark.parametrize("path", ["/", ARTICLE, "/nothing"])
def test_a_page_fits_and_can_be_read(page: Page, site: str, path: str, look: str) -> None:
    page.open(site + path)
    page.picture(f"{ {'/': 'newest', ARTICLE: 'article', '/nothing': 'error'}[path] }-{look}")
    assert page.overflow <= 0, "nothing sticks out sideways"
    page.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.picture(f"{ {'/': 'newest', ARTICLE: 'article', '/nothing': 'error'}[path] }-{look}-open")
    assert page.overflow <= 0, "nor does what unfolds"
    contrasts = page.ask(CONTRASTS)
    assert len(contrasts) >= 4
    assert min(contrasts)[0] >= 4.5, min(contrasts)


def test_more_on_this_theme_is_shown(desktop: Page, site: str) -> None:
    desktop.open(site + ARTICLE)
    assert desktop.ask("document.querySelector('h1').innerText") == LEAD
    assert desktop.ask("document.querySelector('h2').innerText") == "More on this theme"
    entries = desktop.ask("[...document.querySelectorAll('section ol > li')].map(e => e.innerText)")
    assert len(entries) == len(HARBOUR.related)
    assert entries[0].splitlines()[0] == "Union and ferry operator agree on pay after night of talks"
    assert "Coast Gazette" in entries[0]
    assert "3 Mar 2026, 12:30 UTC" in entries[0]
    assert "Same words" not in entries[0], "the reason is folded"


def test_the_reason_opens_by_keyboard(desktop: Page, site: str) -> None:
    desktop.open(site + ARTICLE)
    desktop.ask("document.querySelector('section summary').focus()")
    desktop.press("Enter")
    assert "Same words: ferri" in desktop.ask("document.querySelector('section li').innerText")


def test_the_first_tab_stop_skips_to_the_content_and_is_seen(desktop: Page, site: str) -> None:
    desktop.open(site + "/")
    desktop.press("Tab")
    assert desktop.ask("document.activeElement.innerText") == "Skip to content"
    assert desktop.ask("document.activeElement.getBoundingClientRect().left >= 0")
    desktop.press("Enter")
    assert desktop.ask("location.hash") == "#main"


def test_a_headline_leads_to_its_article_and_back(desktop: Page, site: str) -> None:
    desktop.open(site + "/")
    assert desktop.ask("document.querySelector('h2').innerText") == LEAD
    desktop.open(desktop.ask("document.querySelector('h2 a').href"))
    assert desktop.ask("location.pathname") == ARTICLE
    assert urlsplit(desktop.ask("document.querySelector('header a').href")).path == "/"


def test_older_articles_are_reached_page_by_page(desktop: Page, site: str) -> None:
    desktop.open(site + "/")
    desktop.open(desktop.ask("document.querySelector('a[rel=next]').href"))
    assert desktop.ask("document.querySelector('h1').innerText") == "Older articles"
    assert desktop.ask("document.querySelectorAll('main li').length") > 0


def test_articles_are_found_by_their_words(desktop: Page, site: str) -> None:
    desktop.open(site + "/")
    desktop.ask("document.querySelector('.search input').focus()")
    desktop.type("council museum")
    desktop.press("Enter")
    wait_for(lambda: desktop.ask("location.pathname === '/search' && document.readyState === 'complete'"), "results")
    found = desktop.ask("[...document.querySelectorAll('#list h2')].map(one => one.innerText)")
    assert found == ["Council votes on the museum budget"] * 6
    assert desktop.ask("document.querySelector('.search input').value") == "council museum"
    assert desktop.complaints == []


def test_copies_unfold(desktop: Page, site: str) -> None:
    desktop.open(site + ARTICLE)
    copies = "[...document.querySelectorAll('#list .copies li')].map(one => one.innerText).filter(text => text)"
    assert desktop.ask(copies) == [], "folded, so without any text that is shown"
    desktop.ask("document.querySelector('#list li details:last-of-type summary').click()")
    unfolded = desktop.ask(copies)
    assert len(unfolded) == 2
    assert unfolded[0].startswith("Ferry operator, union agree on pay")


def test_touch_targets_are_large_enough(browser: Chromium, site: str) -> None:
    with window(browser, width=360) as phone:
        phone.open(site + ARTICLE)
        heights = phone.ask(
            "[...document.querySelectorAll('summary, h3 a')].map(e => e.getBoundingClientRect().height)"
        )
    assert heights
    assert min(heights) >= 24, "WCAG 2.2, 2.5.8"


def test_an_empty_view_is_decent(page: Page, empty_site: str, look: str) -> None:
    page.open(empty_site + "/")
    page.picture(f"empty-{look}")
    assert "themewire send" in page.ask("document.querySelector('main').innerText")
    assert page.overflow <= 0
    assert min(page.ask(CONTRASTS))[0] >= 4.5
