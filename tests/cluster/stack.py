"""docker-compose.yml as a user runs it, under a project of its own: containers, their states, what they answer."""

import json
import os
import subprocess
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]
IMAGES = "themewire-test"
READY_WITHIN = 300.0


def docker(*arguments: str, check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs `docker ARGUMENTS`; with `check` it must succeed."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=timeout, check=False)
    assert not check or done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr[-2000:]}"
    return done


class Stack:
    """The stack: `compose` runs any command of it, the rest asks what became of it."""

    def __init__(self, compose: list[str], ingest_port: int, view_port: int) -> None:
        self.project = f"themewire-test-{uuid.uuid4().hex[:8]}"
        self.ingest_port, self.view_port = ingest_port, view_port
        self.articles = 0
        """How many it was sent and must hold."""
        files = ("docker-compose.yml", "tests/cluster/on_this_machine.yml")
        self._command = [*compose, "-p", self.project, *(part for file in files for part in ("-f", file))]
        ports = {"THEMEWIRE_INGEST_PORT": str(ingest_port), "THEMEWIRE_VIEW_PORT": str(view_port)}
        self._environment = {**os.environ, **ports}

    def compose(self, *arguments: str, check: bool = True, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Runs a command of compose on the stack; with `check` it must succeed."""
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert not check or done.returncode == 0, (
            f"compose {' '.join(arguments)}: {done.stdout[-2000:]} {done.stderr[-4000:]}"
        )
        return done

    def build(self) -> None:
        """Every image, from this tree; ten minutes are enough for the downloads of the first time."""
        self.compose("build", timeout=600)

    def themewire(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """`themewire ARGUMENTS` in the stack's network, as the compose file tells operators to run it."""
        return self.compose("run", "--rm", "-T", "cli", *arguments, check=False, timeout=timeout)

    def containers(self) -> dict[str, str]:
        """Container id by service, stopped ones too; none of `compose run`."""
        labels = '{{.ID}} {{.Label "com.docker.compose.service"}} {{.Label "com.docker.compose.oneoff"}}'
        lines = docker("ps", "-a", "--filter", f"label=com.docker.compose.project={self.project}", "--format", labels)
        rows = [line.split() for line in lines.stdout.splitlines()]
        return {service: container for container, service, oneoff in rows if oneoff == "False"}

    def inspect(self, service: str) -> dict[str, Any]:
        """What Docker tells of a service's container."""
        (found,) = json.loads(docker("inspect", self.containers()[service]).stdout)
        assert isinstance(found, dict)
        return found

    def run_in(self, service: str, *command: str, check: bool = True) -> str:
        """The output of a command inside a running container."""
        return docker("exec", self.containers()[service], *command, check=check).stdout

    def health(self, service: str) -> str:
        """starting, healthy or unhealthy; of a container that does not run or has no check, its state."""
        state = self.inspect(service)["State"]
        running = state["Status"] == "running" and "Health" in state
        return str(state["Health"]["Status"] if running else state["Status"])

    def wait_healthy(self) -> None:
        """Returns when every service is healthy and the job that makes the topics has ended well."""

        def states() -> dict[str, str]:
            return {service: self.health(service) for service in sorted(self.containers())}

        def all_well() -> bool:
            return all(state == ("exited" if service == "topics" else "healthy") for service, state in states().items())

        try:
            wait_for(all_well, "every container is healthy", READY_WITHIN)
        except AssertionError as late:
            raise AssertionError(f"{late}: {states()}\n{self.logs()}") from None
        assert self.inspect("topics")["State"]["ExitCode"] == 0, self.logs("topics")

    def logs(self, *services: str) -> str:
        """The end of the logs."""
        return self.compose("logs", "--no-color", "--tail", "20", *services, check=False).stdout[-8000:]

    def get(self, path: str) -> dict[str, Any] | None:
        """A JSON answer of the view over its published port; None while it does not answer with 200."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.view_port}{path}", timeout=10) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None

    def post(self, body: bytes, url: str, media_type: str) -> int:
        """POSTs a document over the published port; the HTTP status, 0 when nobody answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ingest_port}/v1/documents?url={url}", body, {"content-type": media_type}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0
