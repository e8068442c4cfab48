"""What is checked in is what the models say, and a change of a model is noticed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.contracts.asyncapi import asyncapi
from schemas.contracts.drift import differing, write
from schemas.contracts.json_schemas import json_schemas
from schemas.contracts.records import FOLDER, RECORDS
from schemas.parsed_article import ParsedArticle
from schemas.topics import ARTICLES_RAW, TOPICS

ROOT = Path(__file__).parents[2]


class Renamed(ParsedArticle):
    """ParsedArticle with one field more."""

    mood: str


def test_nothing_has_drifted() -> None:
    assert differing({**json_schemas(), "asyncapi.json": asyncapi()}, FOLDER) == []


def test_a_changed_record_is_named() -> None:
    changed = json_schemas({**RECORDS, "parsed_article": Renamed})
    assert differing(changed, FOLDER) == ["parsed_article/schema.json"]


def test_a_changed_topic_is_named() -> None:
    topics = [replace(topic, retention_ms=1) if topic is ARTICLES_RAW else topic for topic in TOPICS]
    assert differing({"asyncapi.json": asyncapi(topics)}, FOLDER) == ["asyncapi.json"]


def test_a_missing_file_is_named_and_writing_it_mends(tmp_path: Path) -> None:
    documents = json_schemas()
    assert differing(documents, tmp_path) == list(documents)
    write(documents, tmp_path)
    assert differing(documents, tmp_path) == []


@pytest.mark.parametrize("module", ["schemas.contracts", "services.cli.contracts"])
def test_both_commands_check_what_is_checked_in(module: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", module, "--check"], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, b"")
