"""Who may be answered without keys: this machine alone, unless the operator says so."""

import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.runtime.http_server import http_server
from services.runtime.settings import SettingsError


async def hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/", hello)])


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


WITH_IPV6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


@pytest.mark.parametrize("host", ["0.0.0.0", "", pytest.param("::", marks=WITH_IPV6)])
async def test_beyond_loopback_is_refused_and_the_remedy_named(host: str) -> None:
    with pytest.raises(SettingsError, match=r"THEMEWIRE_ALLOW_UNAUTHENTICATED=1 .* keep to 127\.0\.0\.1 with X_HOST"):
        async with http_server(APP, host, 0, variables="X_HOST"):
            pass


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "localhost", pytest.param("::1", marks=WITH_IPV6)])
async def test_loopback_needs_no_word(host: str) -> None:
    async with http_server(APP, host, 0, variables="X_HOST") as port, httpx.AsyncClient() as client:
        address = f"[{host}]" if ":" in host else host
        assert (await client.get(f"http://{address}:{port}/")).text == "hello"


async def test_the_operator_may_open_the_port() -> None:
    async with (
        http_server(APP, "0.0.0.0", 0, variables="X_HOST", allow_unauthenticated=True) as port,
        httpx.AsyncClient() as client,
    ):
        assert (await client.get(f"http://127.0.0.2:{port}/")).text == "hello"


async def test_a_port_that_asks_for_keys_may_be_reached_from_anywhere() -> None:
    async with http_server(APP, "0.0.0.0", 0, variables="X_HOST", asks_for_keys=True) as port:
        assert port
    with pytest.raises(SettingsError, match=r"themewire keys add NAME` and set THEMEWIRE_API_KEYS_FILE, or set"):
        async with http_server(APP, "0.0.0.0", 0, variables="X_HOST", asks_for_keys=False):
            pass


async def test_a_refused_port_is_free_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for _ in range(2):
        with pytest.raises(SettingsError, match="beyond this machine"):
            async with http_server(APP, "0.0.0.0", port, variables="X_HOST"):
                pass
