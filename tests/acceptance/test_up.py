"""`themewire up` as a person runs it: starts, tells where it is, heals, and stops at one Ctrl-C."""

import json
import os
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from services.runtime.ports import LOOPBACK
from services.runtime.running_system import RunningSystem, running_system
from tests.acceptance.up_process import Up, gone
from tests.waiting import wait_for


def post(system: RunningSystem, body: bytes) -> dict[str, object]:
    request = urllib.request.Request(
        f"{system.ingest_url}/v1/documents", body, {"content-type": "text/plain"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return dict(json.load(answer))


def headlines(system: RunningSystem) -> str:
    with urllib.request.urlopen(f"{system.view_url}/v1/articles", timeout=20) as answer:
        return str(answer.read().decode())


@pytest.mark.timeout(240)
def test_the_whole_life_of_a_system(tmp_path: Path, ups: list[Up]) -> None:
    ports = {"THEMEWIRE_INGEST_PORT": "0", "THEMEWIRE_VIEW_PORT": "0"}
    up = Up(tmp_path, "--indexers", "2", **ports)
    ups.append(up)
    system = up.wait_until_ready()
    assert system.pids.keys() == {"kafka", "ingest", "poller", "parser", "indexer-1", "indexer-2", "view"}
    wait_for(lambda: "Ctrl-C stops everything" in up.words, "the addresses are told")
    assert f"page           {system.view_url}/\n" in up.words
    post(system, b"Storm closes the harbour of Orrel\n\nMarch 21, 2025 06:36\n\nFerries stayed in port on Friday.\n")
    wait_for(lambda: "Storm closes the harbour" in headlines(system), "the article is on the page")

    killed = {name: system.pids[name] for name in ("indexer-1", "view")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    system = up.wait_until_ready(unlike=killed)
    assert "Storm closes the harbour" in headlines(system)

    second = Up(tmp_path, **ports)
    ups.append(second)
    assert second.process.wait(60) == 1
    assert f"in use by the running process {up.process.pid}" in second.words

    assert up.interrupt() == 0
    wait_for(lambda: all(gone(pid) for pid in system.pids.values()), "nothing is left behind", 5)
    assert running_system(up.data) is None

    again = Up(tmp_path, **ports)
    ups.append(again)
    system = again.wait_until_ready()
    wait_for(lambda: "Storm closes the harbour" in headlines(system), "its data is found")
    again.process.kill()  # and a killed supervisor takes all along
    wait_for(lambda: all(gone(pid) for pid in system.pids.values()), "all are gone with their supervisor", 10)


def test_a_port_that_was_asked_for_and_is_taken_is_named(kafka: str, tmp_path: Path, ups: list[Up]) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = str(other.getsockname()[1])
        up = Up(
            tmp_path,
            THEMEWIRE_BROKER=kafka,
            THEMEWIRE_VIEW_PORT=taken,
            THEMEWIRE_TOPIC_PREFIX="test-up-taken-",
        )
        ups.append(up)
        assert up.process.wait(60) == 2
    assert f"THEMEWIRE_VIEW_PORT: port {taken}" in up.words


def test_topics_that_differ_are_named(kafka: str, tmp_path: Path, ups: list[Up]) -> None:
    shared = {"THEMEWIRE_BROKER": kafka, "THEMEWIRE_TOPIC_PREFIX": "test-up-differ-", "THEMEWIRE_VIEW_PORT": "0"}
    first = Up(tmp_path, "--only", "ingest", THEMEWIRE_INGEST_PORT="0", **shared)
    ups.append(first)
    first.wait_until_ready()
    assert first.interrupt() == 0
    second = Up(tmp_path, **shared, THEMEWIRE_PARTITIONS="3")
    ups.append(second)
    assert second.process.wait(60) == 1
    assert "articles.raw" in second.words.split("themewire up:")[1]


def test_settings_that_cannot_work_are_named(tmp_path: Path, ups: list[Up]) -> None:
    (tmp_path / "blocked").write_text("")
    up = Up(tmp_path, THEMEWIRE_DATA=str(tmp_path / "blocked" / "data"))
    ups.append(up)
    assert up.process.wait(60) == 2
    assert "THEMEWIRE_DATA" in up.words
    secure = Up(tmp_path, THEMEWIRE_SECURITY_PROTOCOL="SSL")
    ups.append(secure)
    assert secure.process.wait(60) == 2
    assert "THEMEWIRE_BROKER" in secure.words
