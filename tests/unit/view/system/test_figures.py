from schemas.feed_health import FeedHealth
from services.view.system.figures import WORST, FeedStates


def feed(name: str, **fields: object) -> tuple[bytes, bytes]:
    return name.encode(), FeedHealth.model_validate({"url": f"https://{name}.example/feed"} | fields).to_bytes()


def test_feeds_are_counted_by_status_and_the_worst_named_first() -> None:
    states = FeedStates()
    states.take_all(
        [
            feed("new"),
            feed("well", visits=3),
            feed("away", visits=9, failures=2),
            feed("down", visits=9, failures=7),
            feed("gone", gone=True, failures=8),
        ]
    )
    shown = states.shown()
    assert shown.by_status == {"failing": 2, "gone": 1, "new": 1, "ok": 1}
    assert [one.url for one in shown.worst] == [f"https://{name}.example/feed" for name in ("down", "away", "gone")]


def test_the_newest_record_of_a_feed_counts() -> None:
    states = FeedStates()
    states.take_all([feed("a", visits=1, failures=1), feed("a", visits=2), feed("b", visits=1), (b"b", None)])
    assert states.shown().by_status == {"ok": 1}
    assert states.shown().worst == []


def test_a_record_that_is_no_feeds_is_passed_over() -> None:
    states = FeedStates()
    states.take_all([feed("a", visits=1), (b"b", b"{}"), (b"c", b"\xff")])
    assert states.shown().by_status == {"ok": 1}


def test_as_many_are_named_as_one_reads() -> None:
    states = FeedStates()
    states.take_all(feed(f"feed-{n}", failures=n + 1) for n in range(WORST + 5))
    assert len(states.shown().worst) == WORST
    assert states.shown().worst[0].failures == WORST + 5
