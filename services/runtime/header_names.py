"""Records whose header names are not UTF-8: Kafka takes them from any client, and aiokafka stumbles over them for ever.

`kcat -H` with a Latin-1 name is enough to write one. aiokafka (0.14) raises `UnicodeDecodeError` from the fetch, so
that no consumer gets past the record. Here such a batch is read again by aiokafka's Python reader, with U+FFFD for what
does not decode; all other batches go the quick way.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords, _MemoryRecordsPy


class _LenientBytes(bytearray):
    """Slices of it decode whatever they hold."""

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        return _LenientBytes(found) if isinstance(at, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "replace") -> str:
        return super().decode(encoding, errors)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc]
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = _LenientBytes(self._buffer)


class _LenientRecords(_MemoryRecordsPy):  # type: ignore[misc]
    """The batches of a fetch from that which holds `offset` on."""

    def __init__(self, data: bytes, offset: int) -> None:
        super().__init__(data)
        while self.has_next() and _LenientBatch(self._next_slice).next_offset <= offset:
            self._cache_next()

    def next_batch(self) -> _LenientBatch:
        batch = _LenientBatch(self._next_slice)
        self._cache_next()
        return batch


class _KeptRecords(MemoryRecords):  # type: ignore[misc]
    """Remembers its bytes, to be read again."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.data = data


class _PartitionRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    _records: Any

    def _unpack_records(self) -> Iterator[Any]:
        try:
            yield from super()._unpack_records()
        except UnicodeDecodeError:
            self._records = _LenientRecords(self._records.data, self.next_fetch_offset)
            yield from super()._unpack_records()


def read_any_header_name() -> None:
    """Makes every consumer of this process read such records."""
    fetcher.MemoryRecords = _KeptRecords
    fetcher.PartitionRecords = _PartitionRecords
