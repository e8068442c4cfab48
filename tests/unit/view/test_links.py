import pytest

from schemas.parsed_article import Publisher
from services.view.links import outside, page, publisher_label


@pytest.mark.parametrize("url", ["https://news.example/a?b=c#d", "http://news.example", "HTTPS://news.example/ü"])
def test_web_addresses_become_links(url: str) -> None:
    assert outside(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//news.example/a",
        "/articles/1",
        "https:news.example",
        "https://",
        "https://[::1",
        "https://news.example:port/",
        "https://news.example/\n",
        "https://news.example/ javascript:alert(1)",
    ],
)
def test_anything_else_stays_text(url: str | None) -> None:
    assert outside(url) is None


def test_an_id_cannot_leave_its_path_segment() -> None:
    assert page("0f" * 16) == f"/articles/{'0f' * 16}"
    assert page('../x?y#z"<') == "/articles/..%2Fx%3Fy%23z%22%3C"
    assert page(None) is None


@pytest.mark.parametrize(
    ("publisher", "url", "label"),
    [
        (Publisher(name="Coast Gazette", domain="news.example"), "https://other.example/", "Coast Gazette"),
        (Publisher(domain="news.example"), "https://other.example/", "news.example"),
        (Publisher(), "https://www.other.example:8443/a", "other.example"),
        (Publisher(), "javascript:alert(1)", None),
        (Publisher(), None, None),
    ],
)
def test_the_publisher_is_named_by_the_best_that_is_known(
    publisher: Publisher, url: str | None, label: str | None
) -> None:
    assert publisher_label(publisher, url) == label
