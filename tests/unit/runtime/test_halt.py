"""A halted process says so: log, readiness, metric."""

from collections.abc import Iterator

import httpx
import pytest

from services.runtime.halt import MustHaltError, halt
from services.runtime.metrics import HALTED
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings


@pytest.fixture(autouse=True)
def metric() -> Iterator[None]:
    yield
    HALTED.set(0)


@pytest.mark.expects_log("too much is wrong; mend it")
async def test_a_halted_process_lives_and_is_not_ready_and_says_why() -> None:
    readiness = Readiness(["joined"])
    readiness.met("joined")
    async with (
        ops_port(Settings(), readiness) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert (await client.get("/readyz")).json() == {"ready": True, "waiting_for": []}
        assert "themewire_halted 0.0" in (await client.get("/metrics")).text
        halt(readiness, MustHaltError("too much is wrong; mend it"))
        told = await client.get("/readyz")
        assert told.status_code == 503
        assert told.json() == {"ready": False, "waiting_for": [], "halted": "too much is wrong; mend it"}
        assert "themewire_halted 1.0" in (await client.get("/metrics")).text
        assert (await client.get("/livez")).status_code == 200


@pytest.mark.expects_log("mend it")
def test_nothing_makes_a_halted_process_ready_again() -> None:
    readiness = Readiness(["joined"])
    halt(readiness, MustHaltError("mend it"))
    readiness.met("joined")
    assert not readiness.ready
