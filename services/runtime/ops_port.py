"""The operator's port of every process: /livez, /readyz and /metrics, served inside the process's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from services.runtime.readiness import Readiness
from services.runtime.settings import Settings, SettingsError


@asynccontextmanager
async def ops_port(settings: Settings, readiness: Readiness) -> AsyncIterator[int]:
    """Serves /livez, /readyz and /metrics while the block runs; gives the bound port.

    Raises `SettingsError` when the address is taken or not of this machine.
    """
    bound = _bound_socket(settings.ops_host, settings.ops_port)
    port: int = bound.getsockname()[1]
    # log_config None: uvicorn keeps our logging; lifespan off: the app has none.
    server = _QuietServer(
        uvicorn.Config(
            ops_app(readiness),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[bound]), name="ops port")
    listening = asyncio.create_task(server.listening.wait())
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield port
    finally:
        listening.cancel()
        server.should_exit = True
        await serving


def ops_app(readiness: Readiness) -> Starlette:
    """The application behind the port."""

    async def livez(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_request: Request) -> Response:
        body = {"ready": readiness.ready, "waiting_for": readiness.unmet}
        return JSONResponse(body, status_code=200 if readiness.ready else 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])


class _QuietServer(uvicorn.Server):
    """A server that leaves the process's signal handlers alone and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bound_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"cannot listen on {host}:{port}: {error.strerror}; set THEMEWIRE_OPS_HOST and THEMEWIRE_OPS_PORT"
            " (0 takes a free port)"
        ) from error
    return bound
