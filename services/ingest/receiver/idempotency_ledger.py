"""Which request holds an Idempotency-Key, as the topic ingest.idempotency says. Pure: the same records give every
replica the same answer.

A request first *claims* its name: of several claims the first on the log that finds no live entry wins. Its receipt
follows, or its release. A claim is a record of its own (name and nonce), so that compaction never puts it in the place
of a receipt. A claim whose process died ends by itself; a document sent once more then has the same ce_id and content,
and changes nothing.
"""

from dataclasses import dataclass

import orjson
from pydantic import BaseModel, ValidationError

from services.ingest.receipt import Receipt

KEPT_MS = 24 * 3600 * 1000
"""How long a receipt is given again, from its record's timestamp."""
CLAIM_MS = 30_000
"""How long a claim holds: longer than a request takes from its claim to its receipt."""
ENTRIES = 200_000
"""Names in memory, about 100 MiB; beyond them the oldest are given up before their day is over."""
NAME_BYTES = 32


class Record(BaseModel):
    """A value of the topic: a claim without `receipt`, else what the request got."""

    fingerprint: str
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who holds a name since `at_ms`; `receipt` once there is one, as JSON."""

    fingerprint: str
    at_ms: int
    nonce: bytes
    receipt: bytes | None = None

    def live(self, now_ms: int) -> bool:
        return now_ms - self.at_ms < (CLAIM_MS if self.receipt is None else KEPT_MS)


class Ledger:
    """What the records so far say."""

    def __init__(self, entries: int = ENTRIES) -> None:
        self._limit = entries
        self._entries: dict[bytes, Entry] = {}  # oldest first

    def __len__(self) -> int:
        return len(self._entries)

    def holder(self, name: bytes, now_ms: int) -> Entry | None:
        """Who holds the name now."""
        entry = self._entries.get(name)
        return entry if entry and entry.live(now_ms) else None

    def apply(self, key: bytes, value: bytes | None, at_ms: int) -> None:
        """Takes one record, in the partition's order; a record that is not ours changes nothing."""
        name, nonce = key[:NAME_BYTES], key[NAME_BYTES:]
        held = self.holder(name, at_ms)
        if value is None:
            if held and held.receipt is None and held.nonce == nonce:
                del self._entries[name]
            return
        try:
            record = Record.model_validate_json(value)
        except ValidationError:
            return
        if record.receipt is None:
            if held is None:
                self._put(name, Entry(record.fingerprint, at_ms, nonce))
        elif held is None or held.receipt is None:
            self._put(name, Entry(record.fingerprint, at_ms, b"", orjson.dumps(record.receipt.model_dump())))

    def _put(self, name: bytes, entry: Entry) -> None:
        self._entries.pop(name, None)
        self._entries[name] = entry
        while (oldest := next(iter(self._entries))) != name and (
            len(self._entries) > self._limit or not self._entries[oldest].live(entry.at_ms)
        ):
            del self._entries[oldest]


def claim_record(name: bytes, nonce: bytes, fingerprint: str) -> tuple[bytes, bytes]:
    """Key and value of a claim; null under the same key releases it."""
    return name + nonce, Record(fingerprint=fingerprint).model_dump_json(exclude_none=True).encode()


def receipt_record(name: bytes, fingerprint: str, receipt: Receipt) -> tuple[bytes, bytes]:
    """Key and value of a receipt."""
    return name, Record(fingerprint=fingerprint, receipt=receipt).model_dump_json().encode()


def partition_of(name: bytes, partitions: int) -> int:
    """Where everything about a name stands in order."""
    return int.from_bytes(name[:8], "big") % partitions
