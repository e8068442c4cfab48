import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from services.cli import serve
from services.cli.serve import WIRING, Service
from services.runtime.leave import EXIT_CODE
from services.runtime.settings import Settings


def test_every_service_has_a_wiring_module_in_the_package_of_its_name_and_the_poller_in_ingest() -> None:
    assert WIRING.keys() == set(Service)
    for service, module in WIRING.items():
        package = "ingest" if service is Service.poller else service.value
        assert module.split(".")[:2] == ["services", package]
        assert importlib.util.find_spec(module), f"{module} is missing"


def test_runs_the_named_service_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Settings] = []
    wiring = ModuleType("wiring_of_a_test")
    wiring.run = ran.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, wiring.__name__, wiring)
    monkeypatch.setitem(WIRING, Service.view, wiring.__name__)
    monkeypatch.setattr(serve, "configure_logging", lambda *_: None)
    monkeypatch.setenv("THEMEWIRE_PARTITIONS", "9")
    result = CliRunner().invoke(serve.app, ["view"])
    assert result.exit_code == 0, result.output
    assert [settings.partitions for settings in ran] == [9]


def test_a_topic_that_differs_ends_the_process_with_one_line() -> None:
    code = (
        "import sys; from types import ModuleType; from services.cli import serve\n"
        "from services.runtime.topic_admin import TopicMismatch\n"
        "def run(settings): raise TopicMismatch('articles.raw has 3 partitions')\n"
        "wiring = ModuleType('wiring'); wiring.run = run; sys.modules['wiring'] = wiring\n"
        "serve.WIRING[serve.Service.view] = 'wiring'; serve.app(['view'])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == EXIT_CODE
    (line,) = ended.stderr.splitlines()
    assert "articles.raw has 3 partitions" in line


def test_unknown_service_is_refused_with_the_known_ones() -> None:
    result = CliRunner().invoke(serve.app, ["indexr"])
    assert result.exit_code == 2
    assert "ingest" in result.output


@pytest.mark.parametrize(
    ("service", "variable"),
    [
        *((service.value, "THEMEWIRE_OPS_HOST") for service in Service),
        ("ingest", "THEMEWIRE_INGEST_HOST"),
        ("view", "THEMEWIRE_VIEW_HOST"),
    ],
)
def test_no_port_of_any_service_opens_beyond_loopback_without_a_word(
    service: str, variable: str, tmp_path: Path
) -> None:
    free = {"THEMEWIRE_INGEST_PORT": "0", "THEMEWIRE_VIEW_PORT": "0", "THEMEWIRE_DATA": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", "services.cli", "serve", service],
        env={**os.environ, **free, "THEMEWIRE_BROKER": "127.0.0.1:1", variable: "0.0.0.0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    line = ended.stderr.splitlines()[-1]
    assert line.startswith("themewire: 0.0.0.0 would answer beyond this machine")
    assert "THEMEWIRE_ALLOW_UNAUTHENTICATED=1" in line
    assert variable in line
