"""What a robots.txt allows us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.fetch.robots_rules import SIZE_LIMIT, robots_rules

SITE = "https://news.example"


def allowed(text: str, path: str = "/news/a") -> bool:
    return robots_rules(200, text.encode()).allow(SITE + path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /private", True),
        ("User-agent: *\nDisallow: /news", False),
        ("User-agent: *\nDisallow: /news\nAllow: /news/a", True),
        ("User-agent: *\nDisallow: /*a$", False),
        ("User-agent: *\nDisallow: /news/*b", True),
        ("User-agent: themewire\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: ThemeWire\nAllow: /", True),
        ("User-agent: themewire/9.9 (a reader)\nDisallow: /", False),
        ("User-agent: theme\nDisallow: /", True),
        ("User-agent: wire\nDisallow: /", True),
        ("User-agent: themewire-images\nDisallow: /", True),
        ("User-agent: otherbot\nUser-agent: themewire\nDisallow: /", False),
        ("User-agent: otherbot\nDisallow: /\nUser-agent: *\nDisallow: /private", True),
        (
            "User-agent: themewire\nDisallow: /b\nUser-agent: x\nDisallow: /\nUser-agent: themewire\nDisallow: /news",
            False,
        ),
        ("\ufeffUser-agent: *\r\nDisallow: / # all of it\r\n", False),
        ("user agent *\ndisallow /", False),
    ],
)
def test_the_rules_for_us_hold(text: str, expected: bool) -> None:
    assert allowed(text) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [*((status, True) for status in (304, 400, 403, 404, 410, 429)), *((status, False) for status in (200, 500, 503))],
)
def test_an_answer_without_a_file_allows_all_and_a_server_error_nothing(status: int, expected: bool) -> None:
    assert robots_rules(status, b"User-agent: *\nDisallow: /").allow(SITE + "/a") == expected


def test_the_wish_for_a_delay_is_told() -> None:
    assert robots_rules(200, b"User-agent: *\nCrawl-delay: 2.5\nDisallow: /x").crawl_delay == 2.5
    assert robots_rules(200, b"User-agent: x\nCrawl-delay: 9").crawl_delay is None
    assert robots_rules(200, b"User-agent: *\nCrawl-delay: nan").crawl_delay is None


def test_what_stands_beyond_the_size_limit_is_not_read() -> None:
    padding = b"#" * (SIZE_LIMIT - len(b"User-agent: *\nDisallow: /a\n\nDisallow: /b"))
    whole = b"User-agent: *\nDisallow: /a\n" + padding + b"\nDisallow: /b"
    assert len(whole) == SIZE_LIMIT
    assert not robots_rules(200, whole).allow(SITE + "/b")
    cut = robots_rules(200, whole + b"c\nDisallow: /d")
    assert not cut.allow(SITE + "/a")
    assert cut.allow(SITE + "/b")
    assert cut.allow(SITE + "/d")


def test_countless_names_do_not_multiply_the_rules() -> None:
    names = "".join(f"User-agent: crawler{'x' * (number % 50)}{number}\n" for number in range(8000))
    text = names + "User-agent: *\n" + "Disallow: /a\n" * 20_000
    assert not allowed(text, "/a")
    assert allowed(text, "/b")


@given(st.binary(), st.integers(100, 999))
def test_any_answer_gives_rules(body: bytes, status: int) -> None:
    assert robots_rules(status, body).allow(SITE + "/a") in (True, False)


@given(st.lists(st.sampled_from(["User-agent: ", "*", "themewire", "Disallow: ", "/", "a", "\n", "*$", "%", ":", "#"])))
def test_any_lines_give_rules(pieces: list[str]) -> None:
    assert allowed("".join(pieces)) in (True, False)
