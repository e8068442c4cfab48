"""What a sender may do a minute: never more than the bucket holds and gains, and never refused for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.token_bucket import WINDOW, TokenBucket


def test_a_full_bucket_is_emptied_and_fills_again() -> None:
    bucket = TokenBucket.full(2, now=100.0)
    for _ in range(2):
        assert bucket.wait(100.0) == 0
        bucket.take(1, 100.0)
    assert bucket.wait(100.0) == pytest.approx(WINDOW / 2)
    assert bucket.wait(100.0 + WINDOW / 2) == 0


def test_a_debt_is_waited_for() -> None:
    bucket = TokenBucket.full(10, now=0.0)
    bucket.take(15, 0.0)
    wait = bucket.wait(0.0)
    assert wait == pytest.approx(6 / 10 * WINDOW)
    assert bucket.wait(wait - 0.1) > 0
    assert bucket.wait(wait + 0.001) == 0


def test_it_never_holds_more_than_its_capacity() -> None:
    bucket = TokenBucket.full(3, now=0.0)
    bucket.wait(1000 * WINDOW)
    assert bucket.tokens == 3


def test_a_clock_that_went_back_gives_nothing() -> None:
    bucket = TokenBucket.full(3, now=100.0)
    bucket.take(3, 100.0)
    bucket.wait(50.0)
    assert bucket.tokens == 0


@given(st.integers(1, 50), st.lists(st.floats(0, 30), max_size=100))
def test_in_any_rhythm_no_more_is_taken_than_was_there_and_came(capacity: int, pauses: list[float]) -> None:
    bucket, now, taken = TokenBucket.full(capacity, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        if bucket.wait(now) == 0:
            bucket.take(1, now)
            taken += 1
    assert taken <= capacity + now / WINDOW * capacity + 1e-6
