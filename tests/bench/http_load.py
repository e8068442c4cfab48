"""Clients that cost little beside the server: requests are bytes made beforehand, answers are hardly looked at."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Load:
    """What one run carried."""

    per_second: float
    p99_ms: float


def get(path: str) -> bytes:
    """A GET as a program sends it."""
    return f"GET {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\naccept: */*\r\n\r\n".encode()


async def exchanges(port: int, requests: Sequence[bytes], *, status: int, connections: int, seconds: float) -> Load:
    """Every connection sends one request after another; each answer must have `status` and a content-length."""
    latencies: list[float] = []
    end = time.perf_counter() + seconds
    expected = b"HTTP/1.1 %d " % status

    async def send(start: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        number = start
        while (began := time.perf_counter()) < end:
            writer.write(requests[number % len(requests)])
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(expected), head
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            latencies.append(time.perf_counter() - began)
            number += connections
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*map(send, range(connections)))
    return Load(len(latencies) / seconds, quantiles(latencies, n=100)[98] * 1000)
