"""The container's health check against a real ops port."""

import asyncio
import os
import subprocess
import sys

from services.cli import healthcheck
from services.runtime.ops_port import ops_port
from services.runtime.ports import free_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings


async def checked(**environment: str) -> tuple[int, str]:
    """Exit code and output of the check, run as the image runs it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", healthcheck.__file__),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


async def test_healthy_means_ready_and_says_what_is_waited_for() -> None:
    readiness = Readiness(["recovered"])
    async with ops_port(Settings(), readiness) as port:
        code, said = await checked(THEMEWIRE_OPS_PORT=str(port))
        assert (code, '"waiting_for":["recovered"]' in said) == (1, True), said
        readiness.met("recovered")
        code, said = await checked(THEMEWIRE_OPS_PORT=str(port))
        assert (code, '"ready":true' in said) == (0, True), said


async def test_a_process_that_does_not_answer_is_not_healthy() -> None:
    code, said = await checked(THEMEWIRE_OPS_PORT=str(free_port()))
    assert code == 1
    assert said.startswith("no answer from /readyz: ConnectionRefusedError"), said


async def test_a_missing_port_is_told() -> None:
    code, said = await checked(THEMEWIRE_OPS_PORT="")
    assert (code, "no answer from /readyz" in said) == (1, True)
