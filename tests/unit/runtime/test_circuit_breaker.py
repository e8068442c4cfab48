"""The breaker against its definition said naively, and what its message tells."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.rejected import Rejection
from services.runtime.circuit_breaker import BreakerOpen, CircuitBreaker, Place, breaker_of
from services.runtime.settings import Settings

REFUSED = Rejection("parse", "no headline")


def opens_at(breaker: CircuitBreaker, outcomes: list[bool]) -> int | None:
    """The number of the record, True for a rejected one, at which it opens."""
    for number, rejected in enumerate(outcomes):
        try:
            breaker.take(Place("articles.raw", 0, number), REFUSED if rejected else None)
        except BreakerOpen:
            return number
    return None


def naively(outcomes: list[bool], in_a_row: int, share: int, of: int) -> int | None:
    for number in range(len(outcomes)):
        seen = outcomes[: number + 1]
        if (len(seen) >= in_a_row and all(seen[-in_a_row:])) or sum(seen[-of:]) >= share:
            return number
    return None


runs = st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=20)


@given(runs=runs, in_a_row=st.integers(1, 8), share=st.integers(1, 10), of=st.integers(1, 30))
@example(runs=[(True, 4), (False, 1), (True, 5)], in_a_row=5, share=9, of=10)
@example(runs=[(True, 1), (False, 9), (True, 1)], in_a_row=5, share=2, of=10)
@example(runs=[(True, 1), (False, 8), (True, 1)], in_a_row=5, share=2, of=10)
def test_it_opens_where_its_definition_says(runs: list[tuple[bool, int]], in_a_row: int, share: int, of: int) -> None:
    outcomes = [rejected for rejected, times in runs for _ in range(times)]
    assert opens_at(CircuitBreaker(in_a_row, share, of), outcomes) == naively(outcomes, in_a_row, share, of)


def test_fifty_in_a_row_or_a_hundred_of_a_thousand() -> None:
    assert opens_at(CircuitBreaker(), [True] * 60) == 49
    assert opens_at(CircuitBreaker(), [True] * 49 + [False] + [True] * 49 + [False] * 10) is None
    assert opens_at(CircuitBreaker(), ([True] + [False] * 9) * 100) == 990
    assert opens_at(CircuitBreaker(), ([True] + [False] * 10) * 500) is None  # 91 of every 1,000
    assert opens_at(CircuitBreaker(), ([True] + [False] * 99) * 100) is None


def test_its_message_says_how_many_why_where_and_what_to_do() -> None:
    breaker = CircuitBreaker(in_a_row=3)
    breaker.take(Place("t-articles.raw", 2, 70), None)
    breaker.take(Place("t-articles.raw", 2, 71), Rejection("media", "unknown"))
    breaker.take(Place("t-articles.raw", 1, 9), REFUSED)
    with pytest.raises(BreakerOpen) as opened:
        breaker.take(Place("t-articles.raw", 0, 33), REFUSED)
    told = str(opened.value)
    assert told.startswith(
        "3 records in a row were rejected, from t-articles.raw partition 2 offset 71 to t-articles.raw partition 0"
        " offset 33, the last one at stage parse: no headline."
    )
    assert "articles.rejected" in told
    assert "THEMEWIRE_BREAKER=off" in told


def test_a_share_tells_the_first_record_of_its_window() -> None:
    breaker = CircuitBreaker(in_a_row=3, share=2, of=4)
    for offset, rejected in enumerate([True, False, False, False, True, False]):
        breaker.take(Place("articles.raw", 0, offset), REFUSED if rejected else None)
    with pytest.raises(
        BreakerOpen, match=r"2 of the last 4 records were rejected, from articles\.raw partition 0 offset 4"
    ):
        breaker.take(Place("articles.raw", 0, 6), REFUSED)


def test_the_setting_turns_it_off() -> None:
    assert opens_at(breaker_of(Settings()), [True] * 50) == 49
    assert opens_at(breaker_of(Settings(breaker="off")), [True] * 2000) is None
