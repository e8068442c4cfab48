"""Feeds that the tests render: one with every kind of item, one with nothing."""

from services.view.feeds import stable_ids
from services.view.feeds.feed import Feed
from services.view.feeds.items import of_related
from tests.unit.view.example_records import entry, listed, related

BASE = "https://wire.example"
RECORD = related(
    "harbour",
    entry("ferry", url="https://news.example/ferry?a=1&b=ü<2>"),
    entry("pier", url=None),
    listed("Strike ends", url="https://other.example/strike"),
    listed("Islanders <b>stock</b> up & wait"),
)


def feed(*, hub: str | None = None, empty: bool = False) -> Feed:
    """The feed of `RECORD`'s related headlines."""
    return Feed(
        id=stable_ids.feed("/feeds/articles/harbour"),
        title="More on: The harbour reopens",
        page=f"{BASE}/articles/harbour",
        self_url=f"{BASE}/feeds/articles/harbour.atom?a=1&b=2",
        items=[] if empty else of_related(RECORD, BASE),
        hub=hub,
    )
