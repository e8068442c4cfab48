"""Feeds that hurt: nothing unsafe gets on, good items always do, and every fault has a name."""

import pytest

from services.ingest.feeds.errors import FeedError
from services.ingest.feeds.feed import MOST_ENTRIES
from services.ingest.feeds.read_feed import read_feed
from tests.hostile.feeds.bad_feeds import BAD_FEEDS, END, TOP, Bad
from tests.hostile.feeds.safety import assert_safe
from tests.shared_data import shared
from tests.unit.ingest.feeds.guard import DtdRefusedError, guard

URL = "https://a.example/feed"
PARTS = ("encoding", "entities", "illformed", "json", "wellformed")


@pytest.mark.parametrize("bad", BAD_FEEDS, ids=lambda bad: str(bad.name))
def test_good_items_survive_and_nothing_unsafe_does(bad: Bad) -> None:
    feed = read_feed(bad.document, None, URL, guard)
    assert_safe(feed)
    assert set(bad.survive) <= {entry.title for entry in feed.entries}


def test_of_two_hundred_thousand_items_so_many_are_taken_and_the_rest_is_counted() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(200_000))
    feed = read_feed(f"{TOP}{items}{END}".encode(), None, URL, guard)
    assert (len(feed.entries), feed.left_out) == (MOST_ENTRIES, 200_000 - MOST_ENTRIES)
    assert feed.capped


@pytest.mark.parametrize(
    "unsafe", ["<p onclick=x()>", "<script>x()</script>", "<a href=' java\nscript:x()'>", "<style>x"]
)
def test_the_judge_of_safety_sees_what_is_unsafe(unsafe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedparser.mixin._sanitize_html", lambda html, *_: html)
    monkeypatch.setattr("feedparser.mixin.resolve_relative_uris", lambda html, *_: html)
    document = f"{TOP}<item><description><![CDATA[{unsafe}]]></description></item>{END}".encode()
    with pytest.raises(AssertionError):
        assert_safe(read_feed(document, None, URL, guard))


def test_every_file_of_feedparsers_own_suite() -> None:
    """`tests/` of github.com/kurtmckee/feedparser (BSD) as ../shared/data/feedparser/tests."""
    folder = shared("feedparser/tests")
    files = [path for part in PARTS for path in sorted((folder / part).rglob("*")) if path.is_file()]
    assert len(files) > 2000
    read = 0
    for path in files:
        try:
            feed = read_feed(path.read_bytes(), None, URL, guard)
        except (FeedError, DtdRefusedError):
            continue
        assert_safe(feed)
        read += 1
    assert read > 0.8 * len(files)
