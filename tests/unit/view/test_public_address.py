import pytest

from services.view.public_address import Outside


def test_the_configured_address_is_used_whatever_was_asked() -> None:
    assert Outside("https://wire.example/news").base("http", "10.0.0.1:8480") == "https://wire.example/news"


@pytest.mark.parametrize("host", ["wire.example", "127.0.0.1:8480", "[::1]:8480", "localhost"])
def test_else_the_host_that_was_asked(host: str) -> None:
    assert Outside().base("http", host) == f"http://{host}"


@pytest.mark.parametrize("host", [None, "", "a b", 'x"><script>', "evil.example/path", "user@host", "-", "a:123456"])
def test_a_host_that_is_none_leads_nowhere_else(host: str | None) -> None:
    assert Outside().base("https", host) == "https://localhost"
