"""Connections that are closed with a block, whatever happens in it."""

from collections.abc import Iterable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream


class ClosedNetwork(AsyncNetworkBackend):
    """Connects by `network` inside an ``async with``. httpcore loses a connection when its TLS handshake is cancelled,
    as by the end of the time for a fetch; here it is closed."""

    def __init__(self, network: AsyncNetworkBackend) -> None:
        self._network = network
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._opened.aclose()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """As `network` does it."""
        stream = await self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        self._opened.push_async_callback(stream.aclose)
        return stream
