"""Serves an ASGI application inside the process's own event loop, on a socket that was bound first."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from services.runtime.http_head import HEAD_LIMIT, BoundedHttp
from services.runtime.settings import SettingsError


@asynccontextmanager
async def http_server(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    variables: str,
    allow_unauthenticated: bool = False,
    asks_for_keys: bool | None = None,
    protocol: type[asyncio.Protocol] = BoundedHttp,
) -> AsyncIterator[int]:
    """Serves `app` while the block runs; gives the bound port (another one when `port` is 0).

    `asks_for_keys`: whether `app` refuses who has no API key, None when it knows no keys. Raises `SettingsError`
    naming `variables` when the address is taken or not of this machine, and when it reaches beyond loopback, no key is
    asked for, and `allow_unauthenticated` is not set. On leaving the block open requests get 3 seconds to finish.
    `protocol`: how requests are read, this one or `QuickBoundedHttp`.
    """
    bound = _bound_socket(host, port, variables)
    if not (allow_unauthenticated or asks_for_keys):
        _refuse_beyond_loopback(bound, variables, could_ask=asks_for_keys is not None)
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=3,
            http=protocol,
            h11_max_incomplete_event_size=HEAD_LIMIT,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[bound]), name=f"http on {host}:{port}")
    listening = asyncio.create_task(server.listening.wait())
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield bound.getsockname()[1]
    finally:
        listening.cancel()
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """Leaves the process's signal handlers alone and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bound_socket(host: str, port: int, variables: str) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}; set {variables}") from error
    return bound


def _refuse_beyond_loopback(bound: socket.socket, variables: str, *, could_ask: bool) -> None:
    """Decided by the bound address, not by its name, and before the socket listens."""
    keys = " make a key with `themewire keys add NAME` and set THEMEWIRE_API_KEYS_FILE, or" if could_ask else ""
    address = bound.getsockname()[0]
    if not ipaddress.ip_address(address).is_loopback:
        bound.close()
        raise SettingsError(
            f"{address} would answer beyond this machine, and nobody is asked for a key:{keys} set"
            " THEMEWIRE_ALLOW_UNAUTHENTICATED=1 when a firewall, a proxy or a container's network guards the port,"
            f" or keep to 127.0.0.1 with {variables}"
        )
