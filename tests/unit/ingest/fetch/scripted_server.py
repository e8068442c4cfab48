"""A TCP server on loopback that answers every path as it is told, well or badly, and counts who came."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Misbehaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Script = Callable[[str], bytes | Misbehaviour]
"""From the path and query of a request to the bytes of the whole answer, or to somebody who writes it. Whoever writes
without end stops when the client is gone."""


@dataclass
class Served:
    """What came so far; `requests` are heads and bodies as they were sent."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; `content_type="text/plain"` is the header Content-Type."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {"content-length": str(len(body)), **given}.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


@asynccontextmanager
async def serving(
    script: Script, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Served]:
    """Serves while the block runs, each connection one request."""
    served = Served()
    visits: set[asyncio.Task[None]] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
            )
            served.requests.append(head + await reader.readexactly(length))
            told = script(head.split(b" ")[1].decode())
            if isinstance(told, bytes):
                writer.write(told)
                await writer.drain()
            else:
                await told(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.connections += 1
        visits.add(asyncio.create_task(visit(reader, writer)))

    server = await asyncio.start_server(come, host, port, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        await asyncio.gather(*visits)
