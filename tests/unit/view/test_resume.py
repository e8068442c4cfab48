from dataclasses import replace

import pytest

from services.view.resume import Held, Log, Mark, is_another_log, start_offsets, why_anew

A, B, C = ("headlines.related", 0), ("articles.current", 1), ("articles.current", 2)
HELD = Held("cluster-1", {A: Mark(10, 8, 1000), B: Mark(0)}, current_at=5000.0)
LOG = Log("cluster-1", first={A: 0, B: 0}, end={A: 12, B: 0})


def why(held: Held | None = HELD, log: Log = LOG, now: float = 5100.0) -> str | None:
    return why_anew(held, log, now=now, tombstones_kept=3600.0)


def test_the_same_log_is_continued() -> None:
    assert why() is None
    assert why(log=replace(LOG, end={A: 10, B: 0})) is None, "nothing new is no reason"
    assert why(log=replace(LOG, first={A: 10, B: 0})) is None, "what was read may be gone"


@pytest.mark.parametrize(
    ("held", "log", "reason"),
    [
        (None, LOG, "nothing was read yet"),
        (HELD, replace(LOG, cluster_id="cluster-2"), "another Kafka cluster"),
        (HELD, replace(LOG, end={A: 9, B: 0}), "headlines.related was re-created: partition 0 ends before"),
        (HELD, replace(LOG, first={B: 0}, end={B: 0}), "headlines.related partition 0 is not there"),
        (HELD, replace(LOG, first={A: 11, B: 0}), "headlines.related partition 0 starts after"),
    ],
)
def test_another_log_is_read_anew(held: Held | None, log: Log, reason: str) -> None:
    assert reason in (why(held, log) or "")


def test_who_was_away_while_retractions_were_dropped_reads_anew() -> None:
    assert why(now=5000.0 + 3600) is None
    assert "retractions" in (why(now=5000.0 + 3601) or "")


def test_reading_goes_on_at_the_last_record_seen_so_that_it_is_recognised() -> None:
    held = replace(HELD, marks={A: Mark(10, 8, 1000), B: Mark(4)})
    log = replace(LOG, first={A: 0, B: 0, C: 3}, end={A: 12, B: 4, C: 9})
    assert start_offsets(held, log) == {A: 8, B: 4, C: 3}
    assert start_offsets(None, log) == {A: 0, B: 0, C: 3}
    assert start_offsets(held, replace(log, first={A: 9, B: 0, C: 3}))[A] == 9, "the last record seen is gone"


def test_a_log_is_another_one_when_its_record_at_the_mark_differs() -> None:
    mark = Mark(10, 8, 1000)
    assert is_another_log(mark, 8, 1001)
    assert not is_another_log(mark, 8, 1000)
    assert not is_another_log(mark, 9, 1001), "compacted away: nothing can be told"
    assert not is_another_log(None, 8, 1001)
    assert not is_another_log(Mark(4), 4, 1001)
