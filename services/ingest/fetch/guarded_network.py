"""Opens the fetcher's connections: a name is resolved once, every address is judged, and one of those very addresses is
connected to. No later answer of a name server can lead elsewhere."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from httpcore import (
    SOCKET_OPTION,
    AnyIOBackend,
    AsyncNetworkBackend,
    AsyncNetworkStream,
    ConnectError,
    ConnectTimeout,
)

from services.ingest.fetch.errors import ConnectionFailed, FetchTimeout, RefusedAddress
from services.ingest.fetch.public_address import IPAddress, refusal
from services.runtime.settings import PREFIX

Resolver = Callable[[str, int], Awaitable[Sequence[IPAddress]]]
"""All addresses of a name, best first; raises OSError when there is none."""

RESOLVING_AT_ONCE = 32
"""Threads that ask name servers. A dead name server holds one for many seconds, longer than a fetch waits."""


def system_resolver() -> Resolver:
    """The system's resolver, in threads of its own."""
    threads = ThreadPoolExecutor(RESOLVING_AT_ONCE, thread_name_prefix="resolver")

    async def resolve(host: str, port: int) -> Sequence[IPAddress]:
        found = await asyncio.get_running_loop().run_in_executor(
            threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [ip_address(place[0]) for *_, place in found]

    return resolve


class GuardedNetwork(AsyncNetworkBackend):
    """Connects to public addresses, and to private networks when `allow_private`; `network` makes the sockets."""

    def __init__(
        self, *, allow_private: bool, resolver: Resolver | None = None, network: AsyncNetworkBackend | None = None
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolver or system_resolver()
        self._network = network or AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Resolves and connects within `timeout` seconds.

        Raises `RefusedAddress` when one of the host's addresses may not be reached, whatever the others are, and
        `ConnectionFailed` or `FetchTimeout`.
        """
        try:
            async with asyncio.timeout(timeout) as limit:
                addresses = await self._judged_addresses(host, port)
                return await self._first_that_answers(addresses, port, limit.when())
        except (TimeoutError, ConnectTimeout) as error:
            raise FetchTimeout(f"{host} port {port}: no connection within {timeout:g} s, ask again later") from error
        except ConnectError as error:
            raise ConnectionFailed(f"{host} port {port}: {error}: check the address, or ask again later") from error

    async def _judged_addresses(self, host: str, port: int) -> Sequence[IPAddress]:
        try:
            addresses = [ip_address(host)]
        except ValueError:
            try:
                addresses = list(await self._resolve(host, port))
            except OSError as error:
                raise ConnectionFailed(f"{host}: no address is known for the name, check how it is written") from error
        for address in addresses:
            if why := refusal(address, allow_private=self._allow_private):
                raise RefusedAddress(
                    f"{host} leads to {address}, which is {why}: give a public address, or set"
                    f" {PREFIX}FETCH_PRIVATE_NETWORKS=true if it is on your own private network"
                )
        return addresses

    async def _first_that_answers(
        self, addresses: Sequence[IPAddress], port: int, deadline: float | None
    ) -> AsyncNetworkStream:
        """The addresses in turn, each with an equal share of the time that is left."""
        failed: ConnectError | ConnectTimeout = ConnectError("no address")
        for number, address in enumerate(addresses):
            left = None if deadline is None else deadline - asyncio.get_running_loop().time()
            share = left and left / (len(addresses) - number)
            try:
                return await self._network.connect_tcp(str(address), port, share)
            except (ConnectError, ConnectTimeout) as error:
                failed = error
        raise failed
