"""Whether a view that was killed went on where it was: its offsets on disk, and what its last life read."""

import asyncio
import re
import sqlite3
import urllib.request

from aiokafka import TopicPartition

from schemas.topics import HEADLINES_RELATED
from services.runtime import kafka_clients
from services.runtime.running_system import running_system
from services.runtime.settings import Settings
from services.view.store import store_path
from tests.acceptance.up_process import Up

_TAKEN = re.compile(rf'^themewire_records_in_total\{{topic="{HEADLINES_RELATED.name}"\}} (\S+)$', re.M)
BEGINS_ANEW = "reading the log from its start"


class ViewLife:
    """Remembers how far the view's file was just before each kill of it."""

    def __init__(self, settings: Settings, up: Up) -> None:
        self._settings = settings
        self._up = up
        self._read: int | None = None
        self.told = "the view was not killed"

    def remember(self, name: str) -> None:
        """Call it before each kill, with the name of who is killed."""
        if name == "view":
            file = sqlite3.connect(f"file:{store_path(self._settings)}?mode=ro", uri=True)
            topic = self._settings.topic(HEADLINES_RELATED)
            (self._read,) = file.execute("SELECT sum(next_offset) FROM marks WHERE topic = ?", (topic,)).fetchone()
            file.close()

    def assert_it_went_on(self) -> None:
        """The view, now at the end, has read in its last life no more than came after its last kill."""
        assert self._up.words.count(BEGINS_ANEW) == 1, "the view read the log from its start again"
        if self._read is None:
            return
        taken, ends = self._taken(), asyncio.run(self._ends())
        # Each partition is read on from its last record, which is compared and taken again.
        assert self._read > 0 and taken <= ends - self._read + self._settings.partitions, (taken, ends, self._read)
        self.told = f"the view's last life read {taken} records, {self._read} of {ends} offsets were read before"

    def _taken(self) -> int:
        system = running_system(self._up.data)
        assert system is not None
        with urllib.request.urlopen(f"http://127.0.0.1:{system.ops_ports['view']}/metrics", timeout=5) as answer:
            found = _TAKEN.search(answer.read().decode())
        return round(float(found[1])) if found else 0

    async def _ends(self) -> int:
        topic = self._settings.topic(HEADLINES_RELATED)
        async with kafka_clients.consumer(self._settings) as consumer:
            partitions = [TopicPartition(topic, number) for number in range(self._settings.partitions)]
            return sum((await consumer.end_offsets(partitions)).values())
