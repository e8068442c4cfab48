"""Which processes make the system, with which ports and environments."""

import sys
from pathlib import Path

import pytest

from services.cli.system_processes import process_plans, settings_with_ports
from services.runtime.settings import Settings, SettingsError


def settings(**given: object) -> Settings:
    return Settings(broker="127.0.0.1:9092", **given)  # type: ignore[arg-type]


def test_every_service_runs_in_this_python() -> None:
    plans = process_plans(settings(), {})
    assert [plan.name for plan in plans] == ["ingest", "poller", "parser", "indexer", "view"]
    assert plans[0].command == (sys.executable, "-m", "services.cli", "serve", "ingest")


def test_several_indexers_are_numbered() -> None:
    plans = process_plans(settings(), {}, indexers=2)
    assert [plan.name for plan in plans] == ["ingest", "poller", "parser", "indexer-1", "indexer-2", "view"]
    assert {plan.command[-1] for plan in plans[3:5]} == {"indexer"}


def test_only_some_services_are_started_when_asked() -> None:
    assert [plan.name for plan in process_plans(settings(), {}, only=["view", "ingest"])] == ["ingest", "view"]


def test_the_environment_is_passed_on_with_what_was_decided() -> None:
    given = {
        "PATH": "/bin",
        "THEMEWIRE_LOG_LEVEL": "debug",
        "THEMEWIRE_OPS_PORT": "9000",
        "THEMEWIRE_INSTANCE": "everyone",
        "THEMEWIRE_OPS_PORT_FILE": "/run/ops",
        "THEMEWIRE_VIEW_PORT_FILE": "/run/view",
    }
    (plan,) = process_plans(settings(view_port=8481, data=Path("somewhere")), given, only=["view"])
    assert plan.environment == {
        "THEMEWIRE_INSTANCE": plan.environment["THEMEWIRE_INSTANCE"],
        "PATH": "/bin",
        "THEMEWIRE_LOG_LEVEL": "debug",
        "THEMEWIRE_BROKER": "127.0.0.1:9092",
        "THEMEWIRE_DATA": str(Path.cwd() / "somewhere"),
        "THEMEWIRE_INGEST_PORT": "8470",
        "THEMEWIRE_VIEW_PORT": "8481",
        "PYTHONUNBUFFERED": "1",
    }


def test_every_process_has_an_instance_name_of_its_own_that_stays() -> None:
    def names(data: str) -> list[str]:
        plans = process_plans(settings(data=Path(data)), {}, indexers=2)
        return [plan.environment["THEMEWIRE_INSTANCE"] for plan in plans]

    assert names("here") == names("here")
    assert len({*names("here"), *names("there")}) == 12
    assert [name.rpartition("-")[0] for name in names("here")] == [
        "ingest",
        "poller",
        "parser",
        "indexer-1",
        "indexer-2",
        "view",
    ]


def test_free_ports_stay_as_they_are() -> None:
    asked = settings(view_port=8481)
    assert settings_with_ports(asked, lambda _port, _host: True, lambda _host: 5000) == asked


def test_a_default_port_that_is_taken_gives_way() -> None:
    chosen = settings_with_ports(settings(), lambda port, _host: port != 8470, lambda _host: 5000)
    assert (chosen.ingest_port, chosen.view_port) == (5000, 8480)


def test_port_zero_is_chosen_beforehand_so_that_it_can_be_told() -> None:
    chosen = settings_with_ports(settings(ingest_port=0, view_port=0), lambda _p, _h: True, lambda _host: 5000)
    assert (chosen.ingest_port, chosen.view_port) == (5000, 5000)


def test_a_port_that_was_asked_for_and_is_taken_is_named() -> None:
    with pytest.raises(SettingsError, match=r"THEMEWIRE_VIEW_PORT.*8481.*taken"):
        settings_with_ports(settings(view_port=8481), lambda port, _host: port != 8481, lambda _host: 5000)
