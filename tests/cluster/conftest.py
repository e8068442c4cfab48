"""A Docker daemon with the public images for the ring; where there is none and none can be made, the ring skips.

Where ../shared/tools/standin-images.sh is and this is root, that script installs a daemon and builds stand-ins of the
public images that no registry gives. A daemon that was started for the ring is stopped after it; images stay.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.broker.jars import KAFKA_VERSION
from services.runtime.ports import free_port
from tests.cluster.stack import ROOT, Stack, docker
from tests.waiting import wait_for

STAND_INS = ROOT.parent / "shared" / "tools" / "standin-images.sh"
STAND_IN_PID = Path(os.environ.get("STANDIN_WORK", "/var/tmp/standin-images")) / "dockerd.pid"
PUBLIC_IMAGES = sorted(
    set(re.findall(r"^FROM (\S+:\S+)", (ROOT / "services/Dockerfile").read_text(), re.MULTILINE))
    | set(re.findall(r"^    image: (\S+)", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE))
)


@pytest.fixture(scope="session")
def docker_with_images() -> Iterator[None]:
    """A daemon that answers and holds the public images."""
    if not _answers() and not _can_stand_in():
        pytest.skip("no Docker daemon answers, and none can be started here: start one, or run this as root")
    started = not _answers()
    if started:
        _stand_in()
    try:
        if missing := [image for image in PUBLIC_IMAGES if not _has(image)]:
            if not _can_stand_in():
                pytest.skip(f"these images cannot be pulled: {', '.join(missing)}")
            _stand_in()
        if not _compose_command():
            pytest.skip("Docker has no compose: install its compose plugin, or docker-compose")
        yield
    finally:
        if started:
            _stop_daemon()


@pytest.fixture(scope="session")
def stack(docker_with_images: None) -> Iterator[Stack]:
    """docker-compose.yml, built, up, healthy, on free ports and in a project of the test's own; removed at the end."""
    command = _compose_command()
    assert command
    ingest_port = free_port()
    running = Stack(command, ingest_port, free_port(but=ingest_port))
    try:
        running.build()
        running.compose("up", "-d", timeout=300)
        running.wait_healthy()
        yield running
    finally:
        running.compose("down", "--volumes", "--remove-orphans", "--timeout", "10", timeout=300)


def _answers() -> bool:
    return bool(shutil.which("docker")) and docker("info", check=False).returncode == 0


def _can_stand_in() -> bool:
    return os.geteuid() == 0 and STAND_INS.exists()


def _stand_in() -> None:
    """Debian packages, a daemon, the images: minutes the first time, a second later."""
    # Its Kafka is 4.3.0, which loses the end of transactions (see services/broker/jars.py): its recipe, our version.
    recipe = STAND_INS.read_text().replace("4.3.0", KAFKA_VERSION)
    made = subprocess.run(
        ["bash", "-s", "python", "kafka"], input=recipe, capture_output=True, text=True, timeout=1200, check=False
    )
    assert made.returncode == 0, f"{STAND_INS} failed: {made.stderr[-2000:]}"


def _has(image: str) -> bool:
    if docker("image", "inspect", image, check=False).returncode == 0:
        return True
    try:
        return docker("pull", "--quiet", image, check=False, timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _compose_command() -> list[str] | None:
    if docker("compose", "version", check=False).returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


def _stop_daemon() -> None:
    pid = int(STAND_IN_PID.read_text())
    assert Path(f"/proc/{pid}/comm").read_text().strip() == "dockerd"
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not _answers(), "the Docker daemon that was started for these tests ends")
