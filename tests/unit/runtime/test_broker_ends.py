"""When somebody is behind what the broker has, and when the broker counts as away."""

import pytest
from aiokafka import TopicPartition

from services.runtime import broker_ends
from services.runtime.broker_ends import ASK_EVERY, FRESH_FOR, BrokerEnds
from services.runtime.settings import Settings

A, B = TopicPartition("a", 0), TopicPartition("a", 1)


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(broker_ends, "time", clock)
    return clock


@pytest.mark.parametrize(
    ("positions", "behind"), [({A: 5, B: 7}, False), ({A: 5, B: 6}, True), ({A: 9, B: 7}, False), ({}, False)]
)
def test_behind_is_a_position_before_the_end(positions: dict[TopicPartition, int], behind: bool, clock: Clock) -> None:
    ends = BrokerEnds()
    ends.told({A: 5, B: 7})
    assert ends.behind(positions) is behind


def test_nobody_is_behind_a_broker_that_is_away(clock: Clock) -> None:
    ends = BrokerEnds()
    assert not ends.answering
    ends.told({A: 5})
    clock.now += FRESH_FOR - 0.1
    assert ends.behind({A: 1})
    clock.now += 0.2
    assert not ends.answering
    assert not ends.behind({A: 1})
    ends.told({A: 5})
    assert ends.behind({A: 1})


def test_a_broker_counts_as_away_before_anybody_counts_as_stuck() -> None:
    assert ASK_EVERY < FRESH_FOR
    assert Settings(stuck_after=5).stuck_after > FRESH_FOR
    with pytest.raises(ValueError, match="greater than or equal to 5"):
        Settings(stuck_after=4.9)
