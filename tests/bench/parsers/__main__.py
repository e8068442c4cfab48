"""``python -m tests.bench.parsers``: every tool over every set, twice, and the report.

Tools take turns set by set, so that a busy moment of the machine meets all of them, and the quicker of two runs counts.
"""

import argparse
import os
import platform
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import track

from tests.bench.parsers import report
from tests.bench.parsers.measure import OURS, ROOT, Figures, measured, together
from tests.bench.parsers.page_sets import DUMPS, PAGES
from tests.bench.parsers.targets import ALL_DUMPS, ALL_PAGES, NOT_HERE
from tests.bench.parsers.tools import OF_DUMPS, OF_PAGES

ROUNDS = 2
_TOOLS = {
    **dict.fromkeys(PAGES, (OURS, *OF_PAGES)),
    **dict.fromkeys(DUMPS, (OURS, *OF_DUMPS)),
}


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench-parser", description=__doc__)
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder of data and tools")
    shared: Path = options.parse_args().shared.resolve()
    absent = [path for path in ("data/pages", "data/dumps", "tools/score_parser.py") if not (shared / path).exists()]
    if absent:
        sys.exit(f"nothing to measure: no {' and no '.join(absent)} in ../shared (another folder: --shared DIR)")
    print(_machine(), end="\n\n", flush=True)
    figures = _measure_all(shared)
    print(report.table(figures), report.targets(figures) + "\n" + NOT_HERE, sep="\n\n", end="\n\n")
    print(report.trade_off(figures), report.ratio(figures), f"load {os.getloadavg()[0]:.1f} at the end", sep="\n\n")


def _measure_all(shared: Path) -> report.Measured:
    found: dict[str, dict[str, Figures]] = {str(documents): {} for documents in _TOOLS}
    turns = [(documents, tool) for _ in range(ROUNDS) for documents, tools in _TOOLS.items() for tool in tools]
    console = Console(stderr=True)
    with TemporaryDirectory() as scratch:
        for documents, tool in track(turns, "measuring", console=console, disable=not console.is_terminal):
            one = measured(tool, documents, shared, Path(scratch))
            former = found[str(documents)].get(tool)
            if former is None or one["cpu_ms_mean"] < former["cpu_ms_mean"]:
                found[str(documents)][tool] = one
    for name, sets in ((ALL_PAGES, PAGES), (ALL_DUMPS, DUMPS)):
        tools = _TOOLS[sets[0]]
        found[name] = {tool: together([found[str(documents)][tool] for documents in sets]) for tool in tools}
    return found


def _machine() -> str:
    lock = (ROOT / "tests/bench/parsers/requirements.lock").read_text()
    versions = re.findall(r"^(newspaper4k|resiliparse|trafilatura)(?:\[.*\])?==(\S+)", lock, re.MULTILINE)
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; "
        + ", ".join(" ".join(version) for version in versions)
    )


if __name__ == "__main__":
    main()
