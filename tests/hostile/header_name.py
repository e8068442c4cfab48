"""A record whose header has a name that is not UTF-8, as C clients can write it and this one cannot."""

import struct

from aiokafka.record._crc32c import crc as crc32c

from schemas.topics import Topic
from services.runtime.settings import Settings
from tests.acceptance.raw_and_parsed import raw_producer

_CRC_AT, _CHECKED_FROM = 17, 21
"""Bytes of a record batch (KIP-98, message format 2)."""


async def record_with_header_name(settings: Settings, topic: Topic, name: bytes, value: bytes, partition: int) -> int:
    """Writes the record and gives its offset."""
    stand_in = "N" * len(name)
    async with raw_producer(settings) as producer:
        batch = producer.create_batch()
        batch.append(key=None, value=value, timestamp=None, headers=[(stand_in, b"")])
        batch.close()
        written = bytearray(batch._build())
        at = written.rindex(stand_in.encode())
        written[at : at + len(name)] = name
        struct.pack_into(">I", written, _CRC_AT, crc32c(bytes(written[_CHECKED_FROM:])))
        batch._buffer = written
        told = await producer.send_batch(batch, settings.topic(topic), partition=partition)
        offset: int = (await told).offset
        return offset
