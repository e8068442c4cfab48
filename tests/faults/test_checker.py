"""The checker finds what it is there to find. Every test breaks one good run in one way."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from tests.faults.history import History, Poison, Sent
from tests.faults.invented_articles import invented_article
from tests.faults.load import OBSERVED
from tests.faults.promises import CurrentRecord, DeadLetter, Observed, judge

TWICE, GONE, ONCE, UNANSWERED = (invented_article(number).id for number in range(4))
TIMES = [OBSERVED + timedelta(seconds=seconds) for seconds in range(10)]
POISON = Poison("a" * 64)


def good() -> tuple[History, Observed]:
    """An article with a correction, a retracted one, one more, one without a 2xx that never came, and poison."""
    history = History()
    sent: list[Sent | Poison] = [
        Sent(TWICE, TIMES[0], "first"),
        Sent(GONE, TIMES[1], "to go"),
        Sent(ONCE, TIMES[2], "only"),
        Sent(TWICE, TIMES[3], "second"),
        Sent(GONE, TIMES[4], None),
        POISON,
    ]
    for offset, one in enumerate(sent):
        history.attempt(one)
        history.acknowledge(one, 0, offset)
    history.attempt(Sent(UNANSWERED, TIMES[5], "unanswered"))
    observed = Observed(
        current={
            TWICE: [CurrentRecord(TIMES[0], "h1", "first"), CurrentRecord(TIMES[3], "h0", "second")],
            GONE: [CurrentRecord(TIMES[1], "h2", "to go"), CurrentRecord(TIMES[4], None, None)],
            ONCE: [CurrentRecord(TIMES[2], "h3", "only")],
        },
        rejected=[DeadLetter("articles.raw", 0, 5, "decode", "no text", POISON.digest)],
        related={TWICE: {"related": ["a", "b"]}, ONCE: {"related": []}},
        view={TWICE: {"related": ["a", "b"]}, ONCE: {"related": []}},
    )
    return history, observed


def broken(change: Callable[[History, Observed], Any]) -> list[str]:
    history, observed = deepcopy(good())
    change(history, observed)
    return judge(history, observed)


def test_nothing_is_wrong_with_a_good_run() -> None:
    assert judge(*good()) == []


def drop_article(_: History, observed: Observed) -> None:
    del observed.current[ONCE]
    drop_views(observed, ONCE)


def drop_correction(_: History, observed: Observed) -> None:
    observed.current[TWICE].pop()


def drop_retraction(_: History, observed: Observed) -> None:
    observed.current[GONE].pop()
    observed.related[GONE] = observed.view[GONE] = {"related": []}


def lose_after_retraction(history: History, observed: Observed) -> None:
    back = Sent(GONE, TIMES[6], "back again")
    history.attempt(back)
    history.acknowledge(back, 0, 6)


def double_one(_: History, observed: Observed) -> None:
    observed.current[ONCE] *= 2


def double_a_retraction(_: History, observed: Observed) -> None:
    observed.current[GONE].append(observed.current[GONE][-1])


def swap_versions(_: History, observed: Observed) -> None:
    observed.current[TWICE].reverse()


def go_back_and_on(_: History, observed: Observed) -> None:
    first, second = observed.current[TWICE]
    observed.current[TWICE] = [second, first, second]


def swap_articles(_: History, observed: Observed) -> None:
    current = observed.current
    current[TWICE], current[ONCE] = current[ONCE], current[TWICE]


def change_content(_: History, observed: Observed) -> None:
    observed.current[ONCE] = [CurrentRecord(TIMES[2], "h3", "other")]


def change_time(_: History, observed: Observed) -> None:
    observed.current[ONCE] = [CurrentRecord(TIMES[9], "h3", "only")]


def never_sent(_: History, observed: Observed) -> None:
    for found in (observed.related, observed.view):
        found["f" * 32] = {}
    observed.current["f" * 32] = [CurrentRecord(TIMES[2], "h3", "only")]


def empty_current(_: History, observed: Observed) -> None:
    observed.current.clear()


def empty_all(_: History, observed: Observed) -> None:
    observed.current, observed.rejected, observed.related, observed.view = {}, [], {}, {}


def empty_views(_: History, observed: Observed) -> None:
    observed.related, observed.view = {}, {}


def empty_view(_: History, observed: Observed) -> None:
    observed.view = {}


def change_view(_: History, observed: Observed) -> None:
    observed.view[TWICE]["related"].reverse()


def keep_in_view(_: History, observed: Observed) -> None:
    observed.view[GONE] = {"related": []}


def keep_related(_: History, observed: Observed) -> None:
    observed.related[GONE] = observed.view[GONE] = {"related": []}


def drop_dead_letter(_: History, observed: Observed) -> None:
    observed.rejected.clear()


def dead_letter_without(field: str) -> Callable[[History, Observed], None]:
    def change(_: History, observed: Observed) -> None:
        values = {"stage": "decode", "reason": "no text", field: ""}
        observed.rejected = [DeadLetter("articles.raw", 0, 5, digest=POISON.digest, **values)]

    return change


def other_bytes(history: History, observed: Observed) -> None:
    history.attempt(Poison("b" * 64))
    observed.rejected = [DeadLetter("articles.raw", 0, 5, "decode", "no text", "b" * 64)]


def reject_a_good_one(_: History, observed: Observed) -> None:
    observed.rejected.append(DeadLetter("articles.raw", 0, 2, "parse", "cut after 10 s", "c" * 64))


def reject_at_the_index(_: History, observed: Observed) -> None:
    observed.rejected.append(DeadLetter("articles.parsed", 0, 2, "index", "not ours", "c" * 64))


def promise_nothing(history: History, observed: Observed) -> None:
    history.__init__()  # type: ignore[misc]
    empty_all(history, observed)


FAULTS: dict[str, tuple[Callable[[History, Observed], None], str]] = {
    "drop-one": (drop_article, f"{ONCE}: lost"),
    "drop-a-correction": (drop_correction, f"{TWICE}: lost"),
    "drop-a-retraction": (drop_retraction, f"{GONE}: not retracted"),
    "lose-what-came-after-a-retraction": (lose_after_retraction, f"{GONE}: lost"),
    "double-one": (double_one, f"{ONCE}: repeated"),
    "double-a-retraction": (double_a_retraction, f"{GONE}: repeated"),
    "swap-two-versions": (swap_versions, f"{TWICE}: articles.current goes back"),
    "back-and-on": (go_back_and_on, f"{TWICE}: articles.current goes back"),
    "swap-two-articles": (swap_articles, f"{ONCE}: articles.current has a version that nobody sent"),
    "change-the-content": (change_content, f"{ONCE}: the content is not what was sent"),
    "change-the-time": (change_time, f"{ONCE}: articles.current has a version that nobody sent"),
    "never-sent": (never_sent, f"{'f' * 32}: articles.current has a version that nobody sent"),
    "empty-articles-current": (empty_current, f"{ONCE}: lost"),
    "empty-everything": (empty_all, f"{TWICE}: lost"),
    "empty-headlines-related": (empty_views, f"{ONCE}: in articles.current, without a view"),
    "empty-view": (empty_view, f"{TWICE}: in headlines.related, and the view does not know it"),
    "change-the-view": (change_view, f"{TWICE}: the view differs"),
    "keep-in-the-view": (keep_in_view, f"{GONE}: in the view, and gone from headlines.related"),
    "keep-a-retracted-one's-view": (keep_related, f"{GONE}: has a view, and is gone from articles.current"),
    "drop-a-dead-letter": (drop_dead_letter, "poison at (0, 5) was acknowledged and is not in articles.rejected"),
    "dead-letter-without-stage": (dead_letter_without("stage"), "rejected without stage or reason"),
    "dead-letter-without-reason": (dead_letter_without("reason"), "rejected without stage or reason"),
    "dead-letter-with-other-bytes": (other_bytes, "poison at (0, 5) was rejected with other bytes"),
    "reject-a-good-one": (reject_a_good_one, "a good document was rejected"),
    "reject-a-record-of-ours": (reject_at_the_index, "a good document was rejected"),
    "promise-nothing": (promise_nothing, "nothing was acknowledged"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_named(name: str) -> None:
    change, named = FAULTS[name]
    found = broken(change)
    assert any(fault.startswith(named) for fault in found), found


def arrived(history: History, observed: Observed) -> None:
    """A document without a 2xx that is there all the same."""
    observed.current[UNANSWERED] = [CurrentRecord(TIMES[5], "h5", "unanswered")]
    observed.related[UNANSWERED] = observed.view[UNANSWERED] = {}


def superseded(history: History, observed: Observed) -> None:
    """An unanswered correction that arrived in place of an acknowledged version, which was never seen."""
    history.attempt(Sent(ONCE, TIMES[7], "corrected"))
    observed.current[ONCE] = [CurrentRecord(TIMES[7], "h7", "corrected")]


def superseded_by_a_retraction(history: History, observed: Observed) -> None:
    history.attempt(Sent(ONCE, TIMES[7], None))
    observed.current[ONCE].append(CurrentRecord(TIMES[7], None, None))
    drop_views(observed, ONCE)


def retracted_before_it_came(history: History, observed: Observed) -> None:
    """The retraction overtook the article on the log: there is no record of either."""
    del observed.current[GONE]


def acknowledged_twice(history: History, observed: Observed) -> None:
    """Sent again after a lost answer: both have a receipt, one record came out."""
    history.acknowledge(Sent(ONCE, TIMES[2], "only"), 0, 9)
    history.acknowledge(POISON, 0, 10)
    observed.rejected.append(DeadLetter("articles.raw", 0, 10, "decode", "no text", POISON.digest))


def rejected_twice(_: History, observed: Observed) -> None:
    """The parser works at least once."""
    observed.rejected *= 2


def drop_views(observed: Observed, article_id: str) -> None:
    for found in (observed.related, observed.view):
        del found[article_id]


ALLOWED = [
    arrived,
    superseded,
    superseded_by_a_retraction,
    retracted_before_it_came,
    acknowledged_twice,
    rejected_twice,
]


@pytest.mark.parametrize("change", ALLOWED, ids=lambda change: change.__name__)
def test_what_was_not_promised_is_no_fault(change: Callable[[History, Observed], None]) -> None:
    assert broken(change) == []


def test_an_unanswered_version_must_be_one_that_was_sent() -> None:
    def other(_: History, observed: Observed) -> None:
        arrived(_, observed)
        observed.current[UNANSWERED] = [CurrentRecord(TIMES[5], "h5", "something else")]

    assert [fault.split(":")[1] for fault in broken(other)] == [" the content is not what was sent"]
