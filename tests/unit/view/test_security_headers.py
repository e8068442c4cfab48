import pytest
from httpx import AsyncClient

from services.view.store import Store
from tests.unit.view.example_records import put, related


@pytest.mark.parametrize("path", ["/", "/nothing", "/v1/articles", "/v1/articles/x", "/?cursor=x", "/static/style.css"])
async def test_every_answer_carries_them(reader: AsyncClient, path: str) -> None:
    headers = (await reader.get(path)).headers
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_a_page_needs_nothing_that_its_own_policy_forbids(store: Store, reader: AsyncClient) -> None:
    put(store, related("harbour"))
    answer = await reader.get("/")
    for forbidden in ("<style", " style=", "javascript:"):
        assert forbidden not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script src="/static/') == 1


async def test_pages_are_asked_for_again_and_style_sheets_are_kept(reader: AsyncClient) -> None:
    page = await reader.get("/")
    assert page.headers["cache-control"] == "no-cache"
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    style = await reader.get(address)
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
