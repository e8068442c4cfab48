"""The list of feeds in memory: the newest state of each, whatever comes and goes."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.feed_state import FeedState
from services.ingest.subscriptions.feed_list import FeedList

NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
IDS = [f"{number:032x}" for number in range(8)]


def state(visits: int) -> FeedState:
    return FeedState(url="https://a.example/", subscribed_at=NOW, next_visit_at=NOW, visits=visits)


@given(st.lists(st.tuples(st.sampled_from(IDS), st.none() | st.integers(0, 2))))
def test_the_newest_state_of_each_feed_is_shown(records: list[tuple[str, int | None]]) -> None:
    list_, newest = FeedList(), {}
    for feed, visits in records:
        list_.apply(feed.encode(), None if visits is None else state(visits).to_bytes())
        newest[feed] = visits
    there = {feed: visits for feed, visits in newest.items() if visits is not None}
    assert [(feed, s.visits) for feed, s in list_.page(limit=len(IDS)).feeds] == sorted(there.items())
    assert len(list_) == len(there) == len(list(list_.states()))
    assert [feed for feed, _ in list_.page(limit=8, status="new").feeds] == sorted(f for f in there if not there[f])
    assert all((list_.get(feed) is None) == (feed not in there) for feed in IDS)


@given(st.sets(st.sampled_from(IDS), min_size=1), st.integers(1, 9), st.sampled_from(IDS), st.booleans())
def test_paging_shows_what_is_there_all_the_while_exactly_once(
    there: set[str], limit: int, moved: str, comes: bool
) -> None:
    list_ = FeedList()
    for feed in there:
        list_.apply(feed.encode(), state(0).to_bytes())
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = list_.page(after, limit)
        assert len(page.feeds) <= limit
        seen += [feed for feed, _ in page.feeds]
        list_.apply(moved.encode(), state(1).to_bytes() if comes else None)
        after = page.next
    assert sorted(set(seen)) == seen
    assert there - {moved} <= set(seen) <= there | {moved}


def test_what_is_remembered_of_entries_is_not_kept() -> None:
    list_ = FeedList()
    remembered = {f"{number:016x}": ("f" * 16, number) for number in range(5000)}
    list_.apply(IDS[0].encode(), state(1).model_copy(update={"remembered": remembered}).to_bytes())
    kept = list_.get(IDS[0])
    assert kept is not None
    assert len(kept.to_bytes()) < 1000


def test_records_of_somebody_else_change_nothing() -> None:
    list_ = FeedList()
    list_.apply(IDS[0].encode(), state(1).to_bytes())
    for key, value in [(IDS[0].encode(), b"{}"), (b"\xff", b"\xff"), (b"", None), (b"\xff", None)]:
        list_.apply(key, value)
    assert [feed for feed, _ in list_.page().feeds] == [IDS[0]]
