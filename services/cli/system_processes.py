"""Which processes make the system: their names, command lines and environments. Decides, starts nothing."""

import hashlib
import platform
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from services.runtime.ports import LOOPBACK
from services.runtime.settings import PREFIX, Settings, SettingsError

SERVICES = ("ingest", "poller", "parser", "indexer", "view")
_OWN = ("OPS_PORT", "INSTANCE")
"""Every process has a value of its own, so that one given to all is not passed on."""


@dataclass(frozen=True)
class ProcessPlan:
    """One process to supervise: `environment` is complete but for its ops port, which is chosen at each start."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ops_host: str = LOOPBACK


def themewire_command(*arguments: str) -> tuple[str, ...]:
    """The command line of `themewire ARGUMENTS` in this Python."""
    return (sys.executable, "-m", "services.cli", *arguments)


def settings_with_ports(
    settings: Settings, is_free: Callable[[int, str], bool], free: Callable[[str], int]
) -> Settings:
    """The settings with ports that can be had: a default that is taken, or 0, gives way to a free one.

    Raises `SettingsError` naming the variable of a port that was asked for and is taken.
    """
    chosen: dict[str, int] = {}
    for service in ("ingest", "view"):
        host, port = getattr(settings, f"{service}_host"), getattr(settings, f"{service}_port")
        if port and is_free(port, host):
            continue
        if port and f"{service}_port" in settings.model_fields_set:
            raise SettingsError(
                f"{PREFIX}{service.upper()}_PORT: port {port} on {host} is taken; stop what listens there, "
                "name another, or 0 for any that is free"
            )
        chosen[f"{service}_port"] = free(host)
    return settings.model_copy(update=chosen)


def process_plans(
    settings: Settings, environment: Mapping[str, str], *, only: Collection[str] = (), indexers: int = 1
) -> list[ProcessPlan]:
    """The services to start, in the way of an article; `only` names some of them, all by default."""
    inherited = {
        name: value
        for name, value in environment.items()
        if not any(name in (f"{PREFIX}{own}", f"{PREFIX}{own}_FILE") for own in _OWN)
    }
    shared = {
        **inherited,
        f"{PREFIX}BROKER": ",".join(settings.brokers),
        f"{PREFIX}DATA": str(settings.data.absolute()),
        f"{PREFIX}INGEST_PORT": str(settings.ingest_port),
        f"{PREFIX}VIEW_PORT": str(settings.view_port),
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("INGEST_PORT", "VIEW_PORT"):
        shared.pop(f"{PREFIX}{name}_FILE", None)  # a file would go before the chosen port
    return [
        ProcessPlan(
            name,
            themewire_command("serve", service),
            {**shared, f"{PREFIX}INSTANCE": f"{name}-{_place(settings)}"},
            settings.ops_host,
        )
        for service in SERVICES
        if not only or service in only
        for name in _names(service, indexers)
    ]


def _place(settings: Settings) -> str:
    """Tells this supervisor from all others of the same Kafka: a data directory has one at a time."""
    return hashlib.sha256(f"{platform.node()}:{settings.data.absolute()}".encode()).hexdigest()[:8]


def _names(service: str, indexers: int) -> list[str]:
    several = service == "indexer" and indexers > 1
    return [f"{service}-{number}" for number in range(1, indexers + 1)] if several else [service]
