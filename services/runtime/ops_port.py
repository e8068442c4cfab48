"""The operator's port of every process: /livez, /readyz and /metrics, served inside the process's own event loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from services.runtime.http_server import http_server
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings


@asynccontextmanager
async def ops_port(settings: Settings, readiness: Readiness) -> AsyncIterator[int]:
    """Serves /livez, /readyz and /metrics while the block runs; gives the bound port.

    Raises `SettingsError` when the address is taken or not of this machine.
    """
    variables = "THEMEWIRE_OPS_HOST and THEMEWIRE_OPS_PORT (0 takes a free port)"
    async with http_server(
        ops_app(readiness),
        settings.ops_host,
        settings.ops_port,
        variables=variables,
        allow_unauthenticated=settings.allow_unauthenticated,
    ) as port:
        yield port


def ops_app(readiness: Readiness) -> Starlette:
    """The application behind the port."""

    async def livez(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_request: Request) -> Response:
        body: dict[str, object] = {"ready": readiness.ready, "waiting_for": readiness.unmet}
        if readiness.halted is not None:
            body["halted"] = readiness.halted
        return JSONResponse(body, status_code=200 if readiness.ready else 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])
