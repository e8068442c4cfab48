"""Which answers send a request on."""

import pytest

from services.ingest.fetch.errors import RefusedScheme, RefusedUrl
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.fetch.redirects import redirected_to

URL = fetch_url("https://news.example/feed")
THERE = "https://news.example/there"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_get_follows(status: int) -> None:
    assert str(redirected_to(URL, "GET", status, "/there")) == THERE


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 404])
def test_other_answers_are_the_last_ones(status: int) -> None:
    assert redirected_to(URL, "GET", status, "/there") is None


@pytest.mark.parametrize(("status", "follows"), [(301, False), (302, False), (303, False), (307, True), (308, True)])
def test_a_form_goes_on_only_as_a_form(status: int, follows: bool) -> None:
    assert (redirected_to(URL, "POST", status, "/there") is not None) == follows


def test_a_form_does_not_leave_https() -> None:
    assert redirected_to(URL, "POST", 307, "http://news.example/there") is None
    assert redirected_to(URL, "GET", 307, "http://news.example/there") is not None


@pytest.mark.parametrize("location", [None, ""])
def test_without_a_place_there_is_no_redirect(location: str | None) -> None:
    assert redirected_to(URL, "GET", 302, location) is None


def test_a_place_beyond_ascii_is_utf_8() -> None:
    location = "/straße".encode().decode("latin-1")
    assert str(redirected_to(URL, "GET", 302, location)) == "https://news.example/stra%C3%9Fe"


@pytest.mark.parametrize(
    ("location", "error"),
    [("file:///etc/passwd", RefusedScheme), ("http://a@b/", RefusedUrl), ("http://[", RefusedUrl)],
)
def test_a_place_that_cannot_be_fetched_is_refused(location: str, error: type[RefusedUrl]) -> None:
    with pytest.raises(error):
        redirected_to(URL, "GET", 302, location)
