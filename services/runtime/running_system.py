"""What `themewire up` tells of itself in the data directory, so that commands in another shell find it."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from services.runtime.directory_lock import is_held
from services.runtime.settings import Settings, SettingsError, load_settings

STATE_FILE = "up.json"
LOCK_FILE = "up.lock"


class RunningSystem(BaseModel):
    """A system that runs, or starts: `ready` says that every process has answered /readyz."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    broker: str
    topic_prefix: str
    partitions: int
    ingest_host: str
    ingest_port: int
    view_host: str
    view_port: int
    ready: bool = False
    pids: dict[str, int] = {}
    ops_ports: dict[str, int] = {}

    @property
    def ingest_url(self) -> str:
        """Where documents are posted, as ``http://host:port``."""
        return http_url(self.ingest_host, self.ingest_port)

    @property
    def view_url(self) -> str:
        """Where the page is, as ``http://host:port``."""
        return http_url(self.view_host, self.view_port)


def http_url(host: str, port: int) -> str:
    """The address to reach a server that listens on `host`; one that listens everywhere is reached on loopback."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def tell(data: Path, system: RunningSystem) -> None:
    """Writes the state file, whole or not at all."""
    unfinished = data / f"{STATE_FILE}.{os.getpid()}"
    unfinished.write_text(system.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unfinished.replace(data / STATE_FILE)


def running_system(data: Path) -> RunningSystem | None:
    """The system that runs in the directory; None when none does, also after one was killed."""
    if not is_held(data / LOCK_FILE):
        return None
    try:
        return RunningSystem.model_validate_json((data / STATE_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):  # it is starting and has told nothing of itself yet
        return None


def connected_settings() -> Settings:
    """The environment's settings, and what they leave open from the system that runs in the data directory.

    Raises `SettingsError` when neither names a Kafka. A Kafka named by the environment that is not the running
    system's leaves that system aside.
    """
    settings = load_settings()
    system = running_system(settings.data)
    if system and settings.broker in (None, system.broker):
        told = system.model_dump(exclude={"ready", "pids", "ops_ports"})
        return load_settings(**{k: v for k, v in told.items() if k not in settings.model_fields_set})
    if not settings.broker:
        raise SettingsError(
            f"no system runs in {settings.data}: start one with `themewire up`, name its directory with"
            " THEMEWIRE_DATA, or set THEMEWIRE_BROKER to host:port of a Kafka"
        )
    return settings
