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
    """A full stream buffer blocks the fetch loop, and that is all the back-pressure there is.

    Faust would also stop fetching the partition; when every partition is stopped it sleeps for a whole second.
    """

    logger = logging.getLogger("faust.transport")

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def on_buffer_full(self, tp: Any) -> None:
        """Does nothing, see the class."""


class Transport(driver.Transport):  # type: ignore[misc]
    """The transport to give to an app: `app.transport = Transport(app.conf.broker_consumer, app)`."""

    Consumer = Consumer
