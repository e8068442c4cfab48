"""How a URL is read before it is fetched."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.fetch.errors import RefusedScheme, RefusedUrl
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.request_checks import URL_LIMIT


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://news.example", "http://news.example/"),
        (" HTTPS://News.Example:443/A?b=C#d ", "https://news.example/A?b=C"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example:80/", "https://news.example:80/"),
        ("http://news.example./a", "http://news.example/a"),
        ("http://news.example?q", "http://news.example/?q"),
        ("http://news.example/straße?ö=ü", "http://news.example/stra%C3%9Fe?%C3%B6=%C3%BC"),
        ("http://news.example/%7Ea%20b|c", "http://news.example/%7Ea%20b%7Cc"),
        ("http://münchen.example/", "http://xn--mnchen-3ya.example/"),
        ("http://under_score.example/", "http://under_score.example/"),
        ("http://[2001:4860:0:0::8888]:8080/", "http://[2001:4860::8888]:8080/"),
        ("http://0x08.8.2056/", "http://8.8.8.8/"),
    ],
)
def test_a_url_is_written_in_one_way(text: str, read: str) -> None:
    assert str(fetch_url(text)) == read
    assert str(fetch_url(read)) == read


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "0177.0.0.1"),
        *("017700000001", "127.0.0.1.", "00000177.1", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．1"),
    ],
)
def test_every_spelling_of_an_ipv4_address_is_that_address(host: str) -> None:
    url = fetch_url(f"http://{host}/")
    assert (url.address, url.host) == (IPv4Address("127.0.0.1"), "127.0.0.1")


@pytest.mark.parametrize("scheme", ["ftp", "file", "gopher", "javascript", "data", "ws", "httpx", "feed"])
def test_only_http_and_https_are_fetched(scheme: str) -> None:
    with pytest.raises(RefusedScheme, match="only http and https"):
        fetch_url(f"{scheme}://news.example/")


def test_a_url_without_a_scheme_says_so() -> None:
    with pytest.raises(RefusedScheme, match="no scheme"):
        fetch_url("news.example/feed")


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http:///feed",
        "http://:80/",
        "http://news.example:0/",
        "http://news.example:65536/",
        "http://news.example:-1/",
        "http://news.example:http/",
        "http://news..example/",
        "http://.example/",
        "http://-/\x00",
        "http://news.exam\tple/",
        "http://news.example/a b",
        "http://news.example\\@other.example/",
        "http://news.example\\.other.example/",
        "http://reader@news.example/",
        "http://reader:secret@news.example/",
        "http://@news.example/",
        "http://127%2e0.0.1/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1/",
        "http://[::ffff:0x7f.1]/",
        "http://[v1.a]/",
        "http://1.2.3.4.5/",
        "http://256.0.0.1/",
        "http://0x100000000/",
        "http://news.example.08/",
        "http://0x/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 127}example/",
        "http://☃.example/",
        "http://news.example/" + "a" * URL_LIMIT,
    ],
)
def test_what_is_no_fetchable_url_is_refused(text: str) -> None:
    with pytest.raises(RefusedUrl) as refused:
        fetch_url(text)
    assert "secret" not in str(refused.value)


def test_a_query_is_not_shown() -> None:
    assert fetch_url("https://news.example:8443/feed?key=secret").shown == "https://news.example:8443/feed"


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("/b", "http://news.example/b"),
        ("../b?c#d", "http://news.example/b?c"),
        ("//other.example", "http://other.example/"),
        (" https://other.example/x\n", "https://other.example/x"),
        ("?page=2", "http://news.example/a/feed?page=2"),
    ],
)
def test_a_reference_is_joined(reference: str, joined: str) -> None:
    assert str(fetch_url("http://news.example/a/feed").joined(reference)) == joined


@given(st.text() | st.text().map("http://".__add__))
def test_any_text_is_a_url_or_refused(text: str) -> None:
    try:
        url = fetch_url(text)
    except RefusedUrl:
        return
    assert fetch_url(str(url)) == url
    assert url.host.isascii()
    assert url.target.isascii()


@given(st.text())
def test_any_reference_is_joined_or_refused(reference: str) -> None:
    try:
        joined = fetch_url("https://news.example/a").joined(reference)
    except RefusedUrl:
        return
    assert fetch_url(str(joined)) == joined
