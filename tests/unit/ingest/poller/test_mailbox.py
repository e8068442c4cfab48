"""Everything that threads put in comes out, each thread's in its order."""

import asyncio
from threading import Thread

from services.ingest.poller.mailbox import Mailbox


async def test_nothing_is_lost_between_threads_and_the_loop() -> None:
    box: Mailbox[tuple[int, int]] = Mailbox()
    box.put((9, 0))  # before anybody waits
    taken = await box.take()

    def fill(who: int) -> None:
        for number in range(500):
            box.put((who, number))

    threads = [Thread(target=fill, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    async with asyncio.timeout(20):
        while len(taken) < 1 + 4 * 500:
            taken += await box.take()
    for who in range(4):
        assert [number for sender, number in taken if sender == who] == list(range(500))
