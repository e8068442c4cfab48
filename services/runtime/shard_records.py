"""What a shard sees: records in, records out. A shard is a pure state machine and knows nothing of Kafka clients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from schemas.topics import Topic

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class InputRecord:
    """One record of an input or state topic; `timestamp_ms` is Kafka's."""

    topic: Topic
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """One record to send in the input's transaction."""

    topic: Topic
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class Shard(Protocol):
    """Owns one partition of every input. All that it knows can be read back from the state topics it wrote."""

    def restore(self, *records: InputRecord) -> None:
        """Takes records of a state topic, oldest first; called before the first `apply`."""

    def restored(self) -> None:
        """Called once when every state record was given."""

    def apply(self, batch: Sequence[InputRecord]) -> Iterable[OutputRecord]:
        """Takes a batch of input records and gives what follows from it, in order."""


@runtime_checkable
class ActingShard(Shard, Protocol):
    """A shard that also learns what no record tells, as a poller does that visits feeds.

    What it learns changes nothing by itself: it waits until `apply` takes it in, and is written in that transaction.
    """

    async def act(self) -> None:
        """Runs while the partition is worked on, on the event loop, beside `apply`, which runs in a thread. It is
        cancelled before the partition is given up, and begun again when work goes on; what it returns or raises by
        itself ends the process."""

    @property
    def learnt(self) -> bool:
        """Whether something waits to be taken in: `apply` is called for it, with an empty batch when nothing came."""
