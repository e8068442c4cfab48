"""Where a document went: through all services, parsed, corrected, refused, retracted and unknown."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.acceptance.system import System
from tests.acceptance.test_whole_way import dump
from tests.waiting import wait_for

# Whoever starts first on a new broker meets a group coordinator that is still being made.
pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")


def place(receipt: dict[str, object]) -> str:
    return f"{receipt['topic']}:{receipt['partition']}:{receipt['offset']}"


def traced(system: System, id_: object, *states: str) -> dict[str, Any]:
    """The trace, once the records that the parser made have these states."""

    def found() -> dict[str, Any]:
        trace = system.get(f"/v1/documents/{id_}") or {"documents": []}
        parsed = [record["state"] for document in trace["documents"] for record in document["parsed"]]
        return trace if parsed == list(states) else {}

    return wait_for(found, f"{id_} is {states}")


def test_an_article_is_traced_from_its_bytes_to_the_views_it_is_in(system: System) -> None:
    first = system.post(
        dump("Ferry strike in Port Selby"), "?url=https://trace.example/1", content_type="text/plain", ce_source="/desk"
    )
    other = system.post(dump("Ferry strike ends", body=1), "?url=https://trace.example/2", content_type="text/plain")
    trace = traced(system, place(first), "current")
    (document,) = trace["documents"]
    assert document["received"]["offset"] == first["offset"]
    assert document["received"]["ce_id"] == first["ce_id"]
    assert document["received"]["url"] == "https://trace.example/1"
    assert document["received"]["source"] == "/desk"
    assert document["received"]["bytes"] == len(dump("Ferry strike in Port Selby"))
    assert (document["rejected"], document["waiting"]) == ([], None)
    assert document["parsed"][0]["headline"] == "Ferry strike in Port Selby"
    assert document["received"]["at"] <= document["parsed"][0]["at"]

    def in_view() -> bool:
        (article,) = traced(system, place(first), "current")["articles"]
        return {"article_id": other["article_id"], "headline": "Ferry strike ends"} in article["in_views"]

    wait_for(in_view, "the other article's view shows it")
    assert traced(system, f"{first['partition']}-{first['offset']}", "current")["documents"] == [document]
    assert traced(system, first["article_id"], "current")["documents"] == [document]
    assert "crossings" not in json.dumps(trace), "no text of the document is told"

    again = system.post(
        dump("Ferry strike in Port Selby grows"), "?url=https://trace.example/1", content_type="text/plain"
    )
    traced(system, place(first), "superseded")
    traced(system, again["article_id"], "current", "superseded")
    system.delete(str(first["article_id"]))
    traced(system, first["article_id"], "retracted", "retracted", "retracted")


def test_a_refused_document_says_why(system: System) -> None:
    receipt = system.post(b"\0\1\2\3", "?url=https://trace.example/bad", content_type="image/png")

    def refused() -> dict[str, Any]:
        trace = system.get(f"/v1/documents/{place(receipt)}") or {}
        return trace if trace and trace["documents"][0]["rejected"] else {}

    (document,) = wait_for(refused, "the refusal is known")["documents"]
    assert document["parsed"] == []
    assert document["rejected"][0]["topic"].endswith("articles.rejected")
    assert document["rejected"][0]["message"]


def test_a_document_that_waits_says_for_what(system: System) -> None:
    parser = next(process for process in system.processes if process.name == "parser")
    assert parser.stop() == 0
    system.processes.remove(parser)
    try:
        receipt = system.post(dump("Waiting for the parser"), content_type="text/plain")
        (document,) = wait_for(lambda: system.get(f"/v1/documents/{place(receipt)}") or {}, "it is known")["documents"]
        assert document["received"]["at"]
        assert document["waiting"]["why"] in (
            "the parser has not come to it",
            "no parser has read this partition yet: see that one runs",
        )
    finally:
        system.start("parser")
    traced(system, place(receipt), "current")


@pytest.mark.parametrize("id_", ["0" * 32, "articles.raw:0:999999", "999-0", "no such thing"])
def test_what_nobody_knows_is_404_and_says_how_long_is_remembered(system: System, id_: str) -> None:
    view = f"http://127.0.0.1:{system.settings.view_port}"
    command = [sys.executable, "-m", "services.cli", "trace", id_, "--view", view]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert "remembered for 7 days" in told.stderr


def test_the_command_shows_it(system: System) -> None:
    receipt = system.post(dump("Traced by command"), content_type="text/plain")
    traced(system, place(receipt), "current")
    command = [sys.executable, "-m", "services.cli", "trace", place(receipt)]
    view = ["--view", f"http://127.0.0.1:{system.settings.view_port}"]
    told = subprocess.run([*command, *view], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(told.stdout)["documents"][0]["parsed"][0]["headline"] == "Traced by command"
