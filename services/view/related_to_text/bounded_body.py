"""Reads a JSON body with bounds on its size and its time."""

import asyncio

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

BODY_LIMIT = 1024 * 1024
"""Bytes: of a text only the first 20,000 characters count, but for telling copies."""
READ_WITHIN = 30.0
"""Seconds for a whole body."""
_JSON = "application/json"


async def json_body(request: Request) -> bytes:
    """The body; raises `HTTPException` (400 cut off, 408 too slow, 413 too large, 415 not JSON)."""
    headers = request.headers
    if headers.get("content-type", _JSON).partition(";")[0].strip().lower() != _JSON:
        raise HTTPException(415, f"The body is a JSON object: send it as Content-Type: {_JSON}.")
    body = bytearray()
    try:
        async with asyncio.timeout(READ_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise HTTPException(413, f"The body has more than {BODY_LIMIT} bytes: send the beginning only.")
    except ClientDisconnect as error:
        raise HTTPException(400, "The body ended early: send it again.") from error
    except TimeoutError as error:
        raise HTTPException(408, f"The body did not come within {READ_WITHIN:g} s: send it again.") from error
    return bytes(body)
