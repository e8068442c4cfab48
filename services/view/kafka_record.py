"""A Kafka record as the view reads it, whatever client or test it comes from."""

from typing import Any, Protocol


class KafkaRecord(Protocol):
    """A record and where it stands. `timestamp`: milliseconds from 1970."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...


class KafkaRecordWithHeaders(KafkaRecord, Protocol):
    """`headers`: pairs of name and value, the value bytes or None."""

    @property
    def headers(self) -> Any: ...
