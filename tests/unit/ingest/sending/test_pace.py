"""The pace: never more than the rate, whenever it is asked."""

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.sending.pace import Pace


@given(st.floats(0.1, 10_000), st.lists(st.floats(0, 10), min_size=1, max_size=50))
def test_no_second_sees_more_than_the_rate_and_a_burst(rate: float, pauses: list[float]) -> None:
    pace, now, gone = Pace(rate), 1000.0, []
    for pause in pauses:
        now += pause
        now += pace.wait(now)
        gone.append(now)
    for number, first in enumerate(gone):
        for more, last in enumerate(gone[number:]):
            assert more <= (last - first + Pace.BURST) * rate + 1e-6


def test_one_who_is_always_ready_goes_at_the_rate() -> None:
    pace, now = Pace(5), 0.0
    for _ in range(101):
        now += pace.wait(now)
    assert abs(now - 20) <= Pace.BURST + 1e-9
