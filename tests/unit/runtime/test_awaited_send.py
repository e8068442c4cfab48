"""A message counts when the broker has it; otherwise the process leaves."""

import asyncio
import subprocess
import sys
from typing import Any

from services.runtime.awaited_send import Message, send_all


async def test_it_returns_only_when_the_broker_has_every_message_in_order() -> None:
    queued: list[tuple[str, Any]] = []
    broker: list[asyncio.Future[None]] = []

    async def send(topic: str, **fields: Any) -> asyncio.Future[None]:
        queued.append((topic, fields))
        broker.append(asyncio.get_running_loop().create_future())
        return broker[-1]

    messages = [Message("t", b"1", b"one", (("h", b"x"),)), Message("t", b"2", None)]
    sending = asyncio.create_task(send_all(send, messages))
    while len(broker) < 2:  # noqa: ASYNC110 - the task only has to be let run
        await asyncio.sleep(0)
    assert queued == [
        ("t", {"key": b"1", "value": b"one", "headers": [("h", b"x")]}),
        ("t", {"key": b"2", "value": None, "headers": []}),
    ]
    broker[1].set_result(None)
    await asyncio.sleep(0)
    assert not sending.done()
    broker[0].set_result(None)
    await asyncio.wait_for(sending, 5)


def test_a_message_that_the_broker_does_not_take_ends_the_process() -> None:
    program = (
        "import asyncio\n"
        "from services.runtime.awaited_send import Message, send_all\n"
        "async def send(topic, **fields):\n"
        "    sent = asyncio.get_running_loop().create_future()\n"
        "    sent.set_exception(OSError('gone'))\n"
        "    return sent\n"
        "asyncio.run(send_all(send, [Message('t', b'1', b'one')]))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 70
    assert "the broker did not take a message" in ended.stdout + ended.stderr
