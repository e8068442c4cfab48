"""The OpenAPI documents of the HTTP ports: checked in as they are, and saying every answer."""

from pathlib import Path
from typing import Any

import pytest

from schemas.contracts.drift import differing, run
from schemas.contracts.records import FOLDER
from services.cli.contracts import OPENAPI, documents, ingest_openapi


@pytest.mark.parametrize("name", OPENAPI)
def test_nothing_has_drifted(name: str) -> None:
    assert differing({name: OPENAPI[name]()}, FOLDER) == []


def test_a_changed_port_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([], documents(), tmp_path, "make contracts") == 0
    assert run(["--check"], documents(), tmp_path, "make contracts") == 0
    (tmp_path / "openapi/ingest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "asyncapi.json").unlink()
    assert run(["--check"], documents(), tmp_path, "make contracts") == 1
    said = capsys.readouterr().err
    assert "openapi/ingest.json differs from the code: run make contracts" in said
    assert "asyncapi.json differs from the code: run make contracts" in said
    assert len(said.splitlines()) == 2


def test_everything_checked_in_is_generated_or_an_example() -> None:
    examples = ("broken.json", "future.json")
    generated = {str(FOLDER / name) for name in documents()}
    others = [p for p in FOLDER.rglob("*.json") if str(p) not in generated and not p.name.startswith("v")]
    assert [path for path in others if path.name not in examples] == []


def test_arguments_that_are_not_known_are_refused(tmp_path: Path) -> None:
    assert run(["--chek"], documents(), tmp_path, "make contracts") == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/v1/documents", "post", {"202", "400", "408", "409", "413", "415", "422", "503"}),
        ("/v1/documents/{article_id}", "put", {"202", "400", "408", "413", "415", "422", "503"}),
        ("/v1/documents/{article_id}", "delete", {"202", "400", "422", "503"}),
        ("/v1/documents/batch", "post", {"200", "415", "422", "503"}),
    ],
)
def test_ingest_says_every_answer(path: str, method: str, statuses: set[str]) -> None:
    operation: dict[str, Any] = ingest_openapi()["paths"][path][method]
    everywhere = {"401", "403", "414", "429", "431"}
    assert set(operation["responses"]) == statuses | everywhere
    for status in (statuses | everywhere) - {"200", "202"}:
        assert set(operation["responses"][status]["content"]) == {"application/problem+json"}
    receipt = ingest_openapi()["components"]["schemas"]["Receipt"]
    assert set(receipt["required"]) == {"article_id", "topic", "partition", "offset", "ce_id"}


def test_ingest_takes_any_body() -> None:
    body = ingest_openapi()["paths"]["/v1/documents"]["post"]["requestBody"]
    assert body["required"] is True
    assert set(body["content"]) == {"*/*"}
