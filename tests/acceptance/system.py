"""Real services as processes of their own, on a given Kafka: started, watched for readiness, stopped or killed."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from services.runtime.ports import free_port
from services.runtime.settings import PREFIX, Settings
from tests.waiting import PATIENCE, wait_for


class ServiceProcess:
    """`themewire serve NAME` with the settings and further variables in its environment, and its log in a file."""

    def __init__(self, name: str, settings: Settings, log: Path, **variables: str) -> None:
        self.name = name
        self.ops_port = free_port()
        self.log = log
        values = {
            **{field: getattr(settings, field) for field in settings.model_fields_set},
            "ops_port": self.ops_port,
            "log_format": "json",
        }
        environment = {f"{PREFIX}{field.upper()}": str(value) for field, value in values.items()}
        self._command = [sys.executable, "-m", "services.cli", "serve", name]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command, env={**os.environ, **environment, **variables}, stdout=output, stderr=output
            )

    def ready(self) -> bool:
        assert self.process.poll() is None, f"{self.name} left: {self.log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ops_port}/readyz", timeout=2) as answer:
                return bool(json.load(answer)["ready"])
        except OSError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)


class System:
    """All services of one topic prefix."""

    def __init__(self, settings: Settings, directory: Path) -> None:
        self.settings = settings.model_copy(update={"ingest_port": free_port(), "view_port": free_port()})
        self._directory = directory
        self.processes: list[ServiceProcess] = []

    def launch(self, name: str, **variables: str) -> ServiceProcess:
        """Starts a service and does not wait for it; `variables` are added to its environment."""
        log = self._directory / f"{name}-{len(self.processes)}.log"
        self.processes.append(ServiceProcess(name, self.settings, log, **variables))
        return self.processes[-1]

    def start(self, *names: str) -> list[ServiceProcess]:
        """Starts services and returns when all are ready."""
        started = [self.launch(name) for name in names]
        for process in started:
            wait_for(process.ready, f"{process.name} is ready")
        return started

    def start_all(self) -> None:
        self.start("parser")  # creates the topics; the others find them
        self.start("ingest", "indexer", "view")

    def post(self, body: bytes, query: str = "", **headers: str) -> dict[str, object]:
        """POSTs a document and gives the receipt; headers by name with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ingest("POST", f"/v1/documents{query}", body, named)

    def delete(self, article_id: str) -> dict[str, object]:
        return self._ingest("DELETE", f"/v1/documents/{article_id}", None, {})

    def _ingest(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> dict[str, object]:
        url = f"http://127.0.0.1:{self.settings.ingest_port}{path}"
        request = urllib.request.Request(url, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 202
            receipt: dict[str, object] = json.load(answer)
            return receipt

    def stop(self) -> None:
        for process in self.processes:
            if process.process.poll() is None:
                assert process.stop() == 0, f"{process.name}: {process.log.read_text()[-2000:]}"

    def get(self, path: str) -> dict[str, Any] | None:
        """A JSON answer of the view; None for 404."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.settings.view_port}{path}", timeout=10) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise
