"""Faust's Kafka transport with what its settings do not reach."""

import logging
from typing import Any

from faust.transport.drivers import aiokafka as driver


class ConsumerThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """Faust writes 1500 ms and `read_uncommitted` into the call that makes the consumer."""

    logger = logging.getLogger("faust.transport")

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        # An idle partition would hold back the others of its broker for 1.5 s in every fetch.
        consumer._fetch_max_wait_ms = 50
        consumer._isolation_level = "read_committed"
        return consumer


class Consumer(driver.Consumer):  # type: ignore[misc]
    """Back-pressure and commits for agents that ack their events in order.

    A full stream buffer blocks the fetch loop, and that is all the back-pressure there is: Faust would also stop
    fetching the partition, and when every partition is stopped it sleeps for a whole second.

    What was acked last is what can be committed. Faust looks for holes in what was acked instead, and does not
    recognise the offsets of transaction marks and aborted records after offset 0 as no hole: it never commits again.
    """

    logger = logging.getLogger("faust.transport")
    halted = False
    """Set when the process halts: what is in work is never acked then, and not waited for."""

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def on_buffer_full(self, tp: Any) -> None:
        """Does nothing, see the class."""

    def ack(self, message: Any) -> bool:
        """Acks a message that a stream took. Faust's streams without its C extension also ack what they skip when a
        rebalance overtakes it."""
        return bool(message.tracked and not self.halted and super().ack(message))

    async def wait_empty(self) -> None:
        """Waits for what is in work, unless it is to stay undone; commits what was acked."""
        if self.halted:
            await self.commit_and_end_transactions()
        else:
            await super().wait_empty()

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Does nothing: `_new_offset` needs no holes."""

    def _new_offset(self, tp: Any) -> int | None:
        acked = self._acked[tp]
        if not acked:
            return None
        last: int = max(acked)
        acked.clear()
        self._acked_index[tp].clear()
        return last + 1


class Transport(driver.Transport):  # type: ignore[misc]
    """The transport to give to an app: `app.transport = Transport(app.conf.broker_consumer, app)`."""

    Consumer = Consumer
