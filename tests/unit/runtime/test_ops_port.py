"""The ops port over real HTTP."""

import asyncio
import signal
import socket

import httpx
import pytest

from services.runtime.metrics import RECORDS_IN
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings, SettingsError


async def get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


async def test_ready_only_when_nothing_is_waited_for() -> None:
    readiness = Readiness(["joined", "recovered"])
    async with ops_port(Settings(), readiness) as port:
        assert (await get(port, "/livez")).status_code == 200
        waiting = await get(port, "/readyz")
        assert waiting.status_code == 503
        assert waiting.json() == {"ready": False, "waiting_for": ["joined", "recovered"]}
        readiness.met("joined")
        assert (await get(port, "/readyz")).json()["waiting_for"] == ["recovered"]
        readiness.met("recovered")
        ready = await get(port, "/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "waiting_for": []})


async def test_metrics_are_prometheus_text() -> None:
    RECORDS_IN.labels("test.topic").inc(3)
    async with ops_port(Settings(), Readiness([])) as port:
        answer = await get(port, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'themewire_records_in_total{topic="test.topic"} 3.0' in answer.text


async def test_port_is_free_again_after_the_block_even_with_a_connection_open() -> None:
    async with httpx.AsyncClient() as client:
        async with ops_port(Settings(), Readiness([])) as port:
            await client.get(f"http://127.0.0.1:{port}/livez")  # kept alive by the client
        with pytest.raises(httpx.TransportError):
            await client.get(f"http://127.0.0.1:{port}/livez")
    async with ops_port(Settings(ops_port=port), Readiness([])) as again:
        assert again == port


async def test_only_the_given_address_is_bound() -> None:
    async with ops_port(Settings(ops_host="127.0.0.2"), Readiness([])) as port:
        with pytest.raises(httpx.ConnectError):
            await get(port, "/livez")


async def test_the_operator_may_open_it_to_a_network() -> None:
    async with ops_port(Settings(ops_host="0.0.0.0", allow_unauthenticated=True), Readiness([])) as port:
        assert (await get(port, "/livez")).status_code == 200


async def test_taken_port_names_the_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}: .*THEMEWIRE_OPS_PORT"):
            async with ops_port(Settings(ops_port=port), Readiness([])):
                pass


async def test_the_process_keeps_its_own_signal_handlers() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        async with ops_port(Settings(), Readiness([])) as port:
            signal.raise_signal(signal.SIGTERM)
            await asyncio.wait_for(stopped.wait(), 5)
            assert (await get(port, "/livez")).status_code == 200
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


async def test_an_error_in_the_block_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        async with ops_port(Settings(), Readiness([])):
            raise ZeroDivisionError
