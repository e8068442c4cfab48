"""What a shard sees: records in, records out. A shard is a pure state machine and knows nothing of Kafka clients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

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

    def restore(self, record: InputRecord) -> None:
        """Takes one record of a state topic, oldest first; called before the first `apply`."""

    def restored(self) -> None:
        """Called once when every state record was given."""

    def apply(self, batch: Sequence[InputRecord]) -> Iterable[OutputRecord]:
        """Takes a batch of input records and gives what follows from it, in order."""
