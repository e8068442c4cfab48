"""Whether what the store holds can be continued from its offsets, or must be read anew."""

from collections.abc import Mapping
from dataclasses import dataclass

Partition = tuple[str, int]
"""A topic as the broker names it, and the number of one of its partitions."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one partition was read: the next offset, and the last record seen, by which the log is recognised."""

    next_offset: int
    last_offset: int | None = None
    last_timestamp_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds, and of which log. `current_at`: seconds since 1970, when it last was at the log's end."""

    cluster_id: str
    marks: Mapping[Partition, Mark]
    current_at: float


@dataclass(frozen=True, slots=True)
class Log:
    """The log (all topics that are read) as the broker reports it now; offsets by partition."""

    cluster_id: str
    first: Mapping[Partition, int]
    end: Mapping[Partition, int]


def why_anew(held: Held | None, log: Log, *, now: float, tombstones_kept: float) -> str | None:
    """Why the store must be emptied and the log read from its start; None when it can be continued.

    `tombstones_kept`: seconds that the topics keep a null value; whoever was away longer may have missed one.
    """
    if held is None:
        return "nothing was read yet"
    if held.cluster_id != log.cluster_id:
        return "another Kafka cluster"
    if now - held.current_at > tombstones_kept:
        return "away for longer than the topics keep retractions"
    for partition, mark in held.marks.items():
        topic, number = partition
        if partition not in log.first:
            return f"{topic} partition {number} is not there any more"
        if mark.next_offset > log.end[partition]:
            return f"{topic} was re-created: partition {number} ends before what was read of it"
        if mark.next_offset < log.first[partition]:
            return f"{topic} partition {number} starts after what was read of it"
    return None


def start_offsets(held: Held | None, log: Log) -> dict[Partition, int]:
    """Where to read on: at the last record seen, so that it can be compared (taking a record twice changes nothing)."""
    marks = held.marks if held else {}
    return {partition: _start(marks.get(partition), first) for partition, first in log.first.items()}


def is_another_log(mark: Mark | None, offset: int, timestamp_ms: int) -> bool:
    """Whether the record at `offset` is not the one that was seen there: the topic was re-created and grew again."""
    return mark is not None and mark.last_offset == offset and mark.last_timestamp_ms != timestamp_ms


def _start(mark: Mark | None, first: int) -> int:
    if mark is None:
        return first
    return max(first, mark.next_offset if mark.last_offset is None else mark.last_offset)
