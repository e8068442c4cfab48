"""What `make run` does: the demo's articles go through, the table is printed, and the next start finds them."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from services.runtime.running_system import RunningSystem
from tests.acceptance.up_process import Up
from tests.waiting import wait_for

PORTS = {"THEMEWIRE_INGEST_PORT": "0", "THEMEWIRE_VIEW_PORT": "0"}


def related_of_all(system: RunningSystem) -> dict[str, object]:
    def get(path: str) -> dict[str, object]:
        with urllib.request.urlopen(system.view_url + path, timeout=20) as answer:
            return dict(json.load(answer))

    articles = get("/v1/articles?limit=100")["articles"]
    assert isinstance(articles, list)
    return {article["id"]: get(f"/v1/articles/{article['id']}/related") for article in articles}


def run_until_table(directory: Path, ups: list[Up]) -> tuple[Up, RunningSystem]:
    printed = len(ups[-1].words) if ups else 0
    up = Up(directory, "--demo", **PORTS)
    ups.append(up)
    system = up.wait_until_ready()
    wait_for(lambda: "Read on at" in up.words[printed:], "the table is printed", 120)
    return up, system


def command_beside(up: Up, *arguments: str) -> tuple[int, str]:
    """A command in another shell, which finds the running system by its directory."""
    environment = {**os.environ, "THEMEWIRE_DATA": str(up.data)}
    command = [sys.executable, "-m", "services.cli", *arguments]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout


@pytest.mark.timeout(300)
def test_the_demo_is_complete_and_still_there_after_a_restart(tmp_path: Path, ups: list[Up]) -> None:
    up, system = run_until_table(tmp_path, ups)
    assert "42 documents sent, 0 were there already" in up.words
    assert "Clockmaker" in up.words
    assert command_beside(up, "verify", "--wait") == (0, "41 articles: exact\n")
    assert command_beside(up, "topics", "--check")[0] == 0
    first = related_of_all(system)
    assert len(first) == 41, "one of the 42 documents is a correction"
    assert up.interrupt() == 0

    up, system = run_until_table(tmp_path, ups)
    assert "0 documents sent, 42 were there already" in up.words
    assert related_of_all(system) == first
    assert up.interrupt() == 0
