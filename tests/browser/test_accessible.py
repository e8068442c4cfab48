"""Every kind of page can be used: by keyboard, by ear, on a phone, in the dark. Looked at with axe-core."""

import pytest

from tests.browser.articles import HARBOUR
from tests.browser.axe import serious_issues
from tests.browser.chromium import Chromium, Page, window

PAGES = {
    "newest": "/",
    "article": f"/articles/{HARBOUR.article.id}",
    "search": "/search?q=council+-park",
    "search-nothing-asked": "/search",
    "themes": "/themes",
    "theme": f"/themes/{HARBOUR.article.id}",
    "system": "/system",
    "error": "/nothing",
}
FOCUS = """(e => [e.tagName, e.innerText.split("\\n")[0], e.matches(":focus-visible")])(document.activeElement)"""


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_no_serious_issue(page: Page, site: str, kind: str, look: str) -> None:
    page.open(site + PAGES[kind])
    assert serious_issues(page) == []
    page.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.picture(f"{kind}-{look}-open")
    assert serious_issues(page) == [], "nor in what unfolds"
    assert page.overflow <= 0, "nothing sticks out sideways"
    expected = 1 if kind == "error" else 0  # the browser logs the page's own 404
    assert len(page.complaints) == expected, page.complaints


def test_axe_notices_an_issue(browser: Chromium, site: str) -> None:
    with window(browser, width=1200) as page:
        page.open(site + "/")
        page.ask("document.querySelector('.search input').removeAttribute('aria-label')")
        page.ask("document.querySelector('.search input').removeAttribute('placeholder')")
        assert any(issue.startswith("label") for issue in serious_issues(page))


def test_tab_walks_through_a_page_in_reading_order(browser: Chromium, site: str) -> None:
    with window(browser, width=360) as page:
        page.open(site + PAGES["article"])
        stops: list[tuple[str, str, bool]] = []
        while not stops or stops[-1][1] != "System":
            page.press("Tab")
            stops.append(page.ask(FOCUS))
            assert len(stops) < 60, stops
        tags = [tag for tag, _, _ in stops]
        assert [text for _, text, _ in stops[:4]] == ["Skip to content", "Themewire", "Newest", "Themes"]
        assert tags[4:6] == ["INPUT", "BUTTON"]
        assert stops[6][1] == "Read the original"
        assert all(seen for _, _, seen in stops), "where the keyboard is can be seen"
        order = page.ask("[...document.querySelectorAll('a, button, input, summary, [tabindex=\"0\"]')].length")
        assert len(stops) <= order
