"""Notices records that come twice, or that retention deleted before they were read. Pure."""

from collections.abc import Mapping, Sequence

from services.runtime.shard_records import InputRecord

TopicPartitionName = tuple[str, int]


class OffsetRepeatedError(Exception):
    """A record came that was already taken: going on would count it twice. Restart the process."""


class OffsetWatch:
    """Follows the offsets of one shard's inputs.

    Offsets must strictly grow from the committed one. A gap alone proves nothing: transaction markers, aborted
    records and compaction all take offsets. Records lost to retention show at the start of a log instead, see `lost`.
    """

    def __init__(self, start: Mapping[TopicPartitionName, int]) -> None:
        self._next = dict(start)

    def take(self, records: Sequence[InputRecord]) -> None:
        """Counts records as taken; raises `OffsetRepeatedError` for one below the next expected offset."""
        for record in records:
            place = (record.topic.name, record.partition)
            if record.offset < self._next[place]:
                raise OffsetRepeatedError(
                    f"{place[0]} partition {place[1]} gave offset {record.offset} again, expected {self._next[place]}"
                    " or above; the process must restart from the committed offsets"
                )
            self._next[place] = record.offset + 1


def lost(committed: int | None, beginning: int) -> int:
    """How many offsets retention deleted between the committed one and the beginning of the log; 0 when none."""
    return max(0, beginning - committed) if committed is not None else 0
