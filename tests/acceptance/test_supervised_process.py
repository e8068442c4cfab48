"""A process's output comes line by line under its name, whatever its bytes are."""

import asyncio
import sys

import pytest

from services.cli.supervised_process import start_process
from services.cli.system_processes import ProcessPlan


async def lines_of(program: str) -> tuple[list[str], int]:
    shown: list[str] = []
    plan = ProcessPlan("parser", (sys.executable, "-c", f"import os; {program}"), {})
    process = await start_process(plan, shown.append)
    return shown, await process.ended()


@pytest.mark.parametrize(
    ("program", "lines"),
    [
        (r"os.write(1, b'one\ntwo\n')", ["parser    one", "parser    two"]),
        (r"os.write(1, b'out\n'); os.write(2, b'err\n')", ["parser    out", "parser    err"]),
        (r"os.write(1, b'no end of line')", ["parser    no end of line"]),
        (r"os.write(1, b'not \xff UTF-8\n')", ["parser    not � UTF-8"]),
        (r"None", []),
        (r"print(os.environ['THEMEWIRE_OPS_PORT'].isdigit())", ["parser    True"]),
    ],
)
async def test_lines_come_under_the_processs_name(program: str, lines: list[str]) -> None:
    assert await lines_of(program) == (lines, 0)


async def test_a_line_without_end_is_cut_and_nothing_is_lost() -> None:
    shown, _ = await lines_of("[os.write(1, b'x' * 65536) for _ in range(40)]")
    assert len(shown) > 1
    assert sum(line.count("x") for line in shown) == 40 * 65536


async def test_what_a_process_leaves_behind_does_not_keep_us_waiting() -> None:
    async with asyncio.timeout(10):
        shown, code = await lines_of(
            "os.write(1, b'last words\\n'); os.fork() or os.execv('/bin/sleep', ['sleep', '20'])"
        )
    assert (shown, code) == (["parser    last words"], 0)


async def test_the_exit_code_is_told() -> None:
    assert await lines_of("os._exit(70)") == ([], 70)
    assert await lines_of("os.kill(os.getpid(), 9)") == ([], -9)
