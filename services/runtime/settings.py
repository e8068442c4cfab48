"""Settings of every process: environment variables with the prefix ``THEMEWIRE_``.

Any variable may be given as a file instead: ``THEMEWIRE_SASL_PASSWORD_FILE=/run/secrets/kafka`` sets
``sasl_password`` to the file's content without the trailing newline.
"""

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.topics import DOCUMENT_LIMIT, Topic

PREFIX = "THEMEWIRE_"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and what it takes."""


class Settings(BaseSettings):
    """One process's settings. Times in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    broker: str | None = Field(default=None, description="host:port[,host:port...] of the Kafka to use")
    topic_prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$", description="put before topic and group names")
    partitions: int = Field(default=4, ge=1, le=1000, description="of every topic, fixed at creation")
    replication: int = Field(default=1, ge=1, le=10)
    instance: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]{1,200}$",
        description="this replica's name in its consumer group, no other's, kept over restarts: a killed process that"
        " comes back goes on at once (Kafka's static membership); without one the group waits 6 s for the dead one",
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None
    ssl_cafile: Path | None = None
    ssl_certfile: Path | None = None
    ssl_keyfile: Path | None = None
    ssl_key_password: SecretStr | None = None

    data: Path = Field(default=Path(".themewire"), description="the embedded broker's and the view's directory")
    document_limit: int = Field(default=DOCUMENT_LIMIT, ge=1024, le=DOCUMENT_LIMIT)
    ingest_host: str = "127.0.0.1"
    ingest_port: int = Field(default=8470, ge=0, le=65535)
    view_host: str = "127.0.0.1"
    view_port: int = Field(default=8480, ge=0, le=65535)
    view_asks_for_keys: bool = Field(
        default=True, description="readers need a key too (scope read) where there is a file of keys"
    )
    view_cors_origins: str = Field(
        default="",
        description="sites whose pages may read the view, such as https://gazette.example,https://wire.example; * for"
        " all. By default only the view's own pages may",
    )
    ops_host: str = Field(default="127.0.0.1", description="where /livez, /readyz and /metrics answer")
    ops_port: int = Field(default=0, ge=0, le=65535, description="0 takes a free port")
    api_keys_file: Path | None = Field(
        default=None,
        description="where `themewire keys` keeps the API keys; set, every request needs one",
    )
    allow_unauthenticated: bool = Field(
        default=False, description="serve beyond loopback without keys: something else guards the ports"
    )
    fetch_private_networks: bool = Field(
        default=False,
        description="fetch feeds and pages from private networks and loopback too: for an intranet's own feeds",
    )

    feed_visits: int = Field(default=100, ge=1, le=1000, description="visits to feeds under way at once in one poller")
    feed_visits_per_host: int = Field(default=2, ge=1, le=100, description="of them, and connections, with one host")
    feed_visit_within: float = Field(
        default=86_400.0,
        ge=1,
        le=86_400,
        description="seconds after which a feed is visited again at the latest, whatever it asks for; less only for"
        " servers of your own",
    )
    public_url: str | None = Field(
        default=None,
        description="where the outside reaches ingest, such as https://wire.example; set, feeds that name a WebSub hub"
        " are pushed by it",
    )
    view_public_url: str | None = Field(
        default=None,
        description="where the outside reaches the view, such as https://wire.example: what links in its feeds and the"
        " snippet for publishers start with; by default the host that was asked",
    )
    view_websub_hub: str | None = Field(
        default=None,
        description="a WebSub hub that follows the view's feeds: they name it, so that their readers are pushed to."
        " Nothing here pings it",
    )

    parse_workers: int = Field(default=2, ge=1, le=64)
    parse_timeout: float = Field(default=10.0, gt=0)
    parse_memory: int = Field(default=1 << 30, ge=1 << 29, description="address space of one parser process")
    stuck_after: float = Field(
        default=60.0,
        ge=5,
        description="a process leaves and is started again when work waits so long and nothing moves",
    )
    breaker: Literal["on", "off"] = Field(
        default="on", description="halt when 50 documents in a row, or 100 of 1,000, are rejected; off for imports"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("broker")
    @classmethod
    def _host_port_list(cls, value: str | None) -> str | None:
        for server in (value or "").split(",") if value else []:
            host, _, port = server.strip().rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise ValueError(f"{server!r} is not host:port")
        return value

    @field_validator("public_url", "view_public_url", "view_websub_hub")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("is no address such as https://wire.example: http or https, a host, no ? and no #")
        return value.rstrip("/")

    @field_validator("view_cors_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in filter(None, value.split(",")):
            parts = urlsplit(origin.strip())
            plain = bool(parts.netloc) and origin.strip() == f"{parts.scheme}://{parts.netloc}"
            if origin.strip() != "*" and not plain:
                raise ValueError(f"{origin!r} is no origin such as https://gazette.example: a scheme, a host, no path")
        return value

    @property
    def cors_origins(self) -> list[str]:
        """The list of `view_cors_origins`."""
        return [origin.strip() for origin in self.view_cors_origins.split(",") if origin.strip()]

    @property
    def brokers(self) -> list[str]:
        """The broker list; raises `SettingsError` when none is set."""
        if not self.broker:
            raise SettingsError(
                "THEMEWIRE_BROKER is not set: give host:port of a Kafka, or start one with `themewire up`"
            )
        return [server.strip() for server in self.broker.split(",")]

    def topic(self, topic: Topic) -> str:
        """The topic's name on this cluster."""
        return self.topic_prefix + topic.name

    def group(self, service: str) -> str:
        """The consumer group (and the start of the transactional ids) of a service."""
        return f"{self.topic_prefix}themewire-{service}"


def load_settings(**overrides: object) -> Settings:
    """Reads the environment; raises `SettingsError` that names every wrong variable."""
    try:
        return Settings(**{**_from_files(), **overrides})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'.'.join(map(str, e['loc'])).upper()}: {e['msg']} (got {e['input']!r})" for e in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from error


def _from_files() -> dict[str, str]:
    values = {}
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name.upper()}_FILE"
        if path := os.environ.get(variable):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
            except OSError as error:
                raise SettingsError(f"{variable}: cannot read {path}: {error.strerror}") from error
    return values
