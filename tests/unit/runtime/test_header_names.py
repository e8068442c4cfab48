"""aiokafka's own reader stops for ever at a header name that is not UTF-8; ours goes on."""

import struct

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer import fetcher
from aiokafka.record._crc32c import crc as crc32c
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords

from services.runtime.header_names import read_any_header_name

BAD = b"\xff\xfe\x80"


def batch(first_offset: int, count: int, bad: int | None = None) -> bytes:
    """A batch of records; the one at `bad` has a header name that is not UTF-8."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1 << 20)
    for n in range(count):
        builder.append(
            n, timestamp=5, key=None, value=b"%d" % (first_offset + n), headers=[("NNN" if n == bad else "fine", b"1")]
        )
    written = bytearray(builder.build())
    if bad is not None:
        at = written.index(b"NNN")
        written[at : at + 3] = BAD
    struct.pack_into(">q", written, 0, first_offset)
    struct.pack_into(">I", written, 17, crc32c(bytes(written[21:])))
    return bytes(written)


LOG = batch(0, 3) + batch(3, 3, bad=1) + batch(6, 2) + batch(8, 3, bad=0)


def test_aiokafka_alone_stumbles() -> None:
    with pytest.raises(UnicodeDecodeError):
        for each in iter(MemoryRecords(LOG).next_batch, None):
            list(each)


@pytest.mark.parametrize(("start", "data"), [(0, LOG), (3, LOG[len(batch(0, 3)) :]), (4, LOG[len(batch(0, 3)) :])])
def test_every_record_is_read_once_and_in_order(start: int, data: bytes) -> None:
    read_any_header_name()
    records = fetcher.PartitionRecords(
        TopicPartition("t", 0), fetcher.MemoryRecords(data), [], start, None, None, True, fetcher.READ_COMMITTED
    )
    read = list(records)
    assert [record.offset for record in read] == list(range(start, 11))
    assert [record.value for record in read] == [b"%d" % offset for offset in range(start, 11)]
    assert [record.offset for record in read if record.headers[0][0] == "\ufffd\ufffd\ufffd"] == [4, 8]
    assert records.next_fetch_offset == 11
