"""Sends that count only when the broker has them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.runtime.crash_points import crash_point
from services.runtime.leave import leave
from services.runtime.metrics import RECORDS_OUT

Headers = tuple[tuple[str, bytes], ...]
Send = Callable[..., Awaitable[Awaitable[Any]]]
"""A producer's `send(topic, key=, value=, headers=)`: awaited once it is queued, its result once the broker has it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send; `topic` is the name on the cluster. The key picks the partition (murmur2)."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


async def send_all(send: Send, messages: Sequence[Message]) -> None:
    """Returns when the broker has every message, which were sent in order; leaves the process when it has not.

    Nothing else is safe: the messages' inputs must not be acked, and a clean stop might.
    """
    try:
        waiting: list[Awaitable[Any]] = []
        for m in messages:
            if waiting:
                crash_point("between-outputs")
            waiting.append(await send(m.topic, key=m.key, value=m.value, headers=list(m.headers)))
        for sent in waiting:
            await sent
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the broker does not have the message
        leave("the broker did not take a message; the process restarts where it was", error)
    for m in messages:
        RECORDS_OUT.labels(m.topic).inc()
