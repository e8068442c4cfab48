"""What a process does whose work ends unasked: told from outside, for it ends at once."""

import asyncio
import json
import subprocess
import sys

import pytest

from services.runtime.endless_task import endless_task

ENDING = """
import asyncio
from services.runtime.endless_task import endless_task
from services.runtime.logs import configure_logging
from services.runtime.settings import Settings
configure_logging(Settings(log_format="json"), "view")

async def work():
    WORK

async def main():
    async with endless_task("counting", work()):
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        ("raise ValueError('broken')", "counting failed: broken"),
        ("pass", "counting ended"),
        ("raise asyncio.CancelledError", "counting was cancelled by what it calls"),
    ],
)
def test_the_process_leaves_when_the_work_ends(work: str, reason: str) -> None:
    program = ENDING.replace("WORK", work)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 70, done.stderr
    [line] = done.stderr.splitlines()
    assert json.loads(line)["reason"] == reason


async def test_the_end_of_the_block_ends_the_work_and_nothing_else() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with endless_task("waiting", work()):
        await begun.wait()
        assert not ended.is_set()
    assert ended.is_set()


async def test_work_may_be_ended_before_it_began() -> None:
    begun: list[None] = []

    async def work() -> None:
        begun.append(None)

    async with endless_task("waiting", work()):
        pass
    assert begun == []
