"""The payloads of tests/hostile in a real browser: its own parser finds the same elements, attributes and schemes as in
a harmless page, and opening the pages runs nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.article_id import article_id_of
from services.view.store import Store
from tests.browser.chromium import Chromium, window
from tests.browser.serving import served
from tests.hostile.view_payloads import HARMLESS, HARMLESS_ADDRESS, PAYLOADS, harmless_like, saying
from tests.unit.view.example_records import put

TEXTS = (HARMLESS, HARMLESS_ADDRESS, *PAYLOADS)
ADDRESSES = {text: article_id_of(f"hostile-{n}") for n, text in enumerate(TEXTS)}

SKELETON = """(async paths => {
  const links = ["href", "src", "action", "formaction", "data", "srcdoc", "ping"];
  const scheme = text => { try { return new URL(text, location).protocol; } catch { return "none"; } };
  const of = text => [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("*")].map(e =>
    [e.namespaceURI, e.localName, e.getAttributeNames().sort(), links.filter(l => e.hasAttribute(l))
      .map(l => scheme(e.getAttribute(l)))]);
  return Promise.all(paths.map(path => fetch(path).then(a => a.text()).then(of)));
})"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with Store(tmp_path / "view.sqlite3") as store, served(store) as address:
        store.begin_anew("cluster", 0.0)
        put(store, *(saying(f"hostile-{n}", text) for n, text in enumerate(TEXTS)))
        yield address


@pytest.mark.parametrize("path", ["/articles/{}", "/v1/articles/{}/embed"])
def test_a_page_is_made_of_what_a_harmless_one_is_made_of(browser: Chromium, site: str, path: str) -> None:
    with window(browser, width=1200) as page:
        page.open(site + "/system")
        paths = [path.format(address) for address in ADDRESSES.values()]
        found = dict(zip(TEXTS, page.ask(f"{SKELETON}({json.dumps(paths)})"), strict=True))
    for payload in PAYLOADS:
        assert found[payload] == found[harmless_like(payload)], payload


def test_opening_the_pages_runs_nothing(browser: Chromium, site: str) -> None:
    with window(browser, width=1200) as page:
        for path in ("/", *(f"/articles/{address}" for address in ADDRESSES.values())):
            page.open(site + path)
            page.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert not page.dialog, path
            assert page.ask("location.pathname") == path
