"""Commands in another shell find the system that runs in the data directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.directory_lock import DirectoryLock
from services.runtime.running_system import (
    LOCK_FILE,
    STATE_FILE,
    RunningSystem,
    connected_settings,
    http_url,
    running_system,
    tell,
)
from services.runtime.settings import SettingsError

SYSTEM = RunningSystem(
    broker="127.0.0.1:9001",
    topic_prefix="here-",
    partitions=2,
    ingest_host="127.0.0.1",
    ingest_port=8471,
    view_host="0.0.0.0",
    view_port=8481,
    pids={"ingest": 12},
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THEMEWIRE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def running(data: Path) -> Iterator[Path]:
    lock = DirectoryLock(data / LOCK_FILE)
    lock.take()
    tell(data, SYSTEM)
    yield data
    lock.release()


def test_the_running_system_fills_what_the_environment_leaves_open(running: Path) -> None:
    settings = connected_settings()
    assert settings.brokers == ["127.0.0.1:9001"]
    assert (settings.topic_prefix, settings.partitions) == ("here-", 2)
    assert (settings.ingest_port, settings.view_port) == (8471, 8481)
    assert running_system(running) == SYSTEM


def test_what_the_environment_says_goes_first(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEMEWIRE_VIEW_PORT", "9999")
    assert connected_settings().view_port == 9999
    assert connected_settings().ingest_port == 8471


def test_another_kafka_in_the_environment_leaves_the_running_system_aside(
    running: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEMEWIRE_BROKER", "kafka.example:9092")
    settings = connected_settings()
    assert settings.brokers == ["kafka.example:9092"]
    assert settings.topic_prefix == ""


def test_a_killed_systems_file_is_not_believed(data: Path) -> None:
    tell(data, SYSTEM)
    (data / LOCK_FILE).write_text("1")
    assert running_system(data) is None
    with pytest.raises(SettingsError, match="themewire up"):
        connected_settings()


def test_without_system_and_setting_one_is_told_what_to_do(data: Path) -> None:
    with pytest.raises(SettingsError, match=r"themewire up.*THEMEWIRE_BROKER"):
        connected_settings()


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"broker": 1}'])
def test_a_system_that_has_told_nothing_yet_is_not_there(running: Path, content: bytes | None) -> None:
    if content is None:
        (running / STATE_FILE).unlink()
    else:
        (running / STATE_FILE).write_bytes(content)
    assert running_system(running) is None


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("news.example", "http://news.example:80"),
    ],
)
def test_a_server_is_reached_where_it_listens(host: str, url: str) -> None:
    assert http_url(host, 80) == url
