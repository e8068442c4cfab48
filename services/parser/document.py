"""A raw document as it came from the log: untouched bytes and the metadata around them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One record of `articles.raw`. `value` None retracts; `timestamp_ms` is the Kafka timestamp, Unix time in ms."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    topic: str = ""
    partition: int = 0
    offset: int = 0
    timestamp_ms: int = 0
