from dataclasses import replace

import pytest

from services.view.resume import Held, Log, Mark, is_another_log, start_offsets, why_anew

HELD = Held("cluster-1", "headlines.related", {0: Mark(10, 8, 1000), 1: Mark(0)}, current_at=5000.0)
LOG = Log("cluster-1", "headlines.related", first={0: 0, 1: 0}, end={0: 12, 1: 0})


def why(held: Held | None = HELD, log: Log = LOG, now: float = 5100.0) -> str | None:
    return why_anew(held, log, now=now, tombstones_kept=3600.0)


def test_the_same_log_is_continued() -> None:
    assert why() is None
    assert why(log=replace(LOG, end={0: 10, 1: 0})) is None, "nothing new is no reason"
    assert why(log=replace(LOG, first={0: 10, 1: 0})) is None, "what was read may be gone"


@pytest.mark.parametrize(
    ("held", "log", "reason"),
    [
        (None, LOG, "nothing was read yet"),
        (HELD, replace(LOG, cluster_id="cluster-2"), "another Kafka cluster"),
        (HELD, replace(LOG, topic="test.headlines.related"), "another topic"),
        (HELD, replace(LOG, end={0: 9, 1: 0}), "partition 0 ends before"),
        (HELD, replace(LOG, first={1: 0}, end={1: 0}), "partition 0 ends before"),
        (HELD, replace(LOG, first={0: 11, 1: 0}), "partition 0 starts after"),
    ],
)
def test_another_log_is_read_anew(held: Held | None, log: Log, reason: str) -> None:
    assert reason in (why(held, log) or "")


def test_who_was_away_while_retractions_were_dropped_reads_anew() -> None:
    assert why(now=5000.0 + 3600) is None
    assert "retractions" in (why(now=5000.0 + 3601) or "")


def test_reading_goes_on_at_the_last_record_seen_so_that_it_is_recognised() -> None:
    held = replace(HELD, marks={0: Mark(10, 8, 1000), 1: Mark(4)})
    log = replace(LOG, first={0: 0, 1: 0, 2: 3}, end={0: 12, 1: 4, 2: 9})
    assert start_offsets(held, log) == {0: 8, 1: 4, 2: 3}
    assert start_offsets(None, log) == {0: 0, 1: 0, 2: 3}
    assert start_offsets(held, replace(log, first={0: 9, 1: 0, 2: 3}))[0] == 9, "the last record seen is gone"


def test_a_log_is_another_one_when_its_record_at_the_mark_differs() -> None:
    mark = Mark(10, 8, 1000)
    assert is_another_log(mark, 8, 1001)
    assert not is_another_log(mark, 8, 1000)
    assert not is_another_log(mark, 9, 1001), "compacted away: nothing can be told"
    assert not is_another_log(None, 8, 1001)
    assert not is_another_log(Mark(4), 4, 1001)
