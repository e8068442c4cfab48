"""Every module of a service is either logic, held free of Kafka, Faust and HTTP by import-linter, or a named edge."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EDGES = {
    "ingest": [
        "body",
        "connected_producer",
        "counted_answers",
        "documents_http",
        "http_to_articles_raw",
        "problems",
        "producer_stop",
        "publisher",
        "send_files",
    ],
    "parser": ["articles_raw_to_articles_parsed", "outputs"],
    "indexer": ["articles_parsed_to_headlines_related"],
    "view": [
        "api",
        "headlines_related_to_readers",
        "http",
        "log_reader",
        "pages",
        "problem",
        "security_headers",
        "store",
    ],
}
"""Modules that move data; everything else decides."""


def held_free() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (c for c in contracts if c["name"] == "logic imports no Kafka, Faust or HTTP")
    return set(contract["source_modules"])


@pytest.mark.parametrize("service", sorted(EDGES))
def test_every_module_is_logic_or_a_named_edge(service: str) -> None:
    modules = {path.stem for path in (ROOT / "services" / service).glob("*.py")} - {"__init__"}
    logic = {
        name.removeprefix(f"services.{service}.") for name in held_free() if name.startswith(f"services.{service}.")
    }
    assert logic | set(EDGES[service]) == modules
    assert logic & set(EDGES[service]) == set()


@pytest.mark.parametrize("service", sorted(EDGES))
def test_one_wiring_module_is_named_for_what_goes_in_and_out(service: str) -> None:
    assert len(list((ROOT / "services" / service).glob("*_to_*.py"))) == 1
