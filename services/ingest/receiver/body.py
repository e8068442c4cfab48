"""Reads a request's body with bounds on its size, on its time, and on what all bodies together take."""

import asyncio
from collections.abc import AsyncIterator

from services.ingest.receiver.content_encoding import decoder_for
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.unavailable import Busy
from services.ingest.request_checks import Refusal, checked_body, too_large

READ_WITHIN = 60.0
"""Seconds for a whole body."""


async def read_body(
    chunks: AsyncIterator[bytes],
    pending: Pending,
    *,
    limit: int,
    declared: str | None = None,
    encoding: str | None = None,
    within: float = READ_WITHIN,
) -> bytes:
    """The body without its Content-Encoding, counted in `pending`: the caller gives it back.

    `declared` is the Content-Length, if there is one; `limit` in bytes holds for chunked and encoded bodies too, both
    as they came and decoded. Raises `Refusal` (413 too large, 415 and 400 its encoding, 422 empty, 408 too slow) and
    `Busy`; nothing is counted then.
    """
    decoder = decoder_for(encoding)
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise too_large(limit)
    body = bytearray()
    came = taken = 0
    try:
        async with asyncio.timeout(within):
            async for chunk in chunks:
                came += len(chunk)
                if came > limit:
                    raise too_large(limit)
                for piece in decoder.pieces(chunk):
                    if len(body) + len(piece) > limit:
                        raise too_large(limit)
                    if not pending.take(len(piece)):
                        raise Busy("too many documents are on their way to the broker")
                    taken += len(piece)
                    body += piece
        decoder.end()
        return checked_body(bytes(body))
    except TimeoutError as error:
        pending.give(taken)
        raise Refusal(408, "too-slow", f"the body did not come within {within:g} s: send it again") from error
    except BaseException:
        pending.give(taken)
        raise
