"""`themewire serve ingest` as a process: it starts without a broker, takes documents, and stops when told."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest

from services.runtime.settings import Settings
from tests.acceptance.ingest_port import record_at
from tests.waiting import until


@pytest.fixture
def process(
    settings: Settings, unused_tcp_port_factory: Callable[[], int]
) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """The process, the address of its port, and of its ops port."""
    port, ops_port = unused_tcp_port_factory(), unused_tcp_port_factory()
    environment = {
        **os.environ,
        "THEMEWIRE_BROKER": settings.broker or "",
        "THEMEWIRE_TOPIC_PREFIX": settings.topic_prefix,
        "THEMEWIRE_INGEST_PORT": str(port),
        "THEMEWIRE_OPS_PORT": str(ops_port),
    }
    command = [sys.executable, "-c", "from services.cli.main import main; main()", "serve", "ingest"]
    started = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    yield started, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{ops_port}"
    started.kill()
    started.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_takes_documents_until_it_is_told_to_stop(
    process: tuple[subprocess.Popen[bytes], str, str], settings: Settings, number: signal.Signals
) -> None:
    started, address, ops_address = process
    async with httpx.AsyncClient(timeout=20) as http:

        async def ready() -> bool:
            try:
                return (await http.get(f"{ops_address}/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready, "ingest is ready")
        answer = await http.post(f"{address}/v1/documents", content=b"page")
        metrics = (await http.get(f"{ops_address}/metrics")).text
    assert answer.status_code == 202
    assert (await record_at(settings, answer.json())).value == b"page"
    assert 'themewire_records_out_total{topic="articles.raw"} 1.0' in metrics
    assert 'themewire_http_responses_total{service="ingest",status="202"} 1.0' in metrics
    started.send_signal(number)
    _, said = started.communicate(timeout=20)
    assert started.returncode == 0, said
    assert b"Traceback" not in said
