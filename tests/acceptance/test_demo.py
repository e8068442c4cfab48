"""What `make run` does: the demo's articles go through, the table is printed, and the next start finds them."""

import json
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


@pytest.mark.timeout(300)
def test_the_demo_is_complete_and_still_there_after_a_restart(tmp_path: Path, ups: list[Up]) -> None:
    up, system = run_until_table(tmp_path, ups)
    assert "42 documents sent, 0 were there already" in up.words
    assert "Clockmaker" in up.words
    first = related_of_all(system)
    assert len(first) == 41, "one of the 42 documents is a correction"
    assert up.interrupt() == 0

    up, system = run_until_table(tmp_path, ups)
    assert "0 documents sent, 42 were there already" in up.words
    assert related_of_all(system) == first
    assert up.interrupt() == 0
