"""Every module of a service is either logic, held free of Kafka, Faust and HTTP by import-linter, or a named edge."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EDGES = {
    "ingest": [
        "feeds_to_articles_raw",
        "fetch.closed_network",
        "fetch.guarded_network",
        "fetch.one_request",
        "fetch.robots",
        "fetch.safe_fetch",
        "files_to_articles_raw",
        "http_to_articles_raw",
        "poller.feed_visits",
        "poller.hub_requests",
        "poller.linked_pages",
        "producer_stop",
        "receiver.app",
        "receiver.batch_routes",
        "receiver.body",
        "receiver.connected_producer",
        "receiver.counted_answers",
        "receiver.documents_routes",
        "receiver.feed_requests",
        "receiver.feeds_log",
        "receiver.feeds_opml_routes",
        "receiver.feeds_routes",
        "receiver.idempotency_log",
        "receiver.openapi",
        "receiver.problems",
        "receiver.publisher",
        "receiver.request_limits",
        "receiver.result_stream",
        "receiver.sent",
        "receiver.websub_routes",
        "sending.under_way",
        "subscriptions.poller_by_kafka",
    ],
    "parser": ["articles_raw_to_articles_parsed", "outputs"],
    "indexer": ["articles_parsed_to_headlines_related"],
    "view": [
        "articles.parameters",
        "articles.routes",
        "conditional_answer",
        "embed.routes",
        "feeds.routes",
        "feeds.theme_routes",
        "headlines_related_to_readers",
        "http",
        "live.change_stream",
        "live.changes_hub",
        "live.events",
        "live.routes",
        "log_reader",
        "pages.position_here",
        "pages.rendering",
        "pages.routes",
        "pages.system_routes",
        "pages.theme_routes",
        "problem",
        "related_to_text.bounded_body",
        "related_to_text.routes",
        "related_to_text.signatures_reader",
        "read_keys",
        "security_headers",
        "store",
        "system.kafka_figures",
        "system.read_on",
        "trace.follow_hops",
        "trace.raw_log",
        "trace.routes",
        "trace.traces",
        "take_records",
        "themes.current_themes",
        "themes.routes",
    ],
}
"""Modules that move data; everything else decides."""


def held_free() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (c for c in contracts if c["name"] == "logic imports no Kafka, Faust or HTTP")
    return set(contract["source_modules"])


WIRING = {"ingest": ["feeds_to_articles_raw", "files_to_articles_raw", "http_to_articles_raw"]}
"""Where a service has not exactly one: what goes in by each way."""


def modules_of(service: str) -> set[str]:
    folder = ROOT / "services" / service
    paths = (path.relative_to(folder) for path in folder.rglob("*.py") if path.name != "__init__.py")
    return {".".join(path.with_suffix("").parts) for path in paths}


def held_free_in(service: str) -> set[str]:
    """Modules that the contract names, or the package they stand in."""
    names = {name.removeprefix(f"services.{service}.") for name in held_free()}
    return {module for module in modules_of(service) if any(f"{module}.".startswith(f"{name}.") for name in names)}


@pytest.mark.parametrize("service", sorted(EDGES))
def test_every_module_is_logic_or_a_named_edge(service: str) -> None:
    logic = held_free_in(service)
    assert logic | set(EDGES[service]) == modules_of(service)
    assert logic & set(EDGES[service]) == set()


def test_the_contract_names_what_there_is() -> None:
    missing = [name for name in held_free() if not list(ROOT.glob(name.replace(".", "/") + "*"))]
    assert missing == []


@pytest.mark.parametrize("service", sorted(EDGES))
def test_one_wiring_module_is_named_for_what_goes_in_and_out(service: str) -> None:
    wiring = sorted(path.stem for path in (ROOT / "services" / service).glob("*_to_*.py"))
    assert wiring == WIRING.get(service, wiring[:1])
    assert wiring
