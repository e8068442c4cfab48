"""A consumer whose `stop` stops it."""

import asyncio

from aiokafka import AIOKafkaConsumer


class StoppableConsumer(AIOKafkaConsumer):  # type: ignore[misc]  # aiokafka has no types
    """aiokafka's consumer, but for an error of its `stop` (0.14).

    There a fetch that failed and waits before it is tried again is cancelled, and that cancellation comes out of `stop`
    as if the caller were cancelled: the task that reads would end without an error, and the connections stay open.
    """

    async def stop(self) -> None:
        """Ends fetching and closes the connections; raises ``CancelledError`` only when the caller is cancelled."""
        caller = asyncio.current_task()
        asked = caller.cancelling() if caller else 0
        try:
            await super().stop()
        except asyncio.CancelledError:
            if caller is None or caller.cancelling() > asked:
                raise
            await self._client.close()
