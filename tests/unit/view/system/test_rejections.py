from schemas.rejected import Rejection, rejected_headers
from services.view.system.rejections import NEWEST, LatelyRejected, Rejections


def headers(reason: str, stage: str = "parse") -> list[tuple[str, bytes]]:
    return rejected_headers(Rejection(stage, reason), topic="articles.raw", partition=0, offset=1)


def test_they_are_counted_by_reason_the_most_frequent_first() -> None:
    lately = LatelyRejected()
    for at, reason in [(5, "no headline"), (9, "no headline"), (7, "not text")]:
        lately.take(headers(reason), at)
    assert lately.shown().looked_at == 3
    assert lately.shown().by_reason == [Rejections("parse", "no headline", 2, 9), Rejections("parse", "not text", 1, 7)]


def test_only_the_newest_count() -> None:
    lately = LatelyRejected()
    for at in range(NEWEST + 10):
        lately.take(headers("old" if at < 10 else "new"), at)
    assert [(one.reason, one.count) for one in lately.shown().by_reason] == [("new", NEWEST)]


def test_a_record_that_is_not_ours_counts_as_unknown() -> None:
    lately = LatelyRejected()
    lately.take([("other", b"\xff")], 1)
    assert lately.shown().by_reason == [Rejections("unknown", "unknown", 1, 1)]
