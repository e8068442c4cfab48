"""Producers compress with the level that we say, and the same comes out."""

from aiokafka import codec
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder

from services.runtime.fast_lz4 import LEVEL, compress_fast

TEXT = b"".join(b"ferry %d, harbour %d; " % (number * number, number % 7) for number in range(2000))


def test_a_batch_is_compressed_with_the_level_and_reads_back() -> None:
    compress_fast()
    builder = DefaultRecordBatchBuilder(2, DefaultRecordBatch.CODEC_LZ4, 0, -1, -1, -1, 1 << 20)
    builder.append(0, timestamp=None, key=b"key", value=TEXT, headers=[])
    batch = DefaultRecordBatch(bytes(builder.build()))
    assert [record.value for record in batch] == [TEXT]
    assert codec.lz4_encode(TEXT) == codec.lz4_encode(TEXT, LEVEL) != codec.lz4_encode(TEXT, 9)
