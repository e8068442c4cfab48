"""One tool over one set of documents, in a process of its own, scored by ../shared/tools/score_parser.py."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.parsers.page_sets import WARM_UP, PageSet

ROOT = Path(__file__).resolve().parents[3]
OURS = "ours"
AT_MOST = 600
"""Seconds for one tool over one set; then the bench fails instead of hanging."""

Figures = dict[str, float]


def measured(tool: str, documents: PageSet, shared: Path, scratch: Path) -> Figures:
    """The script's figures, and what follows from them and the answers: see `_with_counts`."""
    manifest, answers = scratch / "manifest.ndjson", scratch / "answers.ndjson"
    manifest.write_text(documents.manifest(shared / "data"))
    answers.write_bytes(_without_warm_up(_output([*_command(tool), str(manifest)])))
    figures = _scored(documents, answers, shared)
    return _with_counts(figures, answers)


def _with_counts(figures: Figures, answers: Path) -> Figures:
    """Documents without a record, exceptions among them (a refusal is none), and the share of leaking pages."""
    rejected = [json.loads(line).get("rejected") for line in answers.read_text().splitlines()]
    figures["exceptions"] = sum(one["error_class"] != "Rejected" for one in rejected if one)
    figures["without_record"] = figures["pages"] - figures["answered"] + figures["rejected"]
    if figures.get("related_pages"):
        figures["leaking_share"] = figures["leaking_pages"] / figures["related_pages"]
    return figures


def together(sets: list[Figures]) -> Figures:
    """What can be said of several sets as one: their sizes, and the mean CPU time of a document."""
    pages = sum(one["pages"] for one in sets)
    return {
        "pages": pages,
        "exceptions": sum(one["exceptions"] for one in sets),
        "cpu_ms_mean": sum(one["cpu_ms_mean"] * one["pages"] for one in sets) / pages,
    }


def _command(tool: str) -> list[str]:
    if tool == OURS:
        return [str(ROOT / ".venv/bin/themewire"), "parse", "--manifest"]
    return [str(ROOT / ".venv-bench/bin/python"), "-m", "tests.bench.parsers.runner", tool]


def _without_warm_up(answers: bytes) -> bytes:
    return b"".join(line for line in answers.splitlines(keepends=True) if json.loads(line)["id"] != WARM_UP)


def _scored(documents: PageSet, answers: Path, shared: Path) -> Figures:
    related = documents.related_gold(shared / "data")
    options = ["--related", str(related)] if related else []
    script = [sys.executable, str(shared / "tools/score_parser.py")]
    figures: Figures = json.loads(_output([*script, str(documents.gold(shared / "data")), str(answers), *options]))
    return figures


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=AT_MOST).stdout
