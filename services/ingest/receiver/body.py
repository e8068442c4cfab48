"""Reads a request's body with bounds on its size, on its time, and on what all bodies together take."""

import asyncio
from collections.abc import AsyncIterator

from services.ingest.receiver.pending import Pending
from services.ingest.request_checks import Refusal, checked_body, too_large

READ_WITHIN = 60.0
"""Seconds for a whole body."""


class Busy(Exception):  # noqa: N818 - an answer, not an accident
    """So many documents are on their way to the broker that this one has to wait outside."""


async def read_body(
    chunks: AsyncIterator[bytes],
    pending: Pending,
    *,
    limit: int,
    declared: str | None = None,
    within: float = READ_WITHIN,
) -> bytes:
    """The body, counted in `pending`: the caller gives it back.

    `declared` is the Content-Length, if there is one; `limit` in bytes holds for chunked bodies too. Raises `Refusal`
    (413 too large, 422 empty, 408 too slow) and `Busy`; nothing is counted then.
    """
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise too_large(limit)
    body = bytearray()
    taken = 0
    try:
        async with asyncio.timeout(within):
            async for chunk in chunks:
                if len(body) + len(chunk) > limit:
                    raise too_large(limit)
                if not pending.take(len(chunk)):
                    raise Busy("too many documents are on their way to the broker")
                taken += len(chunk)
                body += chunk
        return checked_body(bytes(body))
    except TimeoutError as error:
        pending.give(taken)
        raise Refusal(408, "too-slow", f"the body did not come within {within:g} s: send it again") from error
    except BaseException:
        pending.give(taken)
        raise
